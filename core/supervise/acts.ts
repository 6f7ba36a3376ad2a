/** What supervisors did to containers, kept so that `why` need not guess whose doing an end was. */
import { join } from "node:path";
import { readOwnText, writeOwnText } from "../own_path.ts";

/** A restart that a supervisor asked for. */
export interface SupervisorAct {
  /** The container's id. */
  id: string;
  /** When it was asked for (ms since 1970). */
  at: number;
  /** When the engine had done it (ms since 1970); unset: not known. */
  done?: number;
  /** The supervised container, the one that it depends on or the same. */
  of: string;
  /** The supervisor's process. */
  pid: number;
  /** In words that go on after "as": `its probe has failed 3 times in a row`. */
  reason: string;
}

const SUFFIX = ".acts.json";
/** The newest are kept. */
const MOST_ACTS = 50;
const MAX_REASON = 300;
/** No file of ours is larger (bytes), and of so many supervisors they are read. */
const MAX_BYTES = 64 * 1024;
const MOST_FILES = 1_000;

function isAct(value: unknown): value is SupervisorAct {
  const { id, at, done, of, pid, reason } = (value ?? {}) as Partial<SupervisorAct>;
  return typeof id === "string" && typeof at === "number" && Number.isFinite(at) &&
    (done === undefined || typeof done === "number" && Number.isFinite(done)) &&
    typeof of === "string" && typeof pid === "number" && typeof reason === "string";
}

function readActs(path: string): SupervisorAct[] {
  try {
    const value: unknown = JSON.parse(readOwnText(path, MAX_BYTES) ?? "[]");
    return Array.isArray(value) ? value.filter(isAct).slice(-MOST_ACTS) : [];
  } catch {
    return []; // of somebody else, or damaged: it proves nothing
  }
}

/**
 * Writes down what is done to a container around its doing; `base` is the path of the supervisor's
 * files without their endings. A disk that is full keeps nobody from supervising.
 */
export async function writtenDown<T>(
  base: string | undefined,
  act: Omit<SupervisorAct, "at" | "done" | "pid">,
  now: () => number,
  work: () => Promise<T>,
): Promise<T> {
  if (base === undefined) return await work();
  const path = base + SUFFIX;
  const begun: SupervisorAct = {
    ...act,
    reason: act.reason.slice(0, MAX_REASON),
    at: now(),
    pid: Deno.pid,
  };
  const before = readActs(path).slice(1 - MOST_ACTS);
  const write = (acts: SupervisorAct[]) => {
    try {
      writeOwnText(path, JSON.stringify(acts));
    } catch { /* said by whatever else cannot be written */ }
  };
  write([...before, begun]);
  try {
    const result = await work();
    write([...before, { ...begun, done: now() }]);
    return result;
  } catch (error) {
    // Refused: nothing was done. What was cut off may have been done, and stays.
    if ((error as { code?: unknown }).code === "denied") write(before);
    throw error;
  }
}

/** What supervisors of this user did to a container, by its id, in the order of time. */
export function actsOn(dir: string, id: string): SupervisorAct[] {
  let names: string[] = [];
  try {
    names = [...Deno.readDirSync(dir)].map((e) => e.name).filter((n) => n.endsWith(SUFFIX));
  } catch { /* nobody ever supervised */ }
  return names.slice(0, MOST_FILES).flatMap((name) => readActs(join(dir, name)))
    .filter((act) => act.id === id).sort((a, b) => a.at - b.at);
}
