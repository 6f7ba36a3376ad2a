/** A file system in memory: an image's files below, a container's changes above. */
import { ApiError, utf8 } from "./wire.ts";

/** A file, directory or symbolic link. */
export interface FileNode {
  type: "file" | "dir" | "link";
  /** Permission bits. */
  mode: number;
  /** Milliseconds since the epoch. */
  mtime: number;
  data: Uint8Array;
  target: string;
  children: Map<string, FileNode>;
}

/** A container's files may hold this much in all. */
export const FILE_BOUND = 64 * 1024 * 1024;

/** A small tree of files in memory that remembers what was changed. */
export class FileSystem {
  readonly root: FileNode;
  /** Path to kind: 0 modified, 1 added, 2 deleted, as in `/changes`. */
  readonly changes = new Map<string, 0 | 1 | 2>();
  #size = 0;

  constructor(readonly now: () => number) {
    this.root = this.#node("dir", 0o755);
  }

  #node(type: FileNode["type"], mode: number): FileNode {
    return {
      type,
      mode,
      mtime: this.now(),
      data: new Uint8Array(),
      target: "",
      children: new Map(),
    };
  }

  /** The parts of an absolute path, `.` and `..` resolved. */
  static parts(path: string): string[] {
    const out: string[] = [];
    for (const p of path.split("/")) {
      if (p === "..") out.pop();
      else if (p !== "" && p !== ".") out.push(p);
    }
    return out;
  }

  /** The node there, links followed (the last one too unless told); undefined for none. */
  find(path: string, followLast = true, depth = 0): FileNode | undefined {
    let node = this.root;
    const parts = FileSystem.parts(path);
    for (const [i, p] of parts.entries()) {
      const child = node.children.get(p);
      if (!child) return undefined;
      if (child.type === "link" && (followLast || i < parts.length - 1)) {
        if (depth > 16) return undefined;
        const rest = parts.slice(i + 1).join("/");
        const base = child.target.startsWith("/")
          ? child.target
          : "/" + parts.slice(0, i).join("/") + "/" + child.target;
        return this.find(base + "/" + rest, followLast, depth + 1);
      }
      node = child;
    }
    return node;
  }

  /** Makes the directory and those above it. */
  mkdir(path: string, mode = 0o755, track = true): FileNode {
    let node = this.root, at = "";
    for (const p of FileSystem.parts(path)) {
      at += "/" + p;
      let child = node.children.get(p);
      if (child?.type === "link") child = this.find(at);
      if (!child) {
        child = this.#node("dir", mode);
        node.children.set(p, child);
        if (track) this.changes.set(at, 1);
      }
      if (child.type !== "dir") throw new ApiError(400, `${at}: not a directory`);
      node = child;
    }
    return node;
  }

  /** Writes a file; the directory must be there. */
  write(path: string, data: string | Uint8Array, mode?: number, track = true): FileNode {
    const { parent, name, full } = this.#parent(path);
    const bytes = typeof data === "string" ? utf8(data) : data;
    let node = parent.children.get(name);
    if (node?.type === "link") return this.write(this.#target(full, node), data, mode, track);
    if (node?.type === "dir") throw new ApiError(400, `${full}: is a directory`);
    this.#size += bytes.length - (node?.data.length ?? 0);
    if (this.#size > FILE_BOUND) throw new ApiError(500, "no space left on device");
    if (track) this.changes.set(full, node && this.changes.get(full) !== 1 ? 0 : 1);
    if (!node) {
      node = this.#node("file", mode ?? 0o644);
      parent.children.set(name, node);
    }
    node.data = bytes;
    if (mode !== undefined) node.mode = mode;
    node.mtime = this.now();
    return node;
  }

  link(path: string, target: string, track = true): void {
    const { parent, name, full } = this.#parent(path);
    const node = this.#node("link", 0o777);
    node.target = target;
    parent.children.set(name, node);
    if (track) this.changes.set(full, 1);
  }

  remove(path: string): boolean {
    const { parent, name, full } = this.#parent(path);
    const node = parent.children.get(name);
    if (!node) return false;
    const free = (n: FileNode): number =>
      n.data.length + [...n.children.values()].reduce((s, c) => s + free(c), 0);
    this.#size -= free(node);
    parent.children.delete(name);
    if (this.changes.get(full) === 1) this.changes.delete(full);
    else this.changes.set(full, 2);
    for (const k of [...this.changes.keys()]) {
      if (k.startsWith(full + "/")) this.changes.delete(k);
    }
    return true;
  }

  #target(full: string, node: FileNode): string {
    return node.target.startsWith("/")
      ? node.target
      : full.slice(0, full.lastIndexOf("/")) + "/" + node.target;
  }

  #parent(path: string): { parent: FileNode; name: string; full: string } {
    const parts = FileSystem.parts(path);
    const name = parts.pop();
    if (name === undefined) throw new ApiError(400, "/: is a directory");
    const parent = this.find("/" + parts.join("/"));
    if (parent?.type !== "dir") {
      throw new ApiError(404, `Could not find the file /${parts.join("/")}`);
    }
    return { parent, name, full: "/" + [...parts, name].join("/") };
  }
}

/** What every sample image holds. */
export function baseFiles(now: () => number, hostname: string): FileSystem {
  const fs = new FileSystem(now);
  for (const d of ["bin", "etc", "home", "proc", "root", "tmp", "usr/bin", "var/log", "app"]) {
    fs.mkdir("/" + d, d === "tmp" ? 0o1777 : 0o755, false);
  }
  const put = (path: string, text: string, mode?: number) => fs.write(path, text, mode, false);
  put("/etc/hostname", hostname + "\n");
  put("/etc/hosts", `127.0.0.1\tlocalhost\n172.17.0.2\t${hostname}\n`);
  put("/etc/resolv.conf", "nameserver 127.0.0.11\noptions ndots:0\n");
  put("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
  put("/etc/group", "root:x:0:\nnogroup:x:65534:\n");
  put("/etc/os-release", 'NAME="Demo Linux"\nID=demo\nVERSION_ID=1.0\n');
  put("/bin/busybox", "\x7fELF demo", 0o755);
  for (const name of ["sh", "ls", "cat", "echo", "ps", "env", "sleep"]) {
    fs.link(`/bin/${name}`, "busybox", false);
  }
  put("/app/README", "Sample files of the demo engine\n");
  return fs;
}
