/** The one way in which a container's log is followed, for as long as the container exists. */
import { containerPath } from "../_path.ts";
import { inspectContainer } from "../containers/inspect.ts";
import type { ContainerInspect } from "../containers/types.ts";
import { isEngineError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import type { Transport, WireRequest } from "../transport/types.ts";
import { EntryReader, type VisitEntry } from "./entries.ts";
import { LineJoiner, type PutLine } from "./lines.ts";
import { type LogsOptions, sendLogs } from "./request.ts";

/** What an engine is asked for at the next reading. */
export type Ask = Pick<LogsOptions, "since" | "tail">;

/** What is done after a failure: wait and try again, the same from the shortest wait on, at once, leave. */
export type AfterFailure = "pause" | "afresh" | "again" | "leave";

/** Gets the lines of a log that is followed, and knows which of them it has. */
export interface LogSink {
  /** Finds where the log was left. What comes again from there is the sink's to leave out. */
  resume(): Ask | Promise<Ask>;
  /** Lines come between `begin` and `commit`, in one turn; who returns a promise makes the engine wait. */
  begin(): void;
  readonly put: PutLine;
  commit(): void | Promise<void>;
  /** Stands before `put`: gets every entry, and hands on to `pass` what is not held back. */
  gate?(pass: VisitEntry): VisitEntry;
  /** The engine has begun to answer; the headers tell its clock. */
  answered?(headers: Readonly<Record<string, string>>): void;
  /** The engine's answer came to its end; what breaks off has none. */
  answerEnded?(): void;
  /** A reading begins; `stop` ends it with a failure of code `aborted`. */
  reading?(stop: () => void): void;
  /** When the line began that has not ended; `cut`: reading failed in the middle of it. */
  lineOpen(since: bigint | undefined, cut: boolean): void;
  /** A look at the container. */
  looked?(info: ContainerInspect): void;
  /** What the look told of runs, before its lines are read. */
  runs?(info: ContainerInspect): void;
  /** Whether there may be lines that the sink does not have. */
  hasMore(info: ContainerInspect): boolean;
  /** The log of a run that is over was read; called between `begin` and `commit`. */
  ended(info: ContainerInspect | undefined): void;
  /**
   * Of a container that was just made, with what a look has told of it by now: resolves with true
   * when its log is to be asked for once more, before it is known whether it has started.
   */
  startsSoon?(info: ContainerInspect | undefined): Promise<boolean>;
  /** How many starts it was told of: another number, and the log is read again. */
  readonly starts: number;
  /** Whether the container was removed. */
  readonly removed: boolean;
  /** Resolves when the container is started or removed; false: neither within `ms`. */
  nextStart(info: ContainerInspect, ms: number | undefined): Promise<boolean>;
  /** The container is not there; `finish` ends what is open, and may be tried again. */
  gone(finish: () => void | Promise<void>): Promise<void>;
  /** What to do about a failure; throws it to end with it. */
  failed(e: unknown, about: Failure): AfterFailure | Promise<AfterFailure>;
}

/** A failure, for the sink to judge. */
export interface Failure {
  /** The engine, or the way to it, is gone. */
  away: boolean;
  /** The engine itself failed too often in a row to hope. */
  hopeless: boolean;
}

/** Settings of {@link followLog}. */
export interface FollowOptions extends Pick<LogsOptions, "stdout" | "stderr"> {
  transport: Transport;
  /** Full id of the container. */
  id: string;
  signal: AbortSignal;
  /** A look at the container that was just made. */
  info?: ContainerInspect;
  pace?: WireRequest["pace"];
  /**
   * The first look at the container does not come before the first reading: an engine makes a look
   * wait for a start, and of what ends at once and is removed then, the log is gone meanwhile.
   */
  early?: boolean;
}

/** Pauses between tries, in milliseconds: the first, and the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;
/** So many times in a row may the engine itself fail before that is taken for its answer. */
const MAX_REFUSALS = 8;
/** So long after the end of a run, in milliseconds, its log is looked at once more. */
const LATE = 2_000;
const OP = "follow logs";

/**
 * Reads the log of a container into `sink` until the container is gone ("gone"), the signal says
 * stop, or the sink leaves ("left"): across its stops and starts, restarts of the engine, and cut
 * connections. Throws what the sink throws.
 */
export async function followLog(options: FollowOptions, sink: LogSink): Promise<"gone" | "left"> {
  return await new Follow(options, sink).run();
}

class Follow {
  #pause = FIRST_PAUSE;
  #refusals = 0;
  #info: ContainerInspect | undefined;
  #reader: EntryReader | undefined;
  #joiner: LineJoiner | undefined;
  #early: boolean;

  constructor(readonly options: FollowOptions, readonly sink: LogSink) {
    this.#early = options.early === true && options.info === undefined;
    this.#info = options.info;
    if (options.info !== undefined) this.#know(options.info);
  }

  async run(): Promise<"gone" | "left"> {
    const { sink, options: { signal } } = this;
    while (!signal.aborted) {
      try {
        if (await this.#turn()) return "gone";
      } catch (e) {
        if (signal.aborted) break;
        const open = this.#joiner?.openSince;
        if (open !== undefined) sink.lineOpen(open, true);
        if (isEngineError(e, "not_found")) {
          await sink.gone(() => this.#finish());
          return "gone";
        }
        const away = isEngineError(e, "cut", "unreachable", "timeout");
        if (!away) this.#refusals++;
        const then = await sink.failed(e, { away, hopeless: this.#refusals > MAX_REFUSALS });
        if (then === "leave") return "left";
        if (then === "again") continue;
        if (then === "afresh") this.#pause = FIRST_PAUSE;
        await this.#wait();
      }
    }
    return "left";
  }

  /** Reads until the log ends; of a container that stopped, waits for its next start. */
  async #turn(): Promise<boolean> {
    const { sink } = this;
    const { starts } = sink;
    const early = this.#early;
    this.#early = false;
    // A container that was seen when it was made is read at once when it starts.
    if (this.#reader === undefined && !early) this.#info = await this.#look();
    let info = this.#info;
    this.#info = undefined;
    if (early) {
      await this.#readEarly();
      info = await this.#look();
    } else {
      const ask = await sink.resume();
      if (info !== undefined) sink.runs?.(info);
      if (info === undefined || sink.hasMore(info)) {
        await this.#read(true, ask);
        info = await this.#look();
      }
    }
    if (isRunning(info)) {
      // An engine that ends logs at once, again and again, is not hammered.
      await this.#wait();
      return false;
    }
    // The follower of an engine may leave before the last entries are written.
    const more = sink.hasMore(info);
    if (more) await this.#read(false, await sink.resume());
    await this.#finish(info);
    this.#pause = FIRST_PAUSE;
    if (sink.starts === starts && !await sink.nextStart(info, more ? LATE : undefined)) {
      // A busy engine may call a container stopped and have some of its lines still to write.
      await this.#read(false, await sink.resume());
      await this.#finish(info);
      if (sink.starts === starts) await sink.nextStart(info, undefined);
    }
    return sink.removed;
  }

  /**
   * Asks for the log until it has started: an engine answers a question that waits for the start
   * before it sees to an end. A look would wait as well, and then be there in place of the question.
   */
  async #readEarly(): Promise<void> {
    const { sink } = this;
    let info: ContainerInspect | undefined;
    // What becomes of it tells the next look.
    this.#look().then((seen) => info = seen, () => {});
    do await this.#read(true, await sink.resume()); while (await sink.startsSoon?.(info));
  }

  async #wait(): Promise<void> {
    await sleep(this.#pause, this.options.signal);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  /** One answer of the engine, from its beginning to its end. */
  async #read(follow: boolean, ask: Ask): Promise<void> {
    const { sink, options: { transport, id, signal, stdout, stderr, pace } } = this;
    this.#reader?.reset();
    this.#joiner?.reset();
    const path = containerPath(id, OP, "/logs");
    const stop = sink.reading === undefined ? undefined : new AbortController();
    if (stop !== undefined) sink.reading!(() => stop.abort());
    const until = stop === undefined ? signal : AbortSignal.any([signal, stop.signal]);
    const options = { ...ask, follow, stdout, stderr, timestamps: true, signal: until };
    const response = await sendLogs(transport, { path, op: OP, options, pace });
    sink.answered?.(response.headers);
    for await (const chunk of response.body) {
      [this.#pause, this.#refusals] = [FIRST_PAUSE, 0];
      sink.begin();
      try {
        this.#knowStream(chunk);
        this.#reader?.push(chunk);
      } catch (e) {
        await sink.commit();
        throw e;
      }
      const taken = sink.commit();
      if (taken !== undefined) await taken;
      sink.lineOpen(this.#joiner?.openSince, false);
    }
    this.#refusals = 0;
    sink.answerEnded?.();
    if (follow) return;
    // Only of a container that stopped is it known that no more will come.
    sink.begin();
    this.#reader?.flush();
    await sink.commit();
  }

  async #look(): Promise<ContainerInspect> {
    const { transport, id, signal } = this.options;
    const info = await inspectContainer(transport, id, { signal });
    this.#know(info);
    this.sink.looked?.(info);
    return info;
  }

  #know(info: ContainerInspect): void {
    this.#knowTty(info.Config.Tty === true);
  }

  /** Frames begin with the number of their stream, what comes from a terminal with its time. */
  #knowStream(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#knowTty(chunk[0] >= 0x20);
  }

  #knowTty(tty: boolean): void {
    if (this.#reader !== undefined) return;
    const joiner = this.#joiner = new LineJoiner(tty, this.sink.put);
    const { endpoint } = this.options.transport;
    const pass: VisitEntry = joiner.push.bind(joiner);
    this.#reader = new EntryReader(tty, { op: OP, endpoint }, this.sink.gate?.(pass) ?? pass);
  }

  /** The end of a run: lines without their end, and what the sink makes of it. */
  async #finish(info?: ContainerInspect): Promise<void> {
    this.sink.begin();
    this.#joiner?.flush();
    this.sink.ended(info);
    await this.sink.commit();
    this.sink.lineOpen(undefined, false);
  }
}

/** Whether a look at a container showed that it runs, or is paused. */
export function isRunning({ State }: ContainerInspect): boolean {
  return State.Status === "running" || State.Status === "paused";
}
