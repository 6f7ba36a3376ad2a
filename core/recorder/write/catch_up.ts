/** Events of the engine from before a start: which are asked for, and which are recorded already. */
import type { DatabaseSync } from "node:sqlite";
import type { EngineEvent } from "../../system/types.ts";
import { meta, setMeta } from "../index/database.ts";
import { attributesText } from "../index/index_writer.ts";
import { nanosOf } from "../../logs/time.ts";
import type { Run } from "./runs.ts";

/** Twice what an engine keeps of them (256). */
const LOOKED_BACK = 512;
/** Since when events are recorded (ns since 1970). */
const BEGAN = "events_from";

/** What an engine is asked for again after a start. */
export interface CatchUp {
  /** Events from then on (ns since 1970). */
  since: bigint;
  /** When the record began, and up to when somebody looked since then (ns since 1970). */
  began: bigint;
  looked: bigint;
  /** Whether it is in the record already. */
  isKnown(event: EngineEvent): boolean;
}

/** The record that is gone on with. */
export interface CatchUpOf {
  db: DatabaseSync;
  /** When a recorder looked; for a database that knows of no event any more. */
  runs: readonly Run[];
  now: Date;
  /** How long events are kept, in milliseconds; 0: for ever. */
  keepAge: number;
}

/**
 * All that the engine still has since the record began is asked for, not only what is newer than
 * the newest that was recorded: an engine does not hand events out in the order of their times, and
 * clocks are set back. From its first start on a record has a beginning, also while nothing happens.
 */
export function catchUp({ db, runs, now, keepAge }: CatchUpOf): CatchUp {
  const newest = db.prepare(
    "SELECT time_ns, type, action, id, attributes FROM events ORDER BY no DESC LIMIT ?",
  );
  newest.setReadBigInts(true);
  const known = new Set<string>();
  let oldest: bigint | undefined;
  for (const r of newest.iterate(LOOKED_BACK)) {
    const time = r.time_ns as bigint;
    if (oldest === undefined || time < oldest) oldest = time;
    known.add([time, r.type, r.action, r.id, r.attributes].join("\0"));
  }
  const began = beginning(db, oldest, runs, now);
  let since = oldest ?? began;
  // The engine may have all that happened since then.
  if (known.size < LOOKED_BACK && began < since) since = began;
  // A clock that was set back must not hide what happened after that.
  const here = nanosOf(now);
  if (since > here) since = began < here ? began : here;
  // What was kept long enough is not recorded again.
  if (keepAge > 0) {
    const kept = nanosOf(new Date(now.getTime() - keepAge));
    if (kept > since) since = kept;
  }
  const last = runs.at(-1)?.[1];
  const looked = last === undefined ? began : nanosOf(new Date(last));
  return {
    since,
    began,
    looked: looked > began ? looked : began,
    isKnown: (e) =>
      known.size > 0 &&
      known.has([e.timeNano, e.type, e.action, e.id, attributesText(e)].join("\0")),
  };
}

/** When the record began, noted where it is not yet. */
function beginning(
  db: DatabaseSync,
  oldest: bigint | undefined,
  runs: readonly Run[],
  now: Date,
): bigint {
  const noted = meta(db, BEGAN);
  if (noted !== undefined && /^\d{1,20}$/.test(noted)) return BigInt(noted);
  const looked = runs.at(-1)?.[1];
  const began = oldest ?? nanosOf(new Date(Math.min(looked ?? Infinity, now.getTime())));
  try {
    setMeta(db, BEGAN, String(began));
  } catch { /* a full disk, which is told elsewhere */ }
  return began;
}
