/**
 * What the folders of PATH hold whose names begin alike. To read a folder of a thousand names takes
 * a third of all that `--help` does: what a large one holds is remembered until the folder changes.
 */
import { dirname } from "node:path";

/** What a folder holds. */
export interface Listed {
  folder: string;
  names: readonly string[];
}

/** A folder as it was: by its state, the names that were wanted. */
type Held = [state: string, names: string[]];

/** Of the file; another one is made anew. */
const FORMAT = 1;
/** A folder with fewer names is read sooner than it is remembered. */
const MANY = 100;
/** Folders that are made for the file at most: `.cache/dockerctl/plugins`. */
const MAX_MADE = 3;
/** Bounds of the file: bytes, folders. */
const MAX_SIZE = 64 * 1024;
const MAX_FOLDERS = 64;
/**
 * A folder that changed that short ago may change again without another time on it: file systems
 * count in steps of up to 2 s. Milliseconds.
 */
const SETTLED_MS = 5_000;

/**
 * The names in `folders` that begin with `prefix`, folder by folder in their order; a folder that is
 * there under two names (/bin is often /usr/bin) counts once, one that cannot be read not at all.
 * `memory` is the file that holds what was found: nothing in it is believed but names, which the
 * caller has to look for in their folder. Never throws.
 */
export async function listPath(
  folders: readonly string[],
  prefix: string,
  memory: string | undefined,
  now = Date.now(),
): Promise<Listed[]> {
  const known = memory === undefined ? new Map<string, Held>() : recall(memory, prefix);
  const news = new Map<string, Held>();
  const seen = new Set<string>();
  const found: Listed[] = [];
  for (const folder of folders) {
    try {
      const info = Deno.statSync(folder);
      const id = info.ino === null ? folder : `${info.dev}:${info.ino}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const state = stateOf(info);
      const held = known.get(folder);
      if (state !== undefined && held?.[0] === state) {
        found.push({ folder, names: held[1] });
        continue;
      }
      const names: string[] = [];
      let count = 0;
      // Not async: that starts a thread for each folder.
      for (const { name } of Deno.readDirSync(folder)) {
        count++;
        if (name.startsWith(prefix)) names.push(name);
      }
      found.push({ folder, names });
      if (count >= MANY && state !== undefined && isSettled(info, now)) {
        news.set(folder, [state, names]);
      }
    } catch { /* a folder that is not there */ }
  }
  if (memory !== undefined && news.size > 0) await remember(memory, prefix, known, news);
  return found;
}

/** Changes with every name that comes or goes: nobody can set the second of the two times. */
function stateOf({ dev, ino, mtime, ctime }: Deno.FileInfo): string | undefined {
  if (mtime === null || ctime === null || ino === null) return undefined;
  return `${dev}:${ino}:${mtime.getTime()}:${ctime.getTime()}`;
}

function isSettled({ mtime, ctime }: Deno.FileInfo, now: number): boolean {
  return now - Math.max(mtime!.getTime(), ctime!.getTime()) > SETTLED_MS;
}

/** What the file holds; nothing where there is none, or one that is not ours. */
function recall(path: string, prefix: string): Map<string, Held> {
  try {
    const info = Deno.statSync(path);
    if (!info.isFile || info.uid !== Deno.uid() || info.size > MAX_SIZE) return new Map();
    const kept = JSON.parse(Deno.readTextFileSync(path));
    if (kept.format !== FORMAT || kept.prefix !== prefix) return new Map();
    return new Map(
      Object.entries(kept.folders).filter((e): e is [string, Held] => isHeld(e[1], prefix)),
    );
  } catch {
    return new Map(); // made anew
  }
}

function isHeld(value: unknown, prefix: string): value is Held {
  return Array.isArray(value) && typeof value[0] === "string" && Array.isArray(value[1]) &&
    value[1].every((n) => typeof n === "string" && n.startsWith(prefix) && !n.includes("/"));
}

/** Writes the file anew; without one that can be written everything works, only slower. */
async function remember(
  path: string,
  prefix: string,
  known: ReadonlyMap<string, Held>,
  news: ReadonlyMap<string, Held>,
): Promise<void> {
  const all = [...[...known].filter(([folder]) => !news.has(folder)), ...news];
  const folders = Object.fromEntries(all.slice(-MAX_FOLDERS));
  const text = JSON.stringify({ format: FORMAT, prefix, folders });
  if (text.length > MAX_SIZE || !isOurPlace(dirname(path))) return;
  const { ownFolder, writeOwnText } = await import("../../../core/own_path.ts");
  try {
    ownFolder(dirname(path), { what: "folder of plugins" });
    writeOwnText(path, text);
  } catch { /* full, or not to be written */ }
}

/**
 * Whether a folder is, or would come to lie, in one of ours: root by `sudo` leaves nothing behind,
 * and a HOME that is not there (/nonexistent) is not made.
 */
function isOurPlace(folder: string): boolean {
  for (let at = folder, made = 0; made <= MAX_MADE; at = dirname(at), made++) {
    try {
      return Deno.statSync(at).uid === Deno.uid();
    } catch (e) {
      if (!(e instanceof Deno.errors.NotFound)) return false;
    }
  }
  return false;
}
