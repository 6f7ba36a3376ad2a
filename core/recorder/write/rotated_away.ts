/** Holding entries back until it is known whether others were rotated away before them. */
import { inspectContainer } from "../../containers/inspect.ts";
import type { ContainerInspect } from "../../containers/types.ts";
import type { VisitEntry } from "../../logs/entries.ts";
import type { Std } from "../../logs/frames.ts";
import { fractionAt, secondsAt, STAMP_LENGTH, timeAt } from "../../logs/stamp.ts";
import { nanosFrom } from "../../logs/time.ts";
import type { Transport } from "../../transport/types.ts";
import type { ContainerLog } from "./container_log.ts";
import type { FollowTimes } from "./follow_times.ts";
import {
  CLOCK_BACK,
  type Kept,
  keptBetween,
  learnSpeed,
  rotationOf,
  RotationWatch,
} from "./rotation.ts";

/** A first line that is so much younger than its start, in microseconds, may not be the first. */
const AT_ONCE = 5_000;
/** A look that tells whether a log is rotated takes no longer, in milliseconds, or it is not known. */
const LOOK = 1_000;

interface Held {
  stamp: Uint8Array;
  std: Std;
  data: Uint8Array;
}

/** What is thought of the time before an entry. */
interface Verdict {
  /** Lines are missing there; or they may be. */
  missing?: boolean;
  maybe?: boolean;
  /** The engine has all of it. */
  kept?: boolean;
}

/**
 * Judges of one container's log whether lines are missing, and has that marked. It sees entries, in
 * the order of the engine's files, and not lines: a long line of one stream is put together while
 * entries of the other pass it.
 */
export class RotatedAway {
  #rotation: RotationWatch | undefined;
  #looked = false;
  #tty = false;
  #pass: VisitEntry = () => {};
  /** Entries that wait until it is known whether others are missing before them. */
  #held: Held[] | undefined;
  #before: bigint | undefined;
  /** The next entry was looked at already. */
  #passed = false;
  #atStart = false;
  /** Whether it was looked what is missing before the first entry. */
  #begun = false;
  /** Time of the newest entry of this reading. */
  #newestSeconds = 0;
  #newestFraction = 0;

  constructor(
    readonly id: string,
    readonly log: ContainerLog,
    readonly times: FollowTimes,
    readonly engine: { readonly transport: Transport; readonly signal: AbortSignal },
  ) {}

  /** Whether entries wait. */
  get holding(): boolean {
    return this.#held !== undefined;
  }

  /** A look at the container: from then on its log is watched, if it is rotated. */
  looked(info: ContainerInspect): void {
    this.#looked = true;
    this.#tty = info.Config.Tty === true;
    const rotation = rotationOf(info);
    if (rotation === undefined || this.#rotation !== undefined) return;
    this.#rotation = new RotationWatch(rotation);
    // The local driver of 20.10 ends no long line.
    this.log.tornTells = info.HostConfig?.LogConfig?.Type === "json-file";
  }

  /** What waits comes again. */
  forget(): void {
    if (this.#held !== undefined && this.#atStart) this.#begun = false;
    this.#held = undefined;
  }

  /** Another reading begins: at the beginning of the log, or nobody knows where. */
  reset(atBeginning: boolean): void {
    this.#rotation?.reset(atBeginning);
    this.#newestSeconds = this.#newestFraction = 0;
  }

  /** Hands on to `pass` what need not wait. */
  gate(pass: VisitEntry): VisitEntry {
    this.#pass = pass;
    return this.#take;
  }

  readonly #take: VisitEntry = (stamp, at, std, b, from, to) => {
    const rotation = this.#rotation;
    const unknown = !this.#looked && !this.#begun || this.#held !== undefined;
    if (rotation === undefined && !unknown) return this.#pass(stamp, at, std, b, from, to);
    const seconds = secondsAt(stamp, at), fraction = fractionAt(stamp, at);
    const time = seconds * 1e6 + fraction / 1e3;
    if (this.#held === undefined && !this.#passed && this.#maySkip(time)) this.#held = [];
    this.#passed = false;
    if (this.#held !== undefined) {
      const data = b.slice(from, to);
      this.#held.push({ stamp: stamp.slice(at, at + STAMP_LENGTH), std, data });
      return;
    }
    if (rotation !== undefined) {
      addEntry(rotation, time, b, from, to, fraction);
      this.#noteNewest(seconds, fraction);
    }
    this.#pass(stamp, at, std, b, from, to);
  };

  #noteNewest(seconds: number, fraction: number): void {
    const ahead = seconds - this.#newestSeconds;
    if (
      ahead > 0 || ahead === 0 && fraction > this.#newestFraction || -ahead * 1e6 > CLOCK_BACK
    ) [this.#newestSeconds, this.#newestFraction] = [seconds, fraction];
  }

  /** Whether lines may be missing before an entry of this time, in microseconds: rotated away. */
  #maySkip(time: number): boolean {
    const { log, times } = this;
    if (!this.#begun) {
      this.#begun = true;
      if (!log.empty || log.lastSeconds > 0) return false;
      // The first line of all: what was written before we asked may be gone already.
      this.#atStart = true;
      this.#before = times.startedAt ?? times.lookedAt;
      // Of an earlier run, whose start nobody tells.
      if (this.#before !== undefined && time < Number(this.#before) / 1e3) {
        this.#before = times.createdAt ?? this.#before;
      }
      return this.#before !== undefined && time < times.openedAt * 1e3 &&
        (this.#rotation !== undefined || time - Number(this.#before) / 1e3 > AT_ONCE);
    }
    const newest = this.#newestSeconds * 1e6 + this.#newestFraction / 1e3;
    const late = () => (Date.now() - times.skew) * 1e3 - newest;
    if (!this.#rotation!.isJump(time, late)) return false;
    this.#atStart = false;
    this.#before = nanosFrom(this.#newestSeconds, this.#newestFraction);
    return true;
  }

  /** Finds out whether lines are missing before the entries that are held, and hands these on. */
  async judge(): Promise<void> {
    const { signal } = this.engine;
    while (this.#held !== undefined && !signal.aborted) {
      const held = this.#held;
      const first = held[0].stamp;
      const time = timeAt(first, 0);
      const before = this.#before!;
      // Of a container that was heard of by an event the log is read before it is looked at.
      if (!this.#looked) await this.#look();
      const verdict = this.#rotation === undefined
        ? {}
        : this.#atStart
        ? await this.#judgeStart(held, time, before)
        : await this.#judgeJump(held, before);
      if (signal.aborted || this.#held !== held) return;
      this.#held = undefined;
      const { missing = false, maybe = false, kept }: Verdict = verdict;
      if (missing) this.#rotation!.skipped();
      else {
        this.#passed = true;
        if (kept) this.#rotation?.kept(secondsAt(first, 0) * 1e6);
        else if (!this.#atStart) this.#rotation!.passed();
      }
      this.log.begin();
      if (missing || maybe) this.log.missingBefore(before, time, !missing);
      for (const { stamp, std, data } of held) this.#take(stamp, 0, std, data, 0, data.length);
      this.log.commit();
    }
  }

  async #look(): Promise<void> {
    const { transport, signal } = this.engine;
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(LOOK)]);
    const info = await inspectContainer(transport, this.id, { signal: bounded })
      .catch(() => undefined);
    if (info !== undefined) this.looked(info);
  }

  /** Whether as much was written before the first entry of all as files hold. */
  async #judgeStart(held: readonly Held[], time: bigint, before: bigint): Promise<Verdict> {
    const { transport, signal } = this.engine;
    const { rotation } = this.#rotation!;
    const fresh = new RotationWatch(rotation);
    for (const { stamp, data } of held) {
      const fraction = fractionAt(stamp, 0);
      const at = secondsAt(stamp, 0) * 1e6 + fraction / 1e3;
      addEntry(fresh, at, data, 0, data.length, fraction);
    }
    if (!fresh.knowsSpeed) {
      const container = { id: this.id, tty: this.#tty, time, signal };
      await learnSpeed(transport, container, fresh).catch(() => {});
    }
    return { maybe: fresh.written(Number(time - before) / 1e3) >= rotation.maxBytes / 2 };
  }

  /** What the engine says of the time between the newest entry that came and the next. */
  async #judgeJump(held: readonly Held[], before: bigint): Promise<Verdict> {
    const { transport, signal } = this.engine;
    const from = { id: this.id, tty: this.#tty, time: before, signal };
    const next = held.map(({ stamp, data }) => ({ time: timeAt(stamp, 0), length: data.length }));
    const { first, passed }: Kept = await keptBetween(transport, from, next).catch(() => ({}));
    // Between the two is an entry that never came: that is proof. An engine that comes to read
    // goes on with the file that is written then, and passes over others that it still has.
    if (passed !== undefined) return { missing: true };
    if (first === before) return { kept: true };
    const { stamp } = held[0];
    return this.#rotation!.isHole(secondsAt(stamp, 0) * 1e6 + fractionAt(stamp, 0) / 1e3)
      ? { missing: true }
      : { maybe: true };
  }
}

function addEntry(
  watch: RotationWatch,
  time: number,
  b: Uint8Array,
  from: number,
  to: number,
  fraction: number,
): void {
  const complete = to > from && b[to - 1] === LINE_FEED;
  watch.add(time, b, from, complete ? to - 1 : to, complete, fraction);
}

const LINE_FEED = 0x0a;
