/** Packs a file or folder as `cp` sends it: a tar archive that is made as it is read. */
import { join } from "node:path";
import { openFile } from "../../../../core/open_file.ts";
import { packItems, type TarItem } from "../../../../core/tar/pack.ts";
import { pathError } from "../../_flags/env_file.ts";
import { deviceNumbers } from "./devices.ts";

/** What to pack: a file or directory, under which name, and what to leave out. */
export interface PackOptions {
  /** Owners of the entries; unset: as they are on disk. */
  owner?: { uid: number; gid: number };
  /** False leaves an entry out (and, for a directory, what is in it, unless `descend` says so). */
  keep?: (name: string, isDirectory: boolean) => boolean;
  /** Whether to look into a directory that is itself left out. */
  descend?: (name: string) => boolean;
}

/**
 * Packs `path` as a tar archive whose first entry is `name` (`.` for its contents alone). Symbolic
 * links stay links, files with several names are linked, sockets are left out. The archive is made
 * as it is read, and each piece is good until the next is asked for.
 */
export function packTree(
  path: string,
  name: string,
  options: PackOptions = {},
): AsyncGenerator<Uint8Array> {
  return packItems(walk(path, name, options, new Map()), (item) => {
    const below = item.name.slice(name.length);
    return new Error(`${name === "." ? join(path, item.name) : path + below} ${SHORTER}`);
  });
}

const SHORTER = "became shorter while it was read";

/** `seen` has the first name of each file that has several. */
function* walk(
  path: string,
  name: string,
  options: PackOptions,
  seen: Map<string, string>,
): Generator<TarItem> {
  let info: Deno.FileInfo;
  try {
    info = Deno.lstatSync(path);
  } catch (error) {
    throw pathError("lstat", path, error);
  }
  const kept = options.keep?.(name, info.isDirectory) ?? true;
  if (kept) {
    const item = entry(path, name, info, options, seen);
    if (item !== undefined) yield item;
  }
  if (!info.isDirectory || (!kept && !options.descend?.(name))) return;
  let children: string[];
  try {
    children = Array.from(Deno.readDirSync(path), (child) => child.name);
  } catch (error) {
    throw pathError("open", path, error);
  }
  for (const child of children.sort()) {
    yield* walk(join(path, child), name === "." ? child : `${name}/${child}`, options, seen);
  }
}

/** An entry for what is there, with the file opened; undefined for what cannot be packed. */
function entry(
  path: string,
  name: string,
  info: Deno.FileInfo,
  options: PackOptions,
  seen: Map<string, string>,
): TarItem | undefined {
  const common = {
    name: info.isDirectory ? `${name}/` : name,
    mode: (info.mode ?? 0o644) & 0o7777,
    mtime: info.mtime ?? new Date(0),
    uid: options.owner?.uid ?? info.uid ?? 0,
    gid: options.owner?.gid ?? info.gid ?? 0,
  };
  if (info.isDirectory) return { ...common, type: "directory" };
  if (info.isSymlink) return { ...common, type: "symlink", linkname: Deno.readLinkSync(path) };
  if (info.isFifo) return { ...common, type: "fifo" };
  if (info.isCharDevice || info.isBlockDevice) {
    const type = info.isCharDevice ? "character-device" : "block-device";
    return { ...common, type, ...deviceNumbers(info.rdev ?? 0) };
  }
  if (!info.isFile) return undefined;
  if ((info.nlink ?? 1) > 1) {
    const inode = `${info.dev}:${info.ino}`;
    const first = seen.get(inode);
    if (first !== undefined) return { ...common, type: "link", linkname: first };
    seen.set(inode, name);
  }
  // Opened before its header is written: an unreadable file leaves no half entry behind.
  try {
    const file = openFile(path);
    return { ...common, type: "file", size: info.size, file };
  } catch (error) {
    throw pathError("open", path, error);
  }
}
