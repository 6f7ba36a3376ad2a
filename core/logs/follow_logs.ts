/** A container's log as items to iterate: lines, and what happened between them. */
import { inspectContainer } from "../containers/inspect.ts";
import type { ContainerInspect } from "../containers/types.ts";
import { EngineError } from "../errors.ts";
import type { CallOptions } from "../options.ts";
import { engineEvents } from "../system/events.ts";
import type { Moment } from "../timestamp.ts";
import type { Transport } from "../transport/types.ts";
import {
  type AfterFailure,
  type Ask,
  type Failure,
  followLog,
  isRunning,
  type LogSink,
} from "./follow.ts";
import type { Std } from "./frames.ts";
import { DeliveredLines, type KnownLines, lineKey } from "./known.ts";
import { lineOf, type LogLine } from "./lines.ts";
import { readLines } from "./read_lines.ts";
import { fractionAt, secondsAt } from "./stamp.ts";

/** Something that happened between two lines. */
export type LogMark =
  /** The container stopped (`at`: RFC 3339, as the engine has it); following goes on in case that it is started again. */
  | { type: "stopped"; exitCode: number; at?: string }
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
  const info = await inspectContainer(transport, container, { signal: options.signal });
  const leave = new AbortController();
  const signal = options.signal === undefined
    ? leave.signal
    : AbortSignal.any([options.signal, leave.signal]);
  const sink = new ItemSink(transport, info.Id, options, signal);
  const { stdout, stderr } = options;
  const over = followLog({ transport, id: info.Id, signal, info, stdout, stderr }, sink)
    .then(() => sink.end(), (e) => sink.end(e));
  try {
    yield* sink.items();
  } finally {
    leave.abort();
    await over;
  }
}

/** Holds the items until they are taken; the engine waits meanwhile. */
class ItemSink implements LogSink {
  readonly starts = 0;
  removed = false;
  readonly #delivered = new DeliveredLines();
  #known: KnownLines | undefined;
  #queue: LogItem[] = [];
  /** Told when there is something to take, and when all was taken. */
  #filled = Promise.withResolvers<void>();
  #taken = Promise.withResolvers<void>();
  #over = false;
  #error: unknown;
  /** Nothing has been read yet: `since` and `tail` are as the caller has them. */
  #fresh = true;
  #open: bigint | undefined;
  #lostAt: number | undefined;
  #stopped = false;

  constructor(
    readonly transport: Transport,
    readonly id: string,
    readonly options: FollowLogsOptions,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => this.#wake(), { once: true });
  }

  async *items(): AsyncGenerator<LogItem, void, undefined> {
    for (;;) {
      const items = this.#queue;
      if (items.length > 0) {
        this.#queue = [];
        yield* items;
        continue;
      }
      this.#taken.resolve();
      if (this.#error !== undefined) throw this.#error;
      if (this.options.signal?.aborted) throw aborted(this.transport.endpoint, this.options.signal);
      if (this.#over) return;
      await this.#filled.promise;
      this.#filled = Promise.withResolvers();
    }
  }

  end(error?: unknown): void {
    this.#over = true;
    this.#error = error;
    this.#wake();
  }

  #wake(): void {
    this.#filled.resolve();
    this.#taken.resolve();
  }

  #give(item: LogItem): void {
    this.#queue.push(item);
    this.#filled.resolve();
  }

  async resume(): Promise<Ask> {
    const { tail, since } = this.options;
    if (this.#fresh && tail === 0) await this.#skipPast();
    if (this.#fresh) return { since, tail };
    this.#known = this.#delivered.empty ? undefined : this.#delivered.known();
    return { since: this.#delivered.since(this.#open) ?? since };
  }

  /** For `tail: 0`: what is there already counts as delivered. */
  async #skipPast(): Promise<void> {
    const { transport, id, signal, options: { stdout, stderr } } = this;
    await readLines(transport, id, { tail: 1, stdout, stderr, signal }, (...line) => {
      this.#deliver(...line);
    });
    this.#delivered.beginHere();
    this.#fresh = false;
  }

  /** Whether a line is new; it then counts as delivered. */
  #deliver(
    stamp: Uint8Array,
    stampAt: number,
    std: Std,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
  ): boolean {
    const seconds = secondsAt(stamp, stampAt), fraction = fractionAt(stamp, stampAt);
    const key = lineKey(seconds, fraction, std, b, from, to, complete);
    if (this.#known?.has(key)) return false;
    if (this.#known?.isTorn()) this.#give({ type: "gap" });
    this.#delivered.add(seconds, fraction, key);
    return true;
  }

  begin(): void {}

  readonly put: LogSink["put"] = (...line) => {
    if (!this.#deliver(...line)) return;
    if (this.#fresh) {
      // What the engine was not asked for is not to come later.
      if (this.options.tail !== undefined) this.#delivered.beginHere();
      this.#fresh = false;
    }
    this.#give(lineOf(...line));
  };

  commit(): void | Promise<void> {
    if (this.#queue.length === 0 || this.signal.aborted) return;
    this.#taken = Promise.withResolvers();
    return this.#taken.promise;
  }

  answered(): void {
    if (this.#lostAt !== undefined) this.#give({ type: "resumed" });
    this.#lostAt = undefined;
  }

  lineOpen(since: bigint | undefined): void {
    this.#open = since;
  }

  hasMore(): boolean {
    return true;
  }

  ended(info: ContainerInspect | undefined): void {
    if (info === undefined || this.#stopped) return;
    this.#stopped = true;
    // What never ran has not stopped.
    if (info.State.Status !== "created") {
      const { ExitCode = 0, FinishedAt = "" } = info.State;
      const known = FinishedAt !== "" && !FinishedAt.startsWith("0001-");
      this.#give({ type: "stopped", exitCode: ExitCode, ...(known && { at: FinishedAt }) });
    }
  }

  async gone(finish: () => void | Promise<void>): Promise<void> {
    this.#stopped = true;
    await finish();
  }

  /** What may pass is waited for; the rest is thrown. */
  failed(e: unknown, { hopeless }: Failure): AfterFailure {
    if (!(e instanceof EngineError) || !PASSING.has(e.code) || hopeless) throw e;
    const { patience } = this.options;
    const now = performance.now();
    if (this.#lostAt === undefined) {
      this.#lostAt = now;
      this.#give({ type: "lost", error: e });
    } else if (patience !== undefined && now - this.#lostAt > patience) throw e;
    return "pause";
  }

  /** Waits until the container runs again or is gone: told by events, not by asking. */
  async nextStart(before: ContainerInspect, ms: number | undefined): Promise<boolean> {
    const stop = new AbortController();
    const signal = AbortSignal.any([this.signal, stop.signal]);
    const late = ms === undefined ? undefined : AbortSignal.timeout(ms);
    try {
      const opened = Promise.withResolvers<void>();
      const wake = { ...Promise.withResolvers<void>() };
      const listening = this.#listen(signal, opened.resolve, () => wake.resolve());
      listening.catch(() => {});
      const timeout = new Promise<void>((resolve) =>
        late?.addEventListener("abort", () => resolve())
      );
      await Promise.race([opened.promise, listening]);
      for (;;) {
        const { State } = await inspectContainer(this.transport, this.id, { signal });
        // A run so short that it is over already has written something all the same.
        if (
          isRunning({ State } as ContainerInspect) || State.StartedAt !== before.State.StartedAt
        ) {
          this.#give({ type: "started" });
          this.#stopped = false;
          return true;
        }
        await Promise.race([wake.promise, listening, timeout]);
        if (late?.aborted) return false;
        Object.assign(wake, Promise.withResolvers<void>());
      }
    } finally {
      stop.abort();
    }
  }

  /** Until the signal; `wake` is told of a start, and of a removal. */
  async #listen(signal: AbortSignal, onOpen: () => void, wake: () => void): Promise<never> {
    const filters = { type: ["container"], container: [this.id] };
    const since = this.#delivered.since();
    for await (const e of engineEvents(this.transport, { signal, filters, since, onOpen })) {
      if (e.action === "start" || e.action === "destroy") wake();
    }
    throw new EngineError("the engine ended its stream of events", {
      code: "cut",
      op: "follow logs",
      endpoint: this.transport.endpoint,
    });
  }
}

/**
 * What may pass: the engine is away or starting, or a proxy stands before one that is; "conflict"
 * comes from a container that will be gone in a moment.
 */
const PASSING: ReadonlySet<string> = new Set([
  "cut",
  "unreachable",
  "timeout",
  "unavailable",
  "engine",
  "protocol",
  "denied",
  "conflict",
]);

function aborted(endpoint: string, signal: AbortSignal): EngineError {
  return new EngineError("follow logs: cancelled", {
    code: "aborted",
    op: "follow logs",
    endpoint,
    cause: signal.reason,
  });
}
