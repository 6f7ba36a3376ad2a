/** Tar archives of the file system in memory, written and read. */
import { type FileNode } from "./file_system.ts";
import { concat, utf8 } from "./wire.ts";

/** One entry of an archive. */
export interface TarEntry {
  name: string;
  type: FileNode["type"];
  mode: number;
  mtime: number;
  data: Uint8Array;
  target: string;
}

/** The node and all below it as a ustar archive, the node itself named `name`. */
export function* packTar(name: string, node: FileNode): Generator<Uint8Array> {
  yield* packNode(name, node);
  yield new Uint8Array(1024);
}

function* packNode(name: string, node: FileNode): Generator<Uint8Array> {
  yield header(node.type === "dir" ? name.replace(/\/?$/, "/") : name, node);
  if (node.type === "file") {
    yield node.data;
    if (node.data.length % 512) yield new Uint8Array(512 - node.data.length % 512);
  }
  for (const [child, n] of node.children) yield* packNode(name.replace(/\/$/, "") + "/" + child, n);
}

function header(name: string, node: FileNode): Uint8Array {
  const h = new Uint8Array(512);
  const put = (at: number, text: string, max: number) => h.set(utf8(text).subarray(0, max), at);
  const octal = (at: number, n: number, width: number) =>
    put(at, n.toString(8).padStart(width - 1, "0"), width);
  let prefix = "";
  if (name.length > 100) {
    const cut = name.lastIndexOf("/", Math.min(155, name.length - 2));
    prefix = name.slice(0, cut);
    name = name.slice(cut + 1);
  }
  put(0, name, 100);
  octal(100, node.mode, 8);
  octal(108, 0, 8);
  octal(116, 0, 8);
  octal(124, node.type === "file" ? node.data.length : 0, 12);
  octal(136, Math.floor(node.mtime / 1000), 12);
  put(148, "        ", 8);
  put(156, node.type === "dir" ? "5" : node.type === "link" ? "2" : "0", 1);
  put(157, node.target, 100);
  put(257, "ustar\x0000", 8);
  put(265, "root", 32);
  put(297, "root", 32);
  put(345, prefix, 155);
  put(148, h.reduce((a, b) => a + b, 0).toString(8).padStart(6, "0") + "\0 ", 8);
  return h;
}

/** Reads a ustar, GNU or pax archive: files, directories and links; a RangeError for a broken one. */
export function unpackTar(bytes: Uint8Array): TarEntry[] {
  const out: TarEntry[] = [];
  const text = (at: number, length: number) =>
    new TextDecoder().decode(bytes.subarray(at, at + length)).replace(/\0[^]*$/, "");
  let long: string | undefined, longLink: string | undefined;
  for (let at = 0; at + 512 <= bytes.length;) {
    if (bytes.subarray(at, at + 512).every((b) => b === 0)) break;
    const size = parseInt(text(at + 124, 12).trim() || "0", 8);
    if (Number.isNaN(size) || at + 512 + size > bytes.length) {
      throw new RangeError("unexpected EOF");
    }
    const kind = String.fromCharCode(bytes[at + 156] || 48);
    const data = bytes.slice(at + 512, at + 512 + size);
    const prefix = text(at + 257, 5) === "ustar" ? text(at + 345, 155) : "";
    const name = long ?? (prefix ? prefix + "/" : "") + text(at, 100);
    const target = longLink ?? text(at + 157, 100);
    at += 512 + Math.ceil(size / 512) * 512;
    if (kind === "L") long = new TextDecoder().decode(data).replace(/\0[^]*$/, "");
    else if (kind === "K") longLink = new TextDecoder().decode(data).replace(/\0[^]*$/, "");
    else if (kind === "x") {
      const pax = new TextDecoder().decode(data);
      long = /\d+ path=(.*)\n/.exec(pax)?.[1] ?? long;
      longLink = /\d+ linkpath=(.*)\n/.exec(pax)?.[1] ?? longLink;
    } else {
      if ("0\x00725".includes(kind)) {
        const start = at - 512 - Math.ceil(size / 512) * 512;
        out.push({
          name,
          type: kind === "5" ? "dir" : kind === "2" ? "link" : "file",
          mode: parseInt(text(start + 100, 8).trim() || "644", 8) & 0o7777,
          mtime: parseInt(text(start + 136, 12).trim() || "0", 8) * 1000,
          data: kind === "5" || kind === "2" ? new Uint8Array() : data,
          target,
        });
      }
      long = longLink = undefined;
    }
  }
  return out;
}

/** The archive in one piece. */
export function tarBytes(name: string, node: FileNode): Uint8Array {
  return concat([...packTar(name, node)]);
}
