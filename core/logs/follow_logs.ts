import { containerPath } from "../_path.ts";
import { inspectContainer } from "../containers/inspect.ts";
import { EngineError } from "../errors.ts";
import type { CallOptions } from "../options.ts";
import { demultiplex, rawStdout, type StdChunk } from "./frames.ts";
import { engineEvents } from "../system/events.ts";
import { engineTimestamp, type Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import { type LogEntry, parseEntry } from "./entry.ts";
import { LineJoiner, type LogLine } from "./line_joiner.ts";
import { Overlap } from "./overlap.ts";
import { TerminalEntries } from "./terminal_entries.ts";

/** Something that happened between two lines. */
export type LogMark =
  /** The container stopped; following goes on in case that it is started again. */
  | { type: "stopped"; exitCode: number }
  /** It runs again. */
  | { type: "started" }
  /** The engine, or the way to it, is gone; it is tried again with growing pauses. */
  | { type: "lost"; error: EngineError }
  /** Reading goes on. */
  | { type: "resumed" }
  /** The log did not reach back to where it was left (rotation): lines may be missing. */
  | { type: "gap" };

/** What {@link followLogs} gives. */
export type LogItem = LogLine | LogMark;

/** Options of {@link followLogs}. */
export interface FollowLogsOptions extends CallOptions {
  /** From this moment on, inclusive. Unset: from the beginning. */
  since?: Moment;
  /** At first only the last so many entries. Unset: all; 0: only what is new. */
  tail?: number;
  /** Default: both streams when neither is set. */
  stdout?: boolean;
  /** Default: both streams when neither is set. */
  stderr?: boolean;
  /**
   * How long the engine may be gone, in milliseconds, until its error is thrown. Unset: for ever,
   * which is to say until the signal.
   */
  patience?: number;
}

/** Pauses between tries, in milliseconds: the first, and the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;
/** So many times in a row may the engine itself fail before that is taken for its answer. */
const MAX_REFUSALS = 8;

/**
 * Follows the log of a container for as long as the container exists, each line once: across
 * stops and starts of the container, restarts of the engine, and cut connections. Lines keep their
 * order within a stream. After a break reading begins again somewhat earlier, and what is
 * delivered already is left out by its time, content and number.
 *
 * What the engine itself drops cannot be had: a log that is rotated away while it is followed
 * (a `gap` tells of it where it shows), and the ring of `mode=non-blocking`.
 *
 * Ends when the container is removed. Throws EngineError: `not_found` if there never was one,
 * `unsupported` when the log driver cannot be read, `aborted`, and what the engine says last when
 * it keeps failing or `patience` is at its end.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { followLogs, memoryTransport } from "../mod.ts";
 *
 * const entry = "2024-01-02T03:04:05.000000006Z hello\r\n";
 * const transport = memoryTransport({
 *   "GET /containers/web/json": {
 *     json: { Id: "4f1c", Config: { Tty: true }, State: { Status: "running" } },
 *   },
 *   "GET /containers/4f1c/logs": { body: entry },
 * });
 * for await (const item of followLogs(transport, "web")) {
 *   assert.ok(item.type === "line");
 *   assert.equal(new TextDecoder().decode(item.data), "hello");
 *   assert.equal(item.time, 1704164645000000006n);
 *   break;
 * }
 * ```
 */
export async function* followLogs(
  transport: Transport,
  container: string,
  options: FollowLogsOptions = {},
): AsyncGenerator<LogItem, void, undefined> {
  const { Id, Config } = await inspectContainer(transport, container, { signal: options.signal });
  yield* new Follower(transport, Id, Config.Tty === true, options).run();
}

/** What a look at the container showed; `startedAt` tells one run from the next. */
type Look = { running: boolean; exitCode: number; startedAt: string } | "gone";

class Follower {
  readonly #overlap = new Overlap();
  readonly #joiner = new LineJoiner();
  readonly #terminal = new TerminalEntries();
  #ready: LogItem[] = [];
  /** Nothing has been read yet: `since` and `tail` are as the caller has them. */
  #fresh = true;

  constructor(
    readonly transport: Transport,
    readonly id: string,
    readonly tty: boolean,
    readonly options: FollowLogsOptions,
  ) {}

  async *run(): AsyncGenerator<LogItem, void, undefined> {
    const { signal, patience } = this.options;
    let pause = FIRST_PAUSE;
    let refusals = 0;
    let lostAt: number | undefined;
    let stopped = false;
    for (;;) {
      try {
        if (this.#fresh && this.options.tail === 0) await this.#skipPast();
        for await (const item of this.#read(true)) {
          if (lostAt !== undefined) {
            lostAt = undefined;
            yield { type: "resumed" };
          }
          [pause, refusals] = [FIRST_PAUSE, 0];
          if (item !== undefined) yield item;
        }
        // Clean ends: the container stopped, or the engine does.
        let look = await this.#look();
        if (look !== "gone" && !look.running) {
          // The follower of an engine may leave before the last entries are written.
          for await (const item of this.#read(false)) if (item !== undefined) yield item;
          yield* this.#flush();
          if (!stopped) yield { type: "stopped", exitCode: look.exitCode };
          stopped = true;
          look = await this.#nextStart(look.startedAt);
        }
        if (look === "gone") {
          yield* this.#flush();
          return;
        }
        if (stopped) yield { type: "started" };
        stopped = false;
        // An engine that ends logs at once, again and again, is not hammered.
        await sleep(pause, signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } catch (e) {
        const error = this.#judge(e);
        if (error === "gone") {
          yield* this.#flush();
          return;
        }
        const away = error.code === "cut" || error.code === "unreachable" ||
          error.code === "timeout";
        if (!away && ++refusals > MAX_REFUSALS) throw error;
        const now = performance.now();
        if (lostAt === undefined) {
          lostAt = now;
          yield { type: "lost", error };
        } else if (patience !== undefined && now - lostAt > patience) throw error;
        await sleep(pause, signal);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }

  /** The error if it may pass; "gone" if the container is; else throws. */
  #judge(e: unknown): EngineError | "gone" {
    if (!(e instanceof EngineError)) throw e;
    if (this.options.signal?.aborted) throw aborted(this.transport.endpoint, this.options.signal);
    switch (e.code) {
      case "not_found":
        return "gone";
      case "cut":
      case "unreachable":
      case "timeout":
      // The rest comes from an engine that is starting, or a proxy before one that is; "conflict"
      // from a container that will be gone in a moment.
      case "unavailable":
      case "engine":
      case "protocol":
      case "denied":
      case "conflict":
        return e;
      default:
        throw e;
    }
  }

  /** For `tail: 0`: what is there already counts as delivered. */
  async #skipPast(): Promise<void> {
    for await (const entry of this.#entries({ follow: false, tail: 1 })) {
      if (entry !== undefined) this.#overlap.admit(entry);
    }
    this.#fresh = false;
  }

  /** One reading; `undefined` says that the engine has begun to answer. */
  async *#read(follow: boolean): AsyncGenerator<LogItem | undefined, void, undefined> {
    const since = this.#overlap.since(this.#joiner.open);
    const again = since !== undefined;
    if (again) this.#overlap.rewind();
    let torn = again;
    const emit = (line: LogLine) => void this.#ready.push(line);
    const first = this.#fresh ? this.options.tail : undefined;
    for await (
      const entry of this.#entries({ follow, since: since ?? this.options.since, tail: first })
    ) {
      if (entry === undefined) {
        yield undefined;
        continue;
      }
      if (!this.#overlap.admit(entry, this.#joiner.open)) {
        torn = false;
        continue;
      }
      this.#fresh = false;
      if (torn && this.#overlap.torn) yield { type: "gap" };
      torn = false;
      this.#joiner.push(entry, emit);
      const ready = this.#ready;
      if (ready.length === 0) continue;
      this.#ready = [];
      yield* ready;
    }
  }

  /** The entries of one request; first `undefined`, when the answer begins. */
  async *#entries(
    ask: { follow: boolean; since?: Moment; tail?: number },
  ): AsyncGenerator<LogEntry | undefined, void, undefined> {
    const { signal, stdout, stderr } = this.options;
    const op = "follow logs";
    const neither = stdout === undefined && stderr === undefined;
    const response = await this.transport.send({
      method: "GET",
      path: containerPath(this.id, op, "/logs"),
      query: {
        stdout: neither || stdout || undefined,
        stderr: neither || stderr || undefined,
        follow: ask.follow || undefined,
        since: ask.since === undefined ? undefined : engineTimestamp(ask.since),
        tail: ask.tail,
        timestamps: true,
      },
      op,
      kind: "stream",
      signal,
    });
    yield undefined;
    this.#terminal.clear();
    let entries: LogEntry[] = [];
    const push = (entry: LogEntry) => void entries.push(entry);
    const { endpoint } = this.transport;
    const chunks = this.tty
      ? rawStdout(response.body)
      : demultiplex(response.body, { op, endpoint });
    for await (const chunk of chunks) {
      if (!this.tty) {
        yield this.#entryOf(chunk);
        continue;
      }
      this.#terminal.push(chunk.data, push);
      yield* entries;
      entries = [];
    }
    if (this.tty && !ask.follow) {
      // Only of a container that stopped is it known that no more will come.
      this.#terminal.flush(push);
      yield* entries;
    }
  }

  #entryOf(chunk: StdChunk): LogEntry {
    const entry = parseEntry(chunk.stream, chunk.data);
    if (entry !== undefined) return entry;
    throw new EngineError("an entry of the log came without its time", {
      code: "protocol",
      op: "follow logs",
      endpoint: this.transport.endpoint,
    });
  }

  *#flush(): Generator<LogItem, void, undefined> {
    const lines: LogLine[] = [];
    this.#joiner.flush((line) => lines.push(line));
    yield* lines;
  }

  async #look(): Promise<Look> {
    const { signal } = this.options;
    try {
      const { State } = await inspectContainer(this.transport, this.id, { signal });
      return {
        running: State.Status === "running" || State.Status === "paused",
        exitCode: State.ExitCode ?? 0,
        startedAt: State.StartedAt ?? "",
      };
    } catch (e) {
      if (e instanceof EngineError && e.code === "not_found") return "gone";
      throw e;
    }
  }

  /** Waits until the container runs again or is gone: told by events, not by asking. */
  async #nextStart(lastStart: string): Promise<Look> {
    const stop = new AbortController();
    const signal = this.options.signal
      ? AbortSignal.any([this.options.signal, stop.signal])
      : stop.signal;
    try {
      const opened = Promise.withResolvers<void>();
      let wake = Promise.withResolvers<void>();
      const listening = (async () => {
        const filters = { type: ["container"], container: [this.id] };
        const since = this.#overlap.since();
        for await (
          const event of engineEvents(this.transport, {
            signal,
            filters,
            since,
            onOpen: opened.resolve,
          })
        ) {
          if (event.action === "start" || event.action === "destroy") wake.resolve();
        }
        throw new EngineError("the engine ended its stream of events", {
          code: "cut",
          op: "follow logs",
          endpoint: this.transport.endpoint,
        });
      })();
      listening.catch(() => {});
      await Promise.race([opened.promise, listening]);
      for (;;) {
        const look = await this.#look();
        // A run so short that it is over already has written something all the same.
        if (look === "gone" || look.running || look.startedAt !== lastStart) return look;
        await Promise.race([wake.promise, listening]);
        wake = Promise.withResolvers();
      }
    } finally {
      stop.abort();
    }
  }
}

/** Resolves after `ms`; throws EngineError of code `aborted` when the signal says stop. */
function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted("", signal));
    const onAbort = () => {
      clearTimeout(timer);
      reject(aborted("", signal!));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function aborted(endpoint: string, signal: AbortSignal): EngineError {
  return new EngineError("follow logs: cancelled", {
    code: "aborted",
    op: "follow logs",
    endpoint,
    cause: signal.reason,
  });
}
