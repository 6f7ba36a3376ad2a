/** Packs a file or folder as `cp` sends it: a tar archive that is made as it is read. */
import { join } from "node:path";
import { createTarPacker, type TarHeader } from "modern-tar";
import { pathError } from "../../_flags/env_file.ts";
import { type DeviceNumbers, deviceNumbers, withNumbers } from "./devices.ts";

/** What to pack: a file or directory, under which name, and what to leave out. */
export interface PackOptions {
  /** Owners of the entries; unset: as they are on disk. */
  owner?: { uid: number; gid: number };
  /** False leaves an entry out (and, for a directory, what is in it, unless `descend` says so). */
  keep?: (name: string, isDirectory: boolean) => boolean;
  /** Whether to look into a directory that is itself left out. */
  descend?: (name: string) => boolean;
}

/** Bytes read at once. */
const CHUNK = 256 * 1024;

/**
 * Packs `path` as a tar archive whose first entry is `name` (`.` for its contents alone). Symbolic
 * links stay links, files with several names are linked, sockets are left out. The archive is made
 * as it is read.
 */
export async function* packTree(
  path: string,
  name: string,
  options: PackOptions = {},
): AsyncGenerator<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const numbers: DeviceNumbers[] = [];
  const packing = pack(path, name, options, (header) => controller.add(header), numbers).then(
    () => controller.finalize(),
    (error) => controller.error(error),
  );
  try {
    yield* withNumbers(readable, numbers);
  } finally {
    await packing.catch(() => {});
  }
}

type Add = (header: TarHeader) => WritableStream<Uint8Array>;

async function pack(
  path: string,
  name: string,
  options: PackOptions,
  add: Add,
  numbers: DeviceNumbers[],
): Promise<void> {
  const seen = new Map<string, string>();
  const one = async (at: string, as: string): Promise<void> => {
    let info: Deno.FileInfo;
    try {
      info = await Deno.lstat(at);
    } catch (error) {
      throw pathError("lstat", at, error);
    }
    const kept = options.keep?.(as, info.isDirectory) ?? true;
    if (kept && !info.isSocket) await entry(at, as, info, options, seen, add, numbers);
    if (!info.isDirectory || (!kept && !options.descend?.(as))) return;
    const children: string[] = [];
    try {
      for await (const child of Deno.readDir(at)) children.push(child.name);
    } catch (error) {
      throw pathError("open", at, error);
    }
    for (const child of children.sort()) {
      await one(join(at, child), as === "." ? child : `${as}/${child}`);
    }
  };
  await one(path, name);
}

async function entry(
  path: string,
  name: string,
  info: Deno.FileInfo,
  options: PackOptions,
  seen: Map<string, string>,
  add: Add,
  numbers: DeviceNumbers[],
): Promise<void> {
  const header: TarHeader = {
    name: info.isDirectory ? `${name}/` : name,
    size: 0,
    mode: (info.mode ?? 0o644) & 0o7777,
    mtime: info.mtime ?? new Date(0),
    uid: options.owner?.uid ?? info.uid ?? 0,
    gid: options.owner?.gid ?? info.gid ?? 0,
  };
  const inode = `${info.dev}:${info.ino}`;
  const first = info.isFile && (info.nlink ?? 1) > 1 ? seen.get(inode) : undefined;
  if (info.isDirectory) header.type = "directory";
  else if (info.isSymlink) {
    header.type = "symlink";
    header.linkname = await Deno.readLink(path);
  } else if (info.isFifo) header.type = "fifo";
  else if (info.isCharDevice || info.isBlockDevice) {
    header.type = info.isCharDevice ? "character-device" : "block-device";
    numbers.push(deviceNumbers(info.rdev ?? 0));
  } else if (first !== undefined) {
    header.type = "link";
    header.linkname = first;
  } else if (info.isFile) {
    header.type = "file";
    header.size = info.size;
    if ((info.nlink ?? 1) > 1) seen.set(inode, name);
  } else return;
  // Opened before its header is written: an unreadable file leaves no half entry behind.
  const file = header.type === "file" ? await open(path) : undefined;
  const writer = add(header).getWriter();
  try {
    if (file) await copyFile(file, path, header.size, writer);
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => {});
    throw error;
  } finally {
    file?.close();
  }
}

async function open(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (error) {
    throw pathError("open", path, error);
  }
}

/** Copies exactly `size` bytes, because the header has said so. */
async function copyFile(
  file: Deno.FsFile,
  path: string,
  size: number,
  writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<void> {
  let left = size;
  while (left > 0) {
    const chunk = new Uint8Array(Math.min(CHUNK, left));
    const n = await file.read(chunk);
    if (n === null) throw new Error(`${path} became shorter while it was read`);
    await writer.write(chunk.subarray(0, n));
    left -= n;
  }
}
