/** Holding lines back until it is known whether others were rotated away before them. */
import type { ContainerInspect } from "../../containers/types.ts";
import type { Std } from "../../logs/frames.ts";
import type { PutLine } from "../../logs/lines.ts";
import { fractionAt, secondsAt, STAMP_LENGTH, timeAt } from "../../logs/stamp.ts";
import { nanosFrom } from "../../logs/time.ts";
import type { Transport } from "../../transport/types.ts";
import type { ContainerLog } from "./container_log.ts";
import type { FollowTimes } from "./follow_times.ts";
import { firstSince, learnSpeed, rotationOf, RotationWatch } from "./rotation.ts";

interface Held {
  stamp: Uint8Array;
  std: Std;
  data: Uint8Array;
  complete: boolean;
}

/** Judges of one container's log whether lines are missing, and marks that. */
export class RotatedAway {
  #rotation: RotationWatch | undefined;
  #tty = false;
  /** Lines that wait until it is known whether others are missing before them. */
  #held: Held[] | undefined;
  #before: bigint | undefined;
  /** The next line was looked at already. */
  #passed = false;
  #atStart = false;
  /** Whether it was looked what is missing before the first line. */
  #begun = false;

  constructor(
    readonly id: string,
    readonly log: ContainerLog,
    readonly times: FollowTimes,
    readonly engine: { readonly transport: Transport; readonly signal: AbortSignal },
  ) {}

  /** Whether lines wait. */
  get holding(): boolean {
    return this.#held !== undefined && this.#held.length > 0;
  }

  /** A look at the container: from then on its log is watched, if it is rotated. */
  looked(info: ContainerInspect): void {
    this.#tty = info.Config.Tty === true;
    const rotation = rotationOf(info);
    if (rotation === undefined || this.#rotation !== undefined) return;
    this.#rotation = new RotationWatch(rotation);
    // The local driver of 20.10 ends no long line.
    this.log.tornTells = info.HostConfig?.LogConfig?.Type === "json-file";
  }

  /** What waits comes again. */
  forget(): void {
    this.#held = undefined;
  }

  /** Another reading begins: at the beginning of the log, or nobody knows where. */
  reset(atBeginning: boolean): void {
    this.#rotation?.reset(atBeginning);
  }

  /** Takes a line, and says whether it is held back; else it is to be recorded. */
  holds(...[stamp, at, std, b, from, to, complete]: Parameters<PutLine>): boolean {
    if (this.#rotation === undefined) return false;
    const time = secondsAt(stamp, at) * 1e6 + fractionAt(stamp, at) / 1e3;
    if (this.#held === undefined && !this.#passed && this.#maySkip(time)) this.#held = [];
    this.#passed = false;
    if (this.#held !== undefined) {
      const data = b.slice(from, to);
      this.#held.push({ stamp: stamp.slice(at, at + STAMP_LENGTH), std, data, complete });
      return true;
    }
    this.#rotation.add(time, b, from, to, complete, fractionAt(stamp, at));
    return false;
  }

  /** Whether lines may be missing before one of this time, in microseconds: rotated away. */
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
      return this.#before !== undefined && time < times.openedAt * 1e3;
    }
    const last = log.lastSeconds * 1e6 + log.lastFraction / 1e3;
    const late = () => (Date.now() - times.skew) * 1e3 - last;
    if (!this.#rotation!.isJump(time, late)) return false;
    this.#atStart = false;
    this.#before = nanosFrom(log.lastSeconds, log.lastFraction);
    return true;
  }

  /** Finds out whether lines are missing before those that are held, and has these put. */
  async judge(put: PutLine): Promise<void> {
    const { transport, signal } = this.engine;
    while (this.#held !== undefined && this.#held.length > 0 && !signal.aborted) {
      const held = this.#held;
      const first = held[0].stamp;
      const time = timeAt(first, 0);
      const before = this.#before!;
      let missing = false, maybe = false, sure = false;
      if (this.#atStart) {
        const { rotation } = this.#rotation!;
        const fresh = new RotationWatch(rotation);
        for (const { stamp, data, complete } of held) {
          const fraction = fractionAt(stamp, 0);
          const at = secondsAt(stamp, 0) * 1e6 + fraction / 1e3;
          fresh.add(at, data, 0, data.length, complete, fraction);
        }
        if (!fresh.knowsSpeed) {
          const container = { id: this.id, tty: this.#tty, time, signal };
          await learnSpeed(transport, container, fresh).catch(() => {});
        }
        maybe = fresh.written(Number(time - before) / 1e3) >= rotation.maxBytes / 2;
      } else {
        const has = await firstSince(transport, this.id, this.#tty, before, signal)
          .catch(() => undefined);
        sure = has === before;
        // Between the two is a line that never came: that is proof.
        const came = has !== undefined && held.some(({ stamp }) => timeAt(stamp, 0) === has);
        const newer = has !== undefined && this.#rotation!.isNewer(Number(has) / 1e3);
        missing = newer && has < time && !came ||
          !sure && this.#rotation!.isHole(secondsAt(first, 0) * 1e6 + fractionAt(first, 0) / 1e3);
        maybe = !missing && !sure;
      }
      if (signal.aborted || this.#held !== held) return;
      this.#held = undefined;
      if (missing) this.#rotation!.skipped();
      else {
        this.#passed = true;
        if (sure) this.#rotation!.kept(secondsAt(first, 0) * 1e6);
        else if (!this.#atStart) this.#rotation!.passed();
      }
      this.log.begin();
      if (missing || maybe) this.log.missing(before, time, maybe);
      for (const { stamp, std, data, complete } of held) {
        put(stamp, 0, std, data, 0, data.length, complete);
      }
      this.log.commit();
    }
  }
}
