/** The last run of a container that has ended, put together from events and the document. */
import { nanosOfText } from "../logs/time.ts";
import { exitSignal, signalName } from "../signals.ts";
import type { SupervisorAct } from "../supervise/acts.ts";
import type { KernelKill } from "./kernel.ts";
import type { Evidence, Happening } from "./types.ts";

/** A signal that the engine was asked to send. */
export interface Sent {
  time: bigint;
  /** `SIGTERM`. */
  signal: string;
}

/** One run, from its start to its end. */
export interface Run {
  startedAt?: bigint;
  endedAt?: bigint;
  /** The end before it, where that is known: what was written since is its own. */
  after?: bigint;
  exitCode: number;
  /** The end stands among the events: then everything near it does as well. */
  seen: boolean;
  /** The whole run does. */
  whole: boolean;
  /** Signals sent by way of the engine, oldest first. */
  sent: Sent[];
  /** It was ended by `stop`, `restart` or `rm -f` and not by `kill`. */
  stopped: boolean;
  /** Its events between start and end. */
  events: readonly Happening[];
  /** A process of it was killed for want of memory. */
  oom: boolean;
  /** When the first was, as far as an event tells. */
  oomAt?: bigint;
  /** The restart by a supervisor that ended it, by what that wrote down. */
  act?: SupervisorAct;
  /** Its processes that the kernel's log names. */
  kernel: readonly KernelKill[];
}

/** A signal this long before an end can be its cause; `stop` may be told to wait longer. */
const CAUSE_NS = 30_000_000_000n;

/** `stop` is told of after the end, this much at most. */
const AFTER_NS = 5_000_000_000n;

/** The signal that `docker stop` asks with. */
export function stopSignal(evidence: Evidence): string {
  return signalName(evidence.document?.Config?.StopSignal) ?? "SIGTERM";
}

/** The last run that ended; undefined where nothing tells of one. */
export function lastRun(evidence: Evidence): Run | undefined {
  const { events, document } = evidence;
  const died = events.findLastIndex((e) => e.action === "die");
  const state = document?.State;
  const finished = nanosOfText(state?.FinishedAt);
  // Millisecond clocks differ by some: the document is newer only if it is so clearly.
  // One that waits for its policy counts as running to the engine.
  const runs = state?.Running === true && state.Restarting !== true;
  const ofState = finished !== undefined && !runs &&
    (died < 0 || finished > events[died].time + AFTER_NS);
  if (died < 0 || ofState) {
    return finished === undefined || state === undefined || runs
      ? undefined
      : fromState(evidence, finished);
  }
  const before = events.slice(0, died);
  const began = before.findLastIndex((e) => e.action === "start");
  const earlier = before.findLastIndex((e) => e.action === "die");
  const whole = began > earlier;
  const own = before.slice(Math.max(began, earlier) + 1);
  const end = events[died].time;
  const after = events.slice(died + 1).filter((e) => e.time - end < AFTER_NS);
  const wait = BigInt(document?.Config?.StopTimeout ?? 10) * 1_000_000_000n;
  const cause = CAUSE_NS + (wait > 0n ? wait : 0n);
  const sent = own.filter((e) => e.action === "kill" && end - e.time < cause)
    .map((e) => ({ time: e.time, signal: signalName(e.attributes.signal) ?? "a signal" }));
  const oom = own.find((e) => e.action === "oom") ?? after.find((e) => e.action === "oom");
  const current = events.slice(died + 1).every((e) => e.action !== "start");
  const startedAt = whole ? before[began].time : startOf(evidence, end);
  const kernel = kernelOf(evidence, startedAt, end);
  const oomAt = oom?.time ?? kernel.at(0)?.time;
  const exitCode = Number(events[died].attributes.exitCode ?? state?.ExitCode ?? 0);
  return {
    startedAt,
    endedAt: end,
    ...(earlier >= 0 && { after: before[earlier].time }),
    exitCode: Number.isInteger(exitCode) ? exitCode : 0,
    seen: true,
    whole,
    sent,
    // Told of by another part of the engine than the end: it may come before it.
    stopped: [...own, ...after].some((e) => e.action === "stop"),
    events: own,
    // The document tells of the run that it is in.
    oom: oom !== undefined || kernel.length > 0 || current && state?.OOMKilled === true,
    ...(oomAt !== undefined && { oomAt }),
    kernel,
    ...actOf(evidence, end),
  };
}

/** Clocks of the supervisor and the engine may differ by so much (ms). */
const SUPERVISORS_CLOCK = 2_000;

/** A restart that was cut off while it was waited for took no longer (ms). */
const CUT_OFF = 60_000;

/** What a supervisor wrote down of this end. */
function actOf({ acts = [] }: Evidence, end: bigint): Pick<Run, "act"> {
  const ms = Number(end / 1_000_000n);
  const act = acts.findLast(({ at, done = at + CUT_OFF }) =>
    at - SUPERVISORS_CLOCK <= ms && ms <= done + SUPERVISORS_CLOCK
  );
  return act === undefined ? {} : { act };
}

/** The kernel's clock goes its own way by as much, and a kill is told of before the end (ns). */
const KERNEL_CLOCK = 10_000_000_000n;

/** What the kernel's log tells of the run. */
function kernelOf({ kernel }: Evidence, from: bigint | undefined, to: bigint): KernelKill[] {
  return (kernel?.kills ?? []).filter(({ time }) =>
    time <= to + KERNEL_CLOCK && (from === undefined || time >= from - KERNEL_CLOCK)
  );
}

/** When the run that ended then began, if the document still tells. */
function startOf({ document }: Evidence, end: bigint): bigint | undefined {
  const started = nanosOfText(document?.State?.StartedAt);
  return started !== undefined && started <= end ? started : undefined;
}

/** A run that no event tells of. */
function fromState(evidence: Evidence, finished: bigint): Run {
  const state = evidence.document!.State;
  const startedAt = startOf(evidence, finished);
  const kernel = kernelOf(evidence, startedAt, finished);
  return {
    startedAt,
    endedAt: finished,
    exitCode: state.ExitCode,
    seen: false,
    whole: false,
    sent: [],
    stopped: false,
    events: [],
    oom: state.OOMKilled === true || kernel.length > 0,
    ...(kernel.length > 0 && { oomAt: kernel[0].time }),
    kernel,
  };
}

/** The signal that the code tells of, and no other number does. */
export function fatalSignal(run: Run): string | undefined {
  return exitSignal(run.exitCode);
}
