/** The recorder of one engine. */
import { createEngine } from "../../engine.ts";
import type { Transport } from "../../transport/types.ts";
import { isEngineError } from "../../errors.ts";
import { identity, reason, RecorderLock, type RecorderStatus } from "./lock.ts";
import { sleep } from "../../sleep.ts";
import type { FileLayer } from "./open_files.ts";
import { type RecordPlace, recordPlace } from "../places.ts";
import { Sampler } from "./sampler.ts";
import type { RecorderSink } from "./sink.ts";
import { RunNotes } from "./runs.ts";
import { RecordStore, type Say } from "./store.ts";
import type { RecordConfig, RecorderIdentity } from "../types.ts";
import { Watcher } from "./watcher.ts";

/** Settings of {@link Recorder.open}. */
export interface RecorderOptions {
  config: RecordConfig;
  /** The program's own version, for who asks who records. */
  version: string;
  /** Told what a person should know: a line, no line break. */
  say: Say;
  now?: () => Date;
  /** Ends the waiting for room on a full disk. */
  signal?: AbortSignal;
  /** How files are written; a test can have a full disk. */
  layer?: FileLayer;
  /** Opens what is told of all that is found. Where it cannot be opened, recording goes on without. */
  sink?(store: RecordStore): Promise<RecorderSink>;
}

/** A log that is later than this, in milliseconds, is told of. */
const LATE = 5_000;
/** Between two tries whether a full disk has room, in milliseconds. */
const FULL_PAUSE = 2_000;
const SQLITE_FULL = 13;
const FLUSH_EVERY = 1_000;
const TIDY_EVERY = 30_000;
/** What a kill -9 makes unsure of when it looked. */
const NOTE_EVERY = 5_000;

/**
 * Records one engine: the logs of its containers, what they use, and what happens. Opened, it
 * holds the engine's lock; {@link Recorder.run} records until the signal says stop.
 */
export class Recorder {
  readonly #started: Date;
  readonly #identity: RecorderIdentity;
  #watcher: Watcher | undefined;
  readonly #runs: RunNotes;
  #sampler: Sampler | undefined;
  #sink: RecorderSink | undefined;

  private constructor(
    readonly transport: Transport,
    readonly place: RecordPlace,
    readonly options: RecorderOptions,
    readonly store: RecordStore,
    readonly lock: RecorderLock,
    readonly now: () => Date,
  ) {
    this.#started = now();
    this.#runs = new RunNotes(place);
    this.#identity = identity(transport.endpoint, options.version, this.#started);
  }

  /**
   * Takes the lock, opens the record and repairs it. Throws EngineError: `conflict` if another
   * recorder runs, `config` if the folder cannot be written or was written by a newer dockerctl.
   */
  static async open(transport: Transport, options: RecorderOptions): Promise<Recorder> {
    const { config, say, now = () => new Date(), layer } = options;
    const { endpoint } = transport;
    const place = recordPlace(config.dir, endpoint);
    const lock = await whileFull(options, () => RecorderLock.take(place, endpoint));
    try {
      lock.write({ ...NOTHING, ...identity(endpoint, options.version, now()) });
      const open = () => RecordStore.open(place, config, endpoint, { say, now, layer });
      const store = await whileFull(options, open);
      return new Recorder(transport, place, options, store, lock, now);
    } catch (e) {
      lock[Symbol.dispose]();
      throw e;
    }
  }

  /** Where other dockerctls find this recorder, if it serves any. */
  set listen(address: string) {
    this.#identity.listen = address;
  }

  /** Gives record and lock back without having recorded. */
  close(): void {
    this.store.close();
    this.lock[Symbol.dispose]();
  }

  /** How it fares. */
  status(): RecorderStatus {
    const { counters, trouble, rows } = this.store;
    const live = this.#watcher?.live;
    const lost = live?.state === "lost" ? live.lastError?.message : undefined;
    const { lag, name } = this.#watcher?.slowest() ?? { lag: 0, name: undefined };
    const why = trouble ?? lost;
    return {
      ...this.#identity,
      ...counters,
      state: live?.state === "live" ? "recording" : live?.state === "lost" ? "waiting" : "starting",
      ...(why !== undefined && { trouble: why }),
      following: this.#watcher?.following ?? 0,
      lag: Math.round(lag),
      ...(lag > 0 && { slowest: name }),
      ...(lag > LATE && { behind: behind(lag, name!) }),
      ...(this.#sink && { alerts: this.#sink.status() }),
      containers: [...rows.values()].filter((r) => r.lastSeen >= this.#started).length,
    };
  }

  /** Records until the signal says stop; then all that was read is written, and the lock free. */
  async run(until: AbortSignal): Promise<void> {
    const { store } = this;
    const failed = new AbortController();
    const signal = AbortSignal.any([until, failed.signal]);
    try {
      await this.#openSink();
      const watcher = this.#watcher = new Watcher(store, {
        transport: this.transport,
        signal,
        connected: () => this.#connected(signal),
        writable: (e) => store.writable(e, signal),
        onStart: (id) => this.#sampler?.begin([id]),
        onMissedEnd: (end) => this.#sink?.ended(end),
      });
      const said = { state: watcher.live.state };
      watcher.live.subscribe((change) => {
        if (change.type !== "state" || change.state === said.state) return;
        said.state = change.state;
        if (change.state === "lost") {
          store.say(`Waiting for the engine: ${change.error?.message}`);
          this.#sink?.link(false, change.error?.message);
        } else if (change.state === "live") {
          this.#sink?.link(true);
          this.#sampler?.begin(watcher.running());
          this.#sink?.listed(watcher.live.snapshot().containers.values());
          // Who reads that it records finds the containers that it records.
          store.flush();
          store.say(`Recording ${this.transport.endpoint}`);
        }
        this.#noteRun(change.state === "live");
        this.lock.write(this.status());
      });
      try {
        await Promise.all([this.#flushes(signal), this.#tidies(signal), this.#samples(signal)]);
      } finally {
        failed.abort();
        this.#noteRun(false);
        await watcher.end();
        await this.#sink?.end();
      }
    } finally {
      this.close();
    }
  }

  async #openSink(): Promise<void> {
    try {
      this.#sink = await this.options.sink?.(this.store);
    } catch (e) {
      this.store.say(`There are no alerts: ${reason(e)}`);
    }
  }

  async #flushes(signal: AbortSignal): Promise<void> {
    let late: string | undefined;
    while (!signal.aborted) {
      await this.#restand();
      this.store.flush();
      this.lock.write(this.status());
      const { lag, name } = this.#watcher?.slowest() ?? { lag: 0 };
      this.#sink?.flushed(lag);
      if (lag > LATE && late === undefined) this.store.say(behind(lag, late = name!));
      else if (lag < LATE / 5 && late !== undefined) {
        this.store.say(`${late} is no longer behind`);
        late = undefined;
      }
      await sleep(FLUSH_EVERY, signal);
    }
  }

  /** What somebody removed is made again. Throws where another recorder has taken our place. */
  async #restand(): Promise<void> {
    try {
      await this.lock.restand(this.place, this.transport.endpoint);
      if (this.store.restand()) this.#watcher?.readAgain();
    } catch (e) {
      if (isEngineError(e, "conflict")) throw e;
      this.store.complain(`Cannot write ${this.place.dir}: ${reason(e)}`);
    }
  }

  async #tidies(signal: AbortSignal): Promise<void> {
    let last = 0;
    let closings = -1;
    let noted = 0;
    for (;;) {
      await sleep(FLUSH_EVERY, signal);
      if (signal.aborted) return;
      const { segments, trouble } = this.store;
      const due = performance.now() - last >= TIDY_EVERY;
      if (performance.now() - noted >= NOTE_EVERY) {
        noted = performance.now();
        this.#noteRun();
      }
      if (trouble !== undefined || !due && closings === segments.closings) continue;
      last = performance.now();
      closings = segments.closings;
      this.#watcher?.documentsAgain();
      if (this.#watcher?.keeps) await this.#clearKept(signal);
      try {
        await this.store.tidy((id) => this.#watcher?.exists(id) ?? true, signal);
      } catch (e) {
        if (!signal.aborted) this.store.say(`Cannot tidy the record: ${(e as Error).message}`);
      }
    }
  }

  /** Until when the engine was looked at. */
  #noteRun(looking = this.#watcher?.live.state === "live"): void {
    try {
      this.#runs.note(this.now().getTime(), looking);
    } catch { /* a full disk: what is told of that is enough */ }
  }

  /** Removed containers that were kept for a while, and have had it. */
  async #clearKept(signal: AbortSignal): Promise<void> {
    const { expireKept } = await import("../../undo/kept.ts");
    try {
      const engine = createEngine(this.transport);
      const { gone } = await expireKept(engine, { now: this.now(), signal });
      for (const name of gone) this.store.say(`${name}, which was kept after its removal, is gone`);
    } catch (e) {
      if (!isEngineError(e)) throw e;
    }
  }

  async #samples(signal: AbortSignal): Promise<void> {
    const { stats } = this.options.config;
    if (!stats.enabled) return;
    const sampler = this.#sampler = new Sampler(this.transport, signal, (s) => {
      this.store.addSample(s);
      this.#sink?.sample(s);
    }, stats.every / 2);
    while (!signal.aborted) {
      if (this.#watcher?.live.state === "live") sampler.round(this.#watcher.running());
      await sleep(stats.every - Date.now() % stats.every, signal);
    }
  }

  /** Resolves when the engine answers; whether it had to be waited for. */
  async #connected(signal: AbortSignal): Promise<boolean> {
    const live = this.#watcher?.live;
    if (live === undefined || live.state === "live" || signal.aborted) return false;
    await new Promise<void>((resolve) => {
      const done = () => {
        leave();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const leave = live.subscribe((change) => {
        if (change.type === "state" && change.state === "live") done();
      });
      signal.addEventListener("abort", done, { once: true });
    });
    return true;
  }
}

/** Tries until it succeeds, or fails for another reason than a full disk. */
async function whileFull<T>(
  { say, signal }: Pick<RecorderOptions, "say" | "signal">,
  what: () => Promise<T>,
): Promise<T> {
  for (let said = false;; said = true) {
    try {
      return await what();
    } catch (e) {
      if (!isFull(e) || signal?.aborted) throw e;
      if (!said) say(`${e instanceof Error ? e.message : e}; waiting until there is room`);
      await sleep(FULL_PAUSE, signal);
    }
  }
}

/** Whether an error, or what caused it, says that there is no room. */
function isFull(e: unknown): boolean {
  for (let cause = e; cause instanceof Error; cause = cause.cause) {
    const { code, errcode } = cause as { code?: string; errcode?: number };
    if (code === "ENOSPC" || code === "EDQUOT" || errcode === SQLITE_FULL) return true;
    if (/No space left|[Qq]uota exceeded|disk is full/.test(cause.message)) return true;
  }
  return false;
}

/** That the recorder cannot keep up, in words. */
function behind(lag: number, name: string): string {
  return `${name} is recorded ${
    Math.round(lag / 1000)
  } s behind: it writes faster than can be read`;
}

const NOTHING = {
  state: "starting",
  following: 0,
  containers: 0,
  lag: 0,
  lines: 0,
  bytes: 0,
  samples: 0,
  events: 0,
  gaps: 0,
} as const;
