/** Following one container's log into its file. */
import type { ContainerInspect } from "../../containers/types.ts";
import { EngineError } from "../../errors.ts";
import {
  type AfterFailure,
  type Ask,
  type Failure,
  followLog,
  isRunning,
  type LogSink,
} from "../../logs/follow.ts";
import type { VisitEntry } from "../../logs/entries.ts";
import type { PutLine } from "../../logs/lines.ts";
import { nanosOfText, SECOND } from "../../logs/time.ts";
import type { Transport } from "../../transport/types.ts";
import type { ContainerLog } from "./container_log.ts";
import { type FollowTimes, TOLD } from "./follow_times.ts";
import { RotatedAway } from "./rotated_away.ts";
import { markUnread } from "./unread.ts";
import { WriteError } from "./write_error.ts";

/** What a follower needs around it. */
export interface FollowHost {
  readonly transport: Transport;
  readonly signal: AbortSignal;
  /** Resolves when the engine answers, or at the signal; says whether it had to wait for that. */
  connected(): Promise<boolean>;
  /** Tells that nothing can be written, and resolves when it can be again, or at the signal. */
  writable(e: WriteError): Promise<void>;
  /** Each look at the container. */
  onInspect(info: ContainerInspect): void;
  /** Its log cannot be read, or not now; said once for each text. */
  onTrouble(id: string, text: string | undefined): void;
}

/** A line that began so long ago, in nanoseconds, is noted in the database. */
const LONG_OPEN = SECOND;
/** As far back as reading begins again, in nanoseconds. */
const OVERLAP = 3n * SECOND;

/** A clock that differs by less, in milliseconds, is taken for ours. */
const SKEW = 2_000;
/** So long after the last line, in milliseconds, nothing is late any more. */
const STALE = 2_000;
/**
 * So long after each other, in milliseconds, the log of a container is asked for that was made and
 * not yet started: the engine answers a question that waits for the start before it sees to an end.
 */
const STARTING = [2, 5, 10, 20, 40, 40, 40, 80, 80, 160, 160, 320];
/** So long, in milliseconds, the events may take that tell how a container ended that is gone. */
const TOLD_OF_END = 1_000;
/** Follows one container's log into its file, until the container is gone or the signal says stop. */
export class LogFollower implements LogSink {
  starts = 0;
  removed = false;
  /** How late the line was that came last, in milliseconds, and when it came. */
  #late = 0;
  #came = -Infinity;
  readonly #times: FollowTimes = { openedAt: 0, skew: 0 };
  /** Starts that were told of before the engine was asked; before it answered. */
  #asking = 0;
  #heard = 0;
  /** The last of the starts that somebody told of; others may have been none. */
  #told = 0;
  /** The last answer broke off. A refusal is none: of what is being removed, all came before it. */
  #open = false;
  #stopReading = () => {};
  readonly #rotated: RotatedAway;
  #askedAt = 0;
  #wake: (() => void) | undefined;
  /** How often it was asked whether a container that was just made has started. */
  #asked = 0;

  /** `told`: the event that it was heard of by, which came just now; unset: it was found. */
  constructor(
    readonly id: string,
    readonly log: ContainerLog,
    readonly host: FollowHost,
    readonly told?: string,
  ) {
    this.#rotated = new RotatedAway(id, log, this.#times, host);
  }

  /** Resolves when there is nothing more to come, and says whether the container is gone. */
  async run(): Promise<boolean> {
    const { transport, signal } = this.host;
    return await followLog({
      transport,
      id: this.id,
      signal,
      pace: "gather",
      early: this.told !== undefined,
    }, this) === "gone";
  }

  /** The container was started: there is something to read, or was for a moment. */
  started(time?: bigint): void {
    // Told of late, that run may have ended already: its end is before the event of its start.
    const { lookedAt } = this.#times;
    const looked = time !== undefined && lookedAt !== undefined &&
      time >= lookedAt && time - lookedAt < TOLD;
    if (time !== undefined && !looked) this.log.note({ mark: "started", time });
    if (time !== undefined) this.#times.startedAt = time;
    this.starts++;
    if (time !== undefined) this.#told = this.starts;
    this.#wake?.();
  }

  /** The container stopped. */
  stopped(time: bigint, exitCode: number): void {
    this.log.note({ mark: "stopped", time, exitCode });
  }

  /** The container was removed; what the engine still says of it is read all the same. */
  remove(): void {
    this.removed = true;
    this.#wake?.();
  }

  /** What was recorded is gone: the log is read anew. */
  readAgain(): void {
    this.starts++;
    this.#heard++;
    this.#stopReading();
    this.#wake?.();
  }

  reading(stop: () => void): void {
    this.#stopReading = stop;
  }

  /** Whether it waits for the container to start. */
  get idle(): boolean {
    return this.#wake !== undefined;
  }

  async resume(): Promise<Ask> {
    this.#asking = this.starts;
    this.#rotated.forget();
    const ask = await this.log.resume();
    this.#askedAt = Date.now();
    this.#rotated.reset(ask.since === undefined && ask.tail === undefined);
    return ask;
  }

  begin(): void {
    this.log.begin();
  }

  gate(pass: VisitEntry): VisitEntry {
    return this.#rotated.gate(pass);
  }

  readonly put: PutLine = (stamp, at, std, b, from, to, complete) => {
    this.log.put(stamp, at, std, b, from, to, complete);
  };

  commit(): void | Promise<void> {
    this.log.commit();
    const { lastSeconds, lastFraction } = this.log;
    if (lastSeconds > 0) {
      const now = Date.now();
      const { skew, openedAt } = this.#times;
      const line = lastSeconds * 1e3 + lastFraction / 1e6;
      // What was written before we asked is late by no more than the time since then.
      this.#late = Math.max(0, now - skew - Math.max(line, openedAt));
      this.#came = now;
    }
    if (this.#rotated.holding) return this.#rotated.judge();
  }

  /** How late the lines are that come now, in milliseconds. */
  lag(now = Date.now()): number {
    return now - this.#came < STALE ? this.#late : 0;
  }

  answered(headers: Readonly<Record<string, string>>): void {
    const now = Date.now();
    const theirs = Date.parse(headers.date ?? "");
    // A header tells whole seconds.
    const times = this.#times;
    times.skew = Math.abs(now - theirs) > SKEW ? now - theirs : 0;
    times.openedAt = now - times.skew;
    times.heardRun = times.lookedAt;
    // The clock of another machine may differ from ours by what is taken for no difference.
    const wrongBy = this.log.shared.sameClock ? 0 : SKEW;
    this.log.opened = {
      from: (this.#askedAt - times.skew - wrongBy) / 1e3,
      to: (times.openedAt + wrongBy) / 1e3,
    };
    this.#heard = this.#asking;
    this.#open = true;
    this.host.onTrouble(this.id, undefined);
  }

  answerEnded(): void {
    this.#open = false;
  }

  /** A line that is long in coming must be found again by who comes after us. */
  lineOpen(open: bigint | undefined, cut: boolean): void {
    const { openNs } = this.log.notes;
    if (open !== undefined) {
      if (cut || this.log.newestNs - open > LONG_OPEN) this.log.noteOpen(open);
    } else if (openNs !== undefined && this.log.newestNs > openNs + OVERLAP) {
      // Not before what is read again has passed it.
      this.log.noteOpen(undefined);
    }
  }

  looked(info: ContainerInspect): void {
    this.#times.lookedAt = timesOf(info).started;
    this.#times.createdAt = nanosOfText(info.Created);
    this.host.onInspect(info);
    this.#rotated.looked(info);
  }

  /** What the engine says of the runs, where no event told it. */
  runs(info: ContainerInspect): void {
    const { started, finished } = timesOf(info);
    const last = this.log.lastMark;
    const known = last?.mark === "stopped" && started !== undefined && started <= last.time;
    if (finished !== undefined && !known) {
      this.log.note({ mark: "stopped", time: finished, exitCode: info.State.ExitCode ?? 0 });
    }
    if (started !== undefined && (finished === undefined || started > finished)) {
      this.log.note({ mark: "started", time: started });
    }
  }

  hasMore(info: ContainerInspect): boolean {
    if (isRunning(info)) return true;
    const { started, finished } = timesOf(info);
    if (finished === undefined) return info.State.Status !== "created";
    const last = this.log.lastMark;
    // The mark of an end is younger than the start of its run.
    return last?.mark !== "stopped" || this.log.lineAfterMark || started === undefined ||
      started > last.time;
  }

  ended(info: ContainerInspect | undefined): void {
    if (info !== undefined) this.runs(info);
    else {
      const { starts, told } = this;
      markUnread(this.log, this.#times, {
        starts,
        told,
        toldStarts: this.#told,
        heard: this.#heard,
        open: this.#open,
        lag: this.lag(),
      });
    }
    this.log.placeMarks();
    this.log.noteOpen(undefined);
  }

  async gone(finish: () => void | Promise<void>): Promise<void> {
    // Who heard of it by events is told by them how it ended.
    if (this.told !== undefined) {
      const end = Date.now() + TOLD_OF_END;
      while (!this.removed && !this.host.signal.aborted && Date.now() < end) {
        await this.#woken(end - Date.now());
      }
    }
    for (;;) {
      try {
        // After a failed writing nothing is known of the file; the engine cannot be asked again.
        if (!this.log.ready) await this.log.resume();
        return await finish();
      } catch (e) {
        if (!(e instanceof WriteError)) throw e;
        await this.host.writable(e);
        if (this.host.signal.aborted) return;
      }
    }
  }

  async failed(e: unknown, { away, hopeless }: Failure): Promise<AfterFailure> {
    if (e instanceof WriteError) {
      await this.host.writable(e);
      return "again";
    }
    if (!(e instanceof EngineError)) {
      this.host.onTrouble(this.id, e instanceof Error ? e.message : String(e));
    } else if (e.code === "aborted") return "again";
    else if (e.code === "unsupported") {
      // Said once; another run of the same container has the same driver.
      this.host.onTrouble(this.id, e.message);
      return "leave";
    } else if (away) {
      if (await this.host.connected()) return "afresh";
    } else if (hopeless) this.host.onTrouble(this.id, e.message);
    return "pause";
  }

  /** Resolves when there is something to do; false: there was nothing within `ms`. */
  async nextStart(_info: ContainerInspect, ms: number | undefined): Promise<boolean> {
    if (this.removed || this.host.signal.aborted) return true;
    return await this.#woken(ms);
  }

  async startsSoon(info: ContainerInspect | undefined): Promise<boolean> {
    const over = () => this.removed || this.host.signal.aborted;
    if (this.told !== "create" || over() || this.log.lastSeconds > 0) return false;
    // Started before it was asked: what there is came.
    if (this.#asking > 0 || info !== undefined && !hasFile(info)) return false;
    if (this.starts > 0) return true;
    if (this.#asked === STARTING.length) return false;
    await this.#woken(STARTING[this.#asked++]);
    return !over();
  }

  /** Resolves with true when told of something, at the signal too; with false after `ms`. */
  async #woken(ms: number | undefined): Promise<boolean> {
    const { signal } = this.host;
    return await new Promise<boolean>((resolve) => {
      const end = (woken: boolean) => {
        signal.removeEventListener("abort", onAbort);
        clearTimeout(timer);
        this.#wake = undefined;
        resolve(woken);
      };
      const onAbort = () => end(true);
      const timer = ms === undefined ? undefined : setTimeout(() => end(false), ms);
      this.#wake = () => end(true);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }
}

/** Whether the engine keeps the log itself: asking for it before there is one connects to nobody. */
function hasFile({ HostConfig }: ContainerInspect): boolean {
  const driver = HostConfig?.LogConfig?.Type;
  return driver === "json-file" || driver === "local";
}

/**
 * When the last run began and ended. An engine notes a start when it comes to it, an end as it was:
 * of a run of milliseconds the start may stand behind the end (20.10: every third).
 */
function timesOf(info: ContainerInspect): { started?: bigint; finished?: bigint } {
  const started = nanosOfText(info.State.StartedAt);
  const finished = nanosOfText(info.State.FinishedAt);
  const swapped = !isRunning(info) && started !== undefined && finished !== undefined &&
    started > finished;
  return { started: swapped ? finished : started, finished };
}
