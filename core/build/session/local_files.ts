/** Files of this machine as BuildKit asks for them: some left out, some alone wanted, links followed. */
import { lstat, open, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { ignoreOf } from "../dockerignore.ts";

/** A folder, or files that stand in no folder. */
export type LocalSource =
  | { folder: string }
  | { files: ReadonlyMap<string, Uint8Array> };

/** What is wanted of it; patterns as in a .dockerignore. */
export interface Wanted {
  exclude: readonly string[];
  /** Empty: everything. */
  include: readonly string[];
  /** Paths whose links are followed, and which are wanted then; empty: everything. */
  follow: readonly string[];
}

/** A file, folder, link, pipe or device. */
export interface LocalEntry {
  /** Path in the folder, with `/`. */
  path: string;
  /** Go's os.FileMode. */
  mode: number;
  size: bigint;
  /** Nanoseconds since 1970. */
  modified: bigint;
  /** Of a symbolic link. */
  target?: string;
  /** It counts as a plain file and has no bytes. */
  unreadable?: boolean;
  /** Of a device. */
  device?: { major: number; minor: number };
}

/** Bits of Go's os.FileMode beside those of permission. */
const MODE = {
  dir: 2 ** 31,
  symlink: 2 ** 27,
  device: 2 ** 26,
  pipe: 2 ** 25,
  setuid: 2 ** 23,
  setgid: 2 ** 22,
  char: 2 ** 21,
  sticky: 2 ** 20,
};
/** The bits that say that an entry is no plain file. */
const TYPE = MODE.dir + MODE.symlink + MODE.device + MODE.pipe + MODE.char;
/** As many links are followed for one path. */
const MAX_LINKS = 255;
const PIECE = 32 * 1024;

/** Whether an entry has bytes of its own. */
export function isPlain(mode: number): boolean {
  return (mode & TYPE) === 0;
}

/** Entries in BuildKit's order: by the bytes of their names, a folder before what is in it. */
export async function* localEntries(
  source: LocalSource,
  wanted: Wanted,
): AsyncGenerator<LocalEntry> {
  const exclude = ignoreOf(wanted.exclude);
  const include = await included(source, wanted);
  if ("files" in source) {
    for (const [path, bytes] of source.files) {
      if (exclude.excludes(path) || include !== undefined && !include(path)) continue;
      yield { path, mode: 0o600, size: BigInt(bytes.length), modified: 0n };
    }
    return;
  }
  // Folders that lead to something wanted come when that does.
  const leading: LocalEntry[] = [];
  async function* below(folder: string): AsyncGenerator<LocalEntry> {
    for (const name of await names(join((source as { folder: string }).folder, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const entry = await look((source as { folder: string }).folder, path);
      if (entry === undefined) continue;
      const isFolder = entry.mode >= MODE.dir;
      const out = exclude.excludes(path);
      if (!out && (include === undefined || include(path))) {
        yield* leading.splice(0);
        yield entry;
        if (isFolder) yield* below(path);
      } else if (isFolder && (!out || exclude.hasExceptions)) {
        leading.push(entry);
        yield* below(path);
        if (leading.at(-1) === entry) leading.pop();
      }
    }
  }
  yield* below("");
}

/** The bytes of a plain file, as it is now. */
export async function* localBytes(source: LocalSource, path: string): AsyncGenerator<Uint8Array> {
  if ("files" in source) {
    yield source.files.get(path) ?? new Uint8Array();
    return;
  }
  const file = await open(join(source.folder, path));
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE), 0, PIECE);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function names(folder: string): Promise<string[]> {
  const all = await readdir(folder);
  const key = new Map(all.map((name) => [name, new TextEncoder().encode(name)]));
  return all.sort((a, b) => compare(key.get(a)!, key.get(b)!));
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** Undefined for what is gone. A socket is an empty file there, as docker has it. */
async function look(root: string, path: string): Promise<LocalEntry | undefined> {
  const stat = await lstat(join(root, path), { bigint: true }).catch(() => undefined);
  if (stat === undefined) return undefined;
  const bits = Number(stat.mode);
  let mode = bits & 0o777;
  if (bits & 0o4000) mode += MODE.setuid;
  if (bits & 0o2000) mode += MODE.setgid;
  if (bits & 0o1000) mode += MODE.sticky;
  const entry = { path, mode, size: stat.size, modified: stat.mtimeNs };
  if (stat.isDirectory()) return { ...entry, mode: mode + MODE.dir, size: 0n };
  if (stat.isSymbolicLink()) {
    return { ...entry, mode: mode + MODE.symlink, target: await readlink(join(root, path)) };
  }
  if (stat.isSocket()) return { ...entry, size: 0n, unreadable: true };
  if (stat.isFIFO()) return { ...entry, mode: mode + MODE.pipe, size: 0n };
  if (stat.isBlockDevice() || stat.isCharacterDevice()) {
    const number = Number(stat.rdev);
    return {
      ...entry,
      mode: mode + MODE.device + (stat.isCharacterDevice() ? MODE.char : 0),
      // As Linux packs them.
      device: {
        major: number >>> 8 & 0xfff,
        minor: number & 0xff | number >>> 12 & 0xfff00,
      },
    };
  }
  return entry;
}

/** Whether a path is wanted; undefined where all are. */
async function included(
  source: LocalSource,
  { include, follow }: Wanted,
): Promise<((path: string) => boolean) | undefined> {
  const patterns = new Set(include.map(unrooted));
  if (follow.length > 0) {
    const found = new Set<string>();
    for (const path of follow) {
      if ("files" in source) found.add(unrooted(path));
      else await followed(source.folder, unrooted(path), found);
    }
    for (const path of found) patterns.add(path);
  }
  if (patterns.size === 0 || patterns.has(".") || patterns.has("")) return undefined;
  const matcher = ignoreOf([...patterns]);
  return (path) => matcher.excludes(path);
}

function unrooted(path: string): string {
  return path.replace(/^\/+/, "");
}

/** Adds a path with wildcards, the links on its way and what they lead to within the folder. */
async function followed(root: string, path: string, found: Set<string>): Promise<void> {
  let links = 0;
  const walk = async (done: string, parts: readonly string[]): Promise<void> => {
    if (parts.length === 0) {
      found.add(done === "" ? "." : escaped(done));
      return;
    }
    const [part, ...rest] = parts;
    if (part === "" || part === ".") return await walk(done, rest);
    if (part === "..") return await walk(done.replace(/(^|\/)[^/]*$/, ""), rest);
    if (/[*?[]/.test(part)) {
      // What has no links needs no list of its own; only what is a link is looked into.
      found.add([escaped(done), part, ...rest].filter((p) => p !== "").join("/"));
      const matcher = ignoreOf([part]);
      for (const name of await readdir(join(root, done)).catch(() => [])) {
        if (matcher.excludes(name)) await step(done, name, rest);
      }
      return;
    }
    await step(done, part, rest);
  };
  const step = async (done: string, name: string, rest: readonly string[]) => {
    const at = done === "" ? name : `${done}/${name}`;
    const target = await readlink(join(root, at)).catch(() => undefined);
    if (target === undefined) return await walk(at, rest);
    found.add(escaped(at));
    if (++links > MAX_LINKS) return;
    const base = target.startsWith("/") ? [] : done.split("/").filter((p) => p !== "");
    await walk("", [...base, ...target.split("/"), ...rest]);
  };
  await walk("", path.split("/"));
}

/** A name as a pattern that means nothing but itself. */
function escaped(path: string): string {
  return path.replace(/[\\*?[]/g, "\\$&");
}
