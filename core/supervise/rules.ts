/** The rules of a supervisor: how long it waits, when it gives up, and who ended a container. Pure. */
import type { Verdict } from "../why/types.ts";
import type { EndedBy } from "./types.ts";

/** The engine's own pauses (moby's restartmanager): the first, the longest, and what begins anew (ms). */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 60_000;
const LONG_RUN = 10_000;

/** What counts as long enough for the pauses to begin anew. */
export function isLongRun(ms: number): boolean {
  return ms >= LONG_RUN;
}

/** The pause before a start after so many short runs in a row (ms); none after a long one. */
export function pauseAfter(short: number): number {
  if (short <= 0) return 0;
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(short - 1, 20));
}

/** Those of the restarts that still count. */
export function counted(restarts: readonly number[], within: number, now: number): number[] {
  // A clock that was set back must not make old restarts count for ever.
  return restarts.filter((at) => now - at < within && at - now < within);
}

/** Whether one more restart is too many. */
export function tooMany(
  restarts: readonly number[],
  bound: { max: number; within: number },
  now: number,
): boolean {
  return bound.max > 0 && counted(restarts, bound.within, now).length >= bound.max;
}

const BY_PERSON: ReadonlySet<string> = new Set(
  ["stopped", "stopped_unhealthy", "stop_timeout", "killed", "signalled"] satisfies Verdict[
    "kind"
  ][],
);

const BY_ENGINE: ReadonlySet<string> = new Set(
  ["engine_gone", "host_rebooted"] satisfies Verdict["kind"][],
);

/** What is known beside a verdict. */
export interface Circumstances {
  /** The engine went away since the container was seen running. */
  cut: boolean;
  /** The engine has been started anew since the run began, and when (ns), as far as it tells. */
  engineSince?: bigint;
  /** Our own doing that might have ended it began then (ms). */
  acting?: number;
}

/** An engine that comes back ends what it finds alive so soon after its start (ns). */
const COMING_BACK = 30_000_000_000n;

/**
 * Who ended a run. A person is whoever asked the engine for it and is not us; what ended while the
 * engine was gone, or as it came back, the engine ended.
 */
export function endedBy(verdict: Verdict, around: Circumstances): EndedBy {
  const { endedAt } = verdict;
  const { acting, cut, engineSince } = around;
  if (acting !== undefined && (endedAt === undefined || endedAt >= BigInt(acting) * 1_000_000n)) {
    return "us";
  }
  if (BY_ENGINE.has(verdict.kind)) return "engine";
  const back = engineSince !== undefined && endedAt !== undefined &&
    endedAt < engineSince + COMING_BACK;
  if (cut && (back || !BY_PERSON.has(verdict.kind))) return "engine";
  if (BY_PERSON.has(verdict.kind)) return "person";
  return back ? "engine" : "itself";
}

/** `10m`, `90s`, `1h30m` in milliseconds; undefined for what is none. */
export function spanOf(text: string): number | undefined {
  if (!/^(\d{1,6}(ms|s|m|h|d)){1,5}$/.test(text)) return undefined;
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    sum += Number(count) * units[unit as keyof typeof units];
  }
  return sum;
}
