/** A note of engines on which removed containers are kept: the next dockerctl clears up by it. */
import { join } from "node:path";
import { ownFolder, readOwnText, writeOwnText } from "../own_path.ts";
import { KEPT_NOTE } from "../recreate/journal_dir.ts";

/** No note is larger; bytes. */
const MAX_NOTE = 64 * 1024;
/** Engines that are noted at most. */
const MAX_ENGINES = 256;

/** When something is to be cleared up on an engine (ms since 1970), by its endpoint. */
type Note = Record<string, number>;

function read(dir: string): Note {
  try {
    const note: unknown = JSON.parse(readOwnText(join(dir, KEPT_NOTE), MAX_NOTE) ?? "{}");
    if (typeof note !== "object" || note === null || Array.isArray(note)) return {};
    return Object.fromEntries(Object.entries(note).filter(([, at]) => Number.isFinite(at)));
  } catch {
    // What cannot be read is no reason to leave the rest undone: the recorder looks, too.
    return {};
  }
}

/** When something is to be cleared up on the engine `endpoint`; undefined: nothing that is known. */
export function keptDue(dir: string, endpoint: string): number | undefined {
  const note = read(dir);
  return Object.hasOwn(note, endpoint) ? note[endpoint] : undefined;
}

/** Notes when that is to be done; undefined: nothing is left there. */
export function noteKept(dir: string, endpoint: string, at: number | undefined): void {
  const { [endpoint]: _, ...others } = read(dir);
  const rest = Object.entries(others).slice(-MAX_ENGINES);
  if (at === undefined && rest.length === 0) {
    try {
      Deno.removeSync(join(dir, KEPT_NOTE));
    } catch { /* it is gone */ }
    return;
  }
  ownFolder(dir, { what: "folder of journals" });
  const note = Object.fromEntries([...rest, ...(at === undefined ? [] : [[endpoint, at]])]);
  writeOwnText(join(dir, KEPT_NOTE), JSON.stringify(note));
}
