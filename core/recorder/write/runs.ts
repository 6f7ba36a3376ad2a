/** When a recorder ran: what lies between is not known. */
import { join } from "node:path";
import { readOwnText, writeOwnText } from "../../own_path.ts";
import type { RecordPlace } from "../places.ts";

/** A time in which a recorder looked, in milliseconds since 1970. */
export type Run = readonly [from: number, to: number];

/** So many are kept; the oldest go. */
const MAX_RUNS = 2_000;
const MAX_BYTES = 256 * 1024;

const fileOf = (place: Pick<RecordPlace, "dir">) => join(place.dir, "runs.json");

/** The times in which a recorder looked, oldest first; none where that is not known. */
export function readRuns(place: Pick<RecordPlace, "dir">): Run[] {
  try {
    const runs: unknown = JSON.parse(readOwnText(fileOf(place), MAX_BYTES) ?? "[]");
    if (!Array.isArray(runs)) return [];
    return runs.filter((run): run is Run =>
      Array.isArray(run) && run.length === 2 && run.every(Number.isFinite) && run[0] <= run[1]
    );
  } catch {
    return [];
  }
}

/** Notes how long the engine is looked at; what it writes is whole at any moment. */
export class RunNotes {
  readonly #runs: Run[];
  #from: number | undefined;

  constructor(readonly place: Pick<RecordPlace, "dir">) {
    this.#runs = readRuns(place);
  }

  /** The engine is looked at, or not any more. Throws what the file system says. */
  note(now: number, looking: boolean): void {
    if (!looking && this.#from === undefined) return;
    const from = this.#from;
    // A clock that was set back begins another.
    const begins = from === undefined || now < from;
    if (begins) this.#runs.push([now, now]);
    else this.#runs[this.#runs.length - 1] = [from, now];
    this.#from = looking ? begins ? now : from : undefined;
    if (this.#runs.length > MAX_RUNS) this.#runs.splice(0, this.#runs.length - MAX_RUNS);
    writeOwnText(fileOf(this.place), JSON.stringify(this.#runs));
  }
}
