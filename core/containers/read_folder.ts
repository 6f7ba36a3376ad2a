/** Looks through a folder of this machine for what can be put into a container. */
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "../errors.ts";
import type { TarEntry } from "./pack_entries.ts";

/** Settings of {@link readFolder}. */
export interface ReadFolderOptions {
  /** The most files and folders; default 100,000. */
  maxEntries?: number;
  /** The most bytes of all files; default 10 GB. */
  maxBytes?: number;
  /** False leaves out a file, or a folder with all that is in it. */
  keep?(path: string): boolean;
  /** Told of what is left out because it cannot be sent, and why. */
  onLeftOut?(path: string, why: string): void;
  /** Ends the search. */
  signal?: AbortSignal;
}

/** What a folder holds. */
export interface FolderEntries {
  /** In the order in which they are made: folders before what is in them. */
  readonly entries: readonly TarEntry[];
  /** Bytes of all files. */
  readonly bytes: number;
}

const OP = "read folder";

/**
 * What is in a folder, by paths with `/` relative to it. Links stay links; left out, and told, are
 * those that lead out of the folder, pipes, sockets and devices, and what cannot be named in UTF-8.
 * Modes have no set-uid and set-gid bits.
 *
 * @throws {EngineError} of code `config` for what is no folder, cannot be read, or is too much.
 */
export async function readFolder(
  folder: string,
  options: ReadFolderOptions = {},
): Promise<FolderEntries> {
  const { maxEntries = 100_000, maxBytes = 10e9, keep, onLeftOut, signal } = options;
  const entries: TarEntry[] = [];
  let bytes = 0;
  const top = await about(folder, () => lstat(`${folder}/`));
  if (!top.isDirectory()) throw failure(`${folder} is no folder`);
  const walk = async (below: string): Promise<void> => {
    const at = join(folder, below);
    for (const name of (await about(at, () => readdir(at))).sort()) {
      if (signal?.aborted) throw new EngineError("Stopped", { code: "aborted", op: OP });
      const path = below === "" ? name : `${below}/${name}`;
      const left = (why: string) => onLeftOut?.(path, why);
      // What is no UTF-8 comes with this sign in it.
      if (name.includes("\uFFFD")) {
        left("its name is not UTF-8");
        continue;
      }
      if (keep?.(path) === false) continue;
      const full = join(folder, path);
      const stat = await lstat(full).catch(() => undefined);
      if (stat === undefined) continue; // gone since the folder was read
      const common = { path, mode: stat.mode & 0o777, mtime: stat.mtime };
      if (stat.isDirectory()) entries.push({ ...common, kind: "directory" });
      else if (stat.isSymbolicLink()) {
        const target = await readlink(full).catch(() => "");
        if (await leadsOut(folder, path, target)) left(`a link out of the folder, to ${target}`);
        else entries.push({ ...common, kind: "symlink", target });
      } else if (stat.isFile()) {
        bytes += stat.size;
        if (bytes > maxBytes) {
          throw failure(`${folder} holds more than ${maxBytes / 1e9} GB: ${path} is too much`);
        }
        entries.push({ ...common, kind: "file", file: full, size: stat.size });
      } else left(stat.isFIFO() ? "a pipe" : stat.isSocket() ? "a socket" : "a device");
      if (entries.length > maxEntries) {
        throw failure(`${folder} holds more than ${maxEntries} files and folders`);
      }
      if (stat.isDirectory()) await walk(path);
    }
  };
  await walk("");
  return { entries, bytes };
}

/** Links that are followed one after another, at most: more, or a circle, leads nowhere. */
const MAX_LINKS = 40;

/**
 * Whether a link in the folder leads to something outside of it, by way of other links too. One
 * that goes up behind a name is refused: where that name is a link, there or later, it goes up from
 * elsewhere.
 */
async function leadsOut(folder: string, path: string, target: string): Promise<boolean> {
  // What is still to be gone, and where one is: always a folder that is no link.
  let rest = target.split("/");
  let at = path.split("/").slice(0, -1);
  if (target === "" || goesAbout(rest)) return true;
  for (let links = 0; rest.length > 0;) {
    const [step, ...others] = rest;
    rest = others;
    if (step === "" || step === ".") continue;
    if (step === "..") {
      if (at.length === 0) return true;
      at = at.slice(0, -1);
      continue;
    }
    const next = await readlink(join(folder, ...at, step)).catch(() => undefined);
    if (next === undefined) {
      at = [...at, step];
      continue;
    }
    const steps = next.split("/");
    if (++links > MAX_LINKS || goesAbout(steps)) return true;
    rest = [...steps, ...rest];
  }
  return false;
}

/** From the root, or up behind a name. */
function goesAbout(steps: readonly string[]): boolean {
  const down = steps.findIndex((s) => s !== "" && s !== "." && s !== "..");
  return steps[0] === "" || down >= 0 && steps.indexOf("..", down) >= 0;
}

async function about<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    const why = code === "ENOENT"
      ? "there is no such folder"
      : code === "ENOTDIR"
      ? "it is no folder"
      : code === "EACCES"
      ? "permission denied"
      : message;
    throw failure(`${path} cannot be read: ${why}`, cause);
  }
}

function failure(message: string, cause?: unknown): EngineError {
  return new EngineError(message, { code: "config", op: OP, cause });
}
