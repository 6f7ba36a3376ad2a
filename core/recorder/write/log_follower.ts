/** Following one container's log into its file. */
import { containerPath } from "../../_path.ts";
import { inspectContainer } from "../../containers/inspect.ts";
import type { ContainerInspect } from "../../containers/types.ts";
import { EngineError } from "../../errors.ts";
import { engineTimestamp } from "../../timestamp.ts";
import type { Transport } from "../../transport/types.ts";
import type { ContainerLog } from "./container_log.ts";
import { EntryReader } from "../../logs/entries.ts";
import { LineAssembler } from "../../logs/lines.ts";
import { nanosOfText } from "../../logs/time.ts";
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

/** Pauses between tries, in milliseconds: the first, and the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 10_000;
/** So many times in a row may the engine itself fail before it is told. */
const PATIENCE = 5;
/** So long after the end of a run, in milliseconds, its log is looked at once more. */
const LATE = 2_000;
/** A line that began so long ago, in nanoseconds, is noted in the database. */
const LONG_OPEN = 1_000_000_000n;
/**
 * So long after a start at most, in nanoseconds, an engine tells of it. Less than it waits before
 * it starts a container again.
 */
const TOLD = 100_000_000n;
/** As far back as reading begins again, in nanoseconds. */
const OVERLAP = 3_000_000_000n;

/** Follows one container's log into its file, until the container is gone or the signal says stop. */
export class LogFollower {
  #starts = 0;
  #gone = false;
  #wake: (() => void) | undefined;
  #tty: boolean | undefined;
  /** Start of the run that the last look at the container has shown. */
  #lookedAt: bigint | undefined;
  #assembler: LineAssembler | undefined;

  constructor(readonly id: string, readonly log: ContainerLog, readonly host: FollowHost) {}

  /** The container was started: there is something to read, or was for a moment. */
  started(time?: bigint): void {
    // Told of late, that run may have ended already: its end is before the event of its start.
    const looked = time !== undefined && this.#lookedAt !== undefined &&
      time >= this.#lookedAt && time - this.#lookedAt < TOLD;
    if (time !== undefined && !looked) this.log.note({ mark: "started", time });
    this.#starts++;
    this.#wake?.();
  }

  /** The container stopped. */
  stopped(time: bigint, exitCode: number): void {
    this.log.note({ mark: "stopped", time, exitCode });
  }

  /** The container was removed; what the engine still says of it is read all the same. */
  removed(): void {
    this.#gone = true;
    this.#wake?.();
  }

  /** Whether it waits for the container to start. */
  get idle(): boolean {
    return this.#wake !== undefined;
  }

  /** Resolves when there is nothing more to come, and says whether the container is gone. */
  async run(): Promise<boolean> {
    const { signal } = this.host;
    let pause = FIRST_PAUSE;
    let refusals = 0;
    let first = true;
    while (!signal.aborted) {
      const starts = this.#starts;
      try {
        // A container that was seen when it was made is read at once when it starts.
        let info = first || this.#tty === undefined ? await this.#look() : undefined;
        const ask = await this.log.resume();
        if (info !== undefined) this.#noteRuns(info);
        if (info === undefined || this.#hasMore(info)) {
          if (await this.#read(true, ask)) [pause, refusals] = [FIRST_PAUSE, 0];
          this.host.onTrouble(this.id, undefined);
          info = await this.#look();
        }
        first = false;
        if (!isRunning(info)) {
          // The follower of an engine may leave before the last entries are written.
          const more = this.#hasMore(info);
          if (more) await this.#read(false, await this.log.resume());
          this.#noteRuns(info);
          this.#finishRun();
          pause = FIRST_PAUSE;
          if (this.#starts === starts && !await this.#nextStart(more ? LATE : undefined)) {
            // A busy engine may call a container stopped and have some of its lines still to write.
            await this.#read(false, await this.log.resume());
            this.#finishRun();
            if (this.#starts === starts) await this.#nextStart();
          }
          if (this.#gone) return true;
          continue;
        }
        // An engine that ends logs at once, again and again, is not hammered.
        await sleep(pause, signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } catch (e) {
        if (signal.aborted) return false;
        const open = this.#assembler?.openSince;
        if (open !== undefined) this.log.noteOpen(open);
        if (e instanceof WriteError) {
          await this.host.writable(e);
          continue;
        }
        if (!(e instanceof EngineError)) {
          this.host.onTrouble(this.id, e instanceof Error ? e.message : String(e));
        } else if (e.code === "not_found") {
          await this.#leave();
          return true;
        } else if (e.code === "unsupported") {
          // Said once; another run of the same container has the same driver.
          this.host.onTrouble(this.id, e.message);
          return false;
        } else if (["cut", "unreachable", "timeout"].includes(e.code)) {
          if (await this.host.connected()) pause = FIRST_PAUSE;
        } else if (++refusals > PATIENCE) {
          this.host.onTrouble(this.id, e.message);
        }
        await sleep(pause, signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
    return false;
  }

  /** Reads the log; whether anything came. */
  async #read(follow: boolean, ask: { since?: bigint; tail?: number }): Promise<boolean> {
    const { transport, signal } = this.host;
    const op = "follow logs";
    const tty = this.#tty === true;
    const reader = new EntryReader(tty, transport.endpoint);
    const assembler = this.#assembler = new LineAssembler(this.log, tty);
    const push = assembler.push.bind(assembler);
    const response = await transport.send({
      method: "GET",
      path: containerPath(this.id, op, "/logs"),
      query: {
        stdout: true,
        stderr: true,
        follow: follow || undefined,
        since: ask.since === undefined ? undefined : engineTimestamp(ask.since),
        tail: ask.tail,
        timestamps: true,
      },
      op,
      kind: "stream",
      pace: "gather",
      signal,
    });
    let any = false;
    for await (const chunk of response.body) {
      any = true;
      this.log.begin();
      try {
        reader.push(chunk, push);
      } finally {
        this.log.commit();
      }
      this.#noteOpen(assembler);
    }
    if (!follow) {
      // Only of a container that stopped is it known that no more will come.
      this.log.begin();
      reader.flush(push);
      this.log.commit();
    }
    return any;
  }

  /** A line that is long in coming must be found again by who comes after us. */
  #noteOpen(assembler: LineAssembler): void {
    const open = assembler.openSince;
    if (open === undefined) {
      const { openNs } = this.log.notes;
      // Not before what is read again has passed it.
      if (openNs !== undefined && this.log.newestNs > openNs + OVERLAP) {
        this.log.noteOpen(undefined);
      }
    } else if (this.log.newestNs - open > LONG_OPEN) this.log.noteOpen(open);
  }

  async #look(): Promise<ContainerInspect> {
    const info = await inspectContainer(this.host.transport, this.id, { signal: this.host.signal });
    this.#tty = info.Config.Tty === true;
    this.#lookedAt = timesOf(info).started;
    this.host.onInspect(info);
    return info;
  }

  /** What the engine says of the runs, where no event told it. */
  #noteRuns(info: ContainerInspect): void {
    const { State } = info;
    const { started, finished } = timesOf(info);
    const last = this.log.lastMark;
    const known = last?.mark === "stopped" && started !== undefined && started <= last.time;
    if (finished !== undefined && !known) {
      this.log.note({ mark: "stopped", time: finished, exitCode: State.ExitCode ?? 0 });
    }
    if (started !== undefined && (finished === undefined || started > finished)) {
      this.log.note({ mark: "started", time: started });
    }
  }

  /** Whether there may be lines that are not recorded. */
  #hasMore(info: ContainerInspect): boolean {
    if (isRunning(info)) return true;
    const { started, finished } = timesOf(info);
    if (finished === undefined) return info.State.Status !== "created";
    const last = this.log.lastMark;
    // The mark of an end is younger than the start of its run.
    return last?.mark !== "stopped" || this.log.lineAfterMark || started === undefined ||
      started > last.time;
  }

  /** The end of a run: lines without their end, and the marks. */
  #finishRun(): void {
    this.log.begin();
    this.#assembler?.flush();
    this.#assembler = undefined;
    this.log.placeMarks();
    this.log.commit();
    this.log.noteOpen(undefined);
  }

  async #leave(): Promise<void> {
    for (;;) {
      try {
        // After a failed writing nothing is known of the file; the engine cannot be asked again.
        if (!this.log.ready) await this.log.resume();
        return this.#finishRun();
      } catch (e) {
        if (!(e instanceof WriteError)) throw e;
        await this.host.writable(e);
        if (this.host.signal.aborted) return;
      }
    }
  }

  /** Resolves when there is something to do; false: there was nothing within `ms`. */
  async #nextStart(ms?: number): Promise<boolean> {
    const { signal } = this.host;
    if (this.#gone || signal.aborted) return true;
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

function isRunning({ State }: ContainerInspect): boolean {
  return State.Status === "running" || State.Status === "paused";
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

/** Resolves after `ms`, or at once when the signal says stop. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
