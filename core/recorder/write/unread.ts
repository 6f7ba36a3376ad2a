/** Marking what of a container that was removed could not be read. */
import { nanosFrom, nanosOf } from "../../logs/time.ts";
import type { ContainerLog } from "./container_log.ts";
import { type FollowTimes, TOLD } from "./follow_times.ts";

/** Who was later than this, in milliseconds, had not read all when the container was removed. */
const BEHIND = 500;

/** How far a follower came. */
export interface Reached {
  /** The event that the container was heard of by; unset: it was found. */
  readonly told?: string;
  /** Starts so far; up to which one somebody told of them; those before the engine answered last. */
  readonly starts: number;
  readonly toldStarts: number;
  readonly heard: number;
  /** The last answer broke off. */
  readonly open: boolean;
  /** How late the last lines were, in milliseconds. */
  readonly lag: number;
}

/** Marks what of a container that was removed could not be had: all of a run, or what came last. */
export function markUnread(log: ContainerLog, times: FollowTimes, r: Reached): void {
  const { lastSeconds, lastFraction } = log;
  const { startedAt } = times;
  const end = log.stopNoted;
  if (r.starts > r.heard && !isHeard(log, times, r)) {
    log.missing(startedAt, end ?? nanosOf(new Date()), r.toldStarts <= r.heard);
  } else if (r.told === "create" && r.starts === 1 && log.empty && lastSeconds === 0) {
    // An engine that removes a log while it is asked for it says that there is nothing in it.
    log.missing(startedAt, end ?? nanosOf(new Date()), true);
  } else if (r.open) {
    const last = lastSeconds > 0 ? nanosFrom(lastSeconds, lastFraction) : startedAt;
    log.missing(last, end ?? nanosOf(new Date()), true);
  }
  if (end === undefined || lastSeconds === 0 || r.lag < BEHIND) return;
  // An engine gives what was written until the end, mostly, however late it is read.
  const last = nanosFrom(lastSeconds, lastFraction);
  if (end - last > BigInt(BEHIND) * 1_000_000n) log.missing(last, end);
}

/** Whether the log was read of a run that an event told of only later. */
function isHeard(log: ContainerLog, times: FollowTimes, r: Reached): boolean {
  const { startedAt: started, heardRun } = times;
  if (started === undefined) return false;
  const { lastSeconds, lastFraction, lastMark } = log;
  // Seen from its making on: there is no other run that the lines could be of.
  if (r.told === "create" && r.starts === 1 && lastSeconds > 0) return true;
  // The process runs, and may write, some milliseconds before the engine says so.
  if (lastSeconds > 0 && nanosFrom(lastSeconds, lastFraction) > started - TOLD) return true;
  // An engine tells again what a record without its database does not know: its end stands there.
  if (lastMark?.mark === "stopped" && lastMark.time >= started) return true;
  return heardRun !== undefined && started >= heardRun && started - heardRun < TOLD;
}
