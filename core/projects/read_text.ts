/** Reads a file of a project from this machine's disk, with a bound. */
import { ProjectError } from "./problem.ts";

/** Bound of a file, in bytes; the parser's own is less. */
export const MAX_TEXT = 2 * 1024 * 1024;

/** What a shell makes of `<(command)`; another pipe might never have a writer. */
const OF_SHELL = /^\/(dev|proc\/self)\/fd\/\d+$|^\/dev\/stdin$/;

/**
 * A file's text; undefined where it is not there. Throws {@link ProjectError} for what is no file,
 * may not be read, or is too large. A pipe is read where a shell made it.
 */
export async function readProjectText(path: string): Promise<string | undefined> {
  let file: Deno.FsFile;
  try {
    const info = await Deno.stat(path);
    if (path === "/dev/null") return "";
    if (info.isDirectory) throw new ProjectError(`${path} is a folder, not a file`);
    if (!info.isFile && !OF_SHELL.test(path)) {
      throw new ProjectError(`${path} is a pipe or a device, not a file`);
    }
    if (info.isFile && info.size > MAX_TEXT) throw tooLarge(path);
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new ProjectError(`${path} cannot be read: permission denied`);
    }
    throw error;
  }
  return await textOf(path, file.readable);
}

/** All of a stream as text, within the bound. Throws {@link ProjectError}. */
export async function textOf(name: string, stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const part of stream) {
    size += part.length;
    if (size > MAX_TEXT) throw tooLarge(name);
    parts.push(part.slice());
  }
  return await new Blob(parts).text();
}

function tooLarge(name: string): ProjectError {
  return new ProjectError(`${name} is larger than 1 MB, which no project needs`);
}
