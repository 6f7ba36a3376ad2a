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
import type { PutLine } from "../../logs/lines.ts";
import { nanosOfText, SECOND } from "../../logs/time.ts";
import type { Transport } from "../../transport/types.ts";
import type { ContainerLog } from "./container_log.ts";
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
/**
 * So long after a start at most, in nanoseconds, an engine tells of it. Less than it waits before
 * it starts a container again.
 */
const TOLD = 100_000_000n;
/** As far back as reading begins again, in nanoseconds. */
const OVERLAP = 3n * SECOND;

/** Follows one container's log into its file, until the container is gone or the signal says stop. */
export class LogFollower implements LogSink {
  starts = 0;
  removed = false;
  readonly put: PutLine;
  #wake: (() => void) | undefined;
  /** Start of the run that the last look at the container has shown. */
  #lookedAt: bigint | undefined;

  constructor(readonly id: string, readonly log: ContainerLog, readonly host: FollowHost) {
    this.put = log.put.bind(log);
  }

  /** Resolves when there is nothing more to come, and says whether the container is gone. */
  async run(): Promise<boolean> {
    const { transport, signal } = this.host;
    return await followLog({ transport, id: this.id, signal, pace: "gather" }, this) === "gone";
  }

  /** The container was started: there is something to read, or was for a moment. */
  started(time?: bigint): void {
    // Told of late, that run may have ended already: its end is before the event of its start.
    const looked = time !== undefined && this.#lookedAt !== undefined &&
      time >= this.#lookedAt && time - this.#lookedAt < TOLD;
    if (time !== undefined && !looked) this.log.note({ mark: "started", time });
    this.starts++;
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

  /** Whether it waits for the container to start. */
  get idle(): boolean {
    return this.#wake !== undefined;
  }

  resume(): Promise<Ask> {
    return this.log.resume();
  }

  begin(): void {
    this.log.begin();
  }

  commit(): void {
    this.log.commit();
  }

  answered(): void {
    this.host.onTrouble(this.id, undefined);
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
    this.#lookedAt = timesOf(info).started;
    this.host.onInspect(info);
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
    this.log.placeMarks();
    this.log.noteOpen(undefined);
  }

  async gone(finish: () => void | Promise<void>): Promise<void> {
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
    } else if (e.code === "unsupported") {
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
    const { signal } = this.host;
    if (this.removed || signal.aborted) return true;
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
