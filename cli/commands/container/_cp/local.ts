/** The end of a copy that is on this machine. */
import { resolve } from "node:path";
import { goQuote } from "../../../format/quote.ts";
import { pathError } from "../../_flags/env_file.ts";
import {
  baseName,
  type CopyEnd,
  followedName,
  keepEnding,
  linkedPath,
  splitEntry,
} from "./paths.ts";

/** Longest chain of links that is followed to a destination. */
const MAX_LINKS = 10;

/** The absolute path, with the trailing `/` or `/.` that was written. */
export function absolutePath(path: string): string {
  return keepEnding(resolve(path), path);
}

async function lstat(path: string): Promise<Deno.FileInfo> {
  try {
    return await Deno.lstat(path);
  } catch (error) {
    throw pathError("lstat", path, error);
  }
}

async function realPath(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    throw pathError("lstat", path.replace(/\/$/, "") || "/", error);
  }
}

/**
 * What is at the source of a copy. Links on the way are followed; the last one only when asked.
 *
 * @throws {Error} with Go's words when nothing is there.
 */
export async function localSource(path: string, followLink: boolean): Promise<CopyEnd> {
  let found = path;
  let rename = "";
  if (followLink) {
    ({ path: found, rename } = followedName(path, await realPath(path)));
  } else {
    const slash = path.lastIndexOf("/");
    const directory = await realPath(path.slice(0, slash + 1));
    found = `${directory === "/" ? "" : directory}/${path.slice(slash + 1)}`;
    if (path.endsWith("/") && baseName(path) !== baseName(found)) rename = baseName(path);
  }
  const info = await lstat(found);
  return { path: found, exists: true, isDirectory: info.isDirectory, rename };
}

/**
 * What is at the destination of a copy; links are followed, also dangling ones.
 *
 * @throws {Error} when not even the directory around it is there.
 */
export async function localDestination(path: string): Promise<CopyEnd> {
  let at = path;
  for (let links = 0; links <= MAX_LINKS; links++) {
    const info = await Deno.lstat(at).catch((error) => {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw pathError("lstat", at, error);
    });
    if (info === undefined) {
      const [parent] = splitEntry(at);
      const around = await Deno.stat(parent).catch((error) => {
        throw pathError("stat", parent, error);
      });
      if (!around.isDirectory) throw new Error("not a directory");
      return { path: at, exists: false, isDirectory: false };
    }
    if (!info.isSymlink) return { path: at, exists: true, isDirectory: info.isDirectory };
    at = linkedPath(at, await Deno.readLink(at));
  }
  throw new Error(`too many symlinks in ${path}`);
}

/**
 * Refuses a destination that cannot be written, before anything is asked for.
 *
 * @throws {Error} with docker's words.
 */
export async function checkOutputPath(path: string): Promise<void> {
  const [directory] = splitEntry(path.replace(/\/\.$/, ""));
  const around = await Deno.stat(directory).catch(() => undefined);
  if (path !== "-" && around === undefined) {
    throw new Error(`invalid output path: directory ${goQuote(directory)} does not exist`);
  }
  const info = await Deno.stat(path).catch(() => undefined);
  if (info?.isBlockDevice || info?.isCharDevice) {
    throw new Error(
      `invalid output path: ${goQuote(path)} must be a directory or a regular file: got a device`,
    );
  }
}

/**
 * Bytes of the files below a path, for a forecast: what cannot be read, and what is there under
 * several names, is counted as it is found. Rejects once the signal is aborted.
 */
export async function treeSize(path: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  const info = await Deno.lstat(path).catch(() => undefined);
  if (info?.isFile) return info.size;
  if (!info?.isDirectory) return 0;
  let size = 0;
  try {
    for await (const child of Deno.readDir(path)) {
      size += await treeSize(`${path}/${child.name}`, signal);
    }
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return size;
}
