/** A cache of an engine's objects that events keep true. */
import { EngineError } from "../errors.ts";
import { sleep } from "../sleep.ts";
import type { EngineEvent } from "../system/types.ts";
import type { Transport } from "../transport/types.ts";
import { EventFeed, knownError } from "./event_feed.ts";
import { type Hint, hintsOf } from "./hints.ts";
import { listingsOf } from "./listings.ts";
import { type Listing, Shelf } from "./shelf.ts";
import type {
  Live,
  LiveChange,
  LiveKind,
  LiveOptions,
  LiveRows,
  LiveSnapshot,
  LiveState,
} from "./types.ts";

const KINDS: readonly LiveKind[] = ["containers", "images", "networks", "volumes"];
/** Pauses between tries to come back, in milliseconds: the first, and the longest. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;
/** Events that have not opened by then are not waited for with a first look, in milliseconds. */
const EARLY = 150;
/** What could not be listed is tried again after so long, in milliseconds. */
const REFUSED = 15_000;

/**
 * Opens a cache of the engine's objects: the events first, then the lists, then what the events
 * said meanwhile. From then on each event makes one look at the row it names, several that come
 * together one look for all of them, and silence makes no request at all (an engine that is not
 * on this machine is pinged every 30 s of silence). A cut is followed by tries to come back with
 * growing pauses, and by new lists.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { memoryTransport, openLive } from "../mod.ts";
 *
 * const transport = memoryTransport({
 *   "GET /containers/json": { json: [{ Id: "4f1c", Names: ["/web"], State: "running" }] },
 * });
 * await using live = openLive(transport, { kinds: ["containers"] });
 * live.subscribe((change) => console.log(change.type, change.generation));
 * assert.equal(live.state, "connecting");
 * ```
 */
export function openLive(
  engine: Transport | { readonly transport: Transport },
  options: LiveOptions = {},
): Live {
  const transport = "transport" in engine ? engine.transport : engine;
  return transport.openLive?.(options) ?? new LiveCache(transport, options);
}

/** Whether an error is one of this list alone, and not of the engine. */
function isOfKind(e: EngineError, chief: boolean): boolean {
  return e.status !== undefined || (!chief && e.code === "timeout");
}

class LiveCache implements Live {
  state: LiveState = "connecting";
  lastError: EngineError | undefined;
  retryAt: number | undefined;
  readonly refused = new Map<LiveKind, EngineError>();
  readonly listed = new Set<LiveKind>();
  #generation = 0;
  #snapshot: LiveSnapshot | undefined;
  readonly #transport: Transport;
  readonly #kinds: readonly LiveKind[];
  readonly #longest: number;
  readonly #shelves: { [K in LiveKind]: Shelf<LiveRows[K]> };
  readonly #listeners = new Set<(change: LiveChange) => void>();
  readonly #eventListeners = new Set<(event: EngineEvent) => void>();
  readonly #stop = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  readonly #running: Promise<void>;
  readonly #feed: EventFeed;
  /** Ends the connection that is in use. */
  #connection: AbortController | undefined;

  constructor(transport: Transport, options: LiveOptions) {
    this.#transport = transport;
    this.#kinds = options.kinds ?? KINDS;
    this.#longest = options.longestPause ?? LONGEST_PAUSE;
    this.#feed = new EventFeed(transport, options.since);
    const shelf = <K extends LiveKind>(kind: K, listing: Listing<LiveRows[K]>) =>
      new Shelf<LiveRows[K]>(
        listing,
        (d) => this.#notify({ type: "rows", kind, ...d }),
        (e) => this.#failed(kind, e),
        () => this.#listedAgain(kind),
      );
    const listings = listingsOf(transport);
    this.#shelves = {
      containers: shelf("containers", listings.containers),
      images: shelf("images", listings.images),
      networks: shelf("networks", listings.networks),
      volumes: shelf("volumes", listings.volumes),
    };
    this.#first.promise.catch(() => {}); // nobody need wait for it
    const { signal } = options;
    const onAbort = () => this.#stop.abort();
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#running = this.#run().finally(() => signal?.removeEventListener("abort", onAbort));
  }

  snapshot(): LiveSnapshot {
    const s = this.#shelves;
    return this.#snapshot ??= {
      generation: this.#generation,
      containers: s.containers.table.rows,
      images: s.images.table.rows,
      networks: s.networks.table.rows,
      volumes: s.volumes.table.rows,
    };
  }

  ready(signal?: AbortSignal): Promise<void> {
    if (signal === undefined) return this.#first.promise;
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(this.#aborted("wait for the engine"));
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#first.promise.then(resolve, reject).finally(() =>
        signal.removeEventListener("abort", onAbort)
      );
    });
  }

  subscribe(listener: (change: LiveChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Connects, stays connected, comes back, until it is closed. */
  async #run(): Promise<void> {
    const stop = this.#stop.signal;
    let pause = FIRST_PAUSE;
    while (!stop.aborted) {
      const connection = this.#connection = new AbortController();
      const signal = AbortSignal.any([stop, connection.signal]);
      try {
        await this.#follow(signal, () => pause = FIRST_PAUSE);
      } catch (e) {
        if (stop.aborted) break;
        this.#lose(
          connection.signal.aborted && connection.signal.reason instanceof EngineError
            ? connection.signal.reason
            : knownError(e, this.#transport.endpoint),
        );
      } finally {
        connection.abort();
      }
      const wait = pause + Math.random() * pause / 4;
      this.retryAt = Date.now() + wait;
      await sleep(wait, stop);
      this.retryAt = undefined;
      pause = Math.min(pause * 2, this.#longest);
    }
    this.#first.reject(this.#aborted("wait for the engine"));
  }

  /** One connection: returns never, throws when it ends. */
  async #follow(signal: AbortSignal, connected: () => void): Promise<never> {
    const first = this.#feed.isFirst;
    const [chief] = this.#kinds;
    let live = false;
    const opened = Promise.withResolvers<void>();
    const events = this.#read(signal, () => live || !first, opened.resolve);
    if (this.#generation === 0) void this.#early(chief, opened.promise, signal);
    // The engine answers a moment before it has us among its subscribers; what falls between is
    // replayed, as `since` asks for it.
    const lists = (async () => {
      await opened.promise;
      // One that is slow, or fails, holds up no other.
      await Promise.all(this.#kinds.map(async (kind) => {
        await this.#sync(kind, signal, kind === chief);
        this.#shelves[kind].live(signal);
        if (kind !== chief) return;
        live = true;
        connected();
        this.lastError = undefined;
        this.state = "live";
        this.#notify({ type: "state", state: "live" });
      }));
      this.#first.resolve();
    })();
    lists.catch(() => {}); // never settles when the stream does not even open
    const [ended] = await Promise.all([events, lists]);
    return ended;
  }

  async #sync(kind: LiveKind, signal: AbortSignal, chief: boolean): Promise<void> {
    try {
      await this.#shelves[kind].sync(signal);
    } catch (e) {
      // A proxy that shows part of the engine, or one broken driver: the rest is still of use.
      if (!(e instanceof EngineError) || !isOfKind(e, chief)) throw e;
      this.#refuse(kind, e);
    }
  }

  /**
   * A first look at what counts most, before the engine has said which API it speaks and before
   * its events flow: over a slow line these take their time one after the other. What it finds is
   * looked at again by the lists that follow the events.
   */
  async #early(kind: LiveKind, opened: Promise<void>, signal: AbortSignal): Promise<void> {
    const soon = new AbortController();
    void opened.then(() => soon.abort());
    await sleep(EARLY, AbortSignal.any([signal, soon.signal])).catch(() => {});
    if (signal.aborted || soon.signal.aborted) return;
    try {
      await this.#shelves[kind].look(signal);
    } catch {
      // The lists themselves say what is wrong.
    }
  }

  #listedAgain(kind: LiveKind): void {
    const fresh = !this.listed.has(kind);
    this.listed.add(kind);
    const mended = this.refused.delete(kind);
    if (fresh || mended) this.#notify({ type: "rows", kind, changed: [], removed: [] });
  }

  #refuse(kind: LiveKind, e: EngineError): void {
    this.refused.set(kind, e);
    this.#notify({ type: "rows", kind, changed: [], removed: [] });
    // Nothing tells when what it waits for is back.
    this.#shelves[kind].hintAll(REFUSED);
  }

  async #read(
    signal: AbortSignal,
    isTold: () => boolean,
    onOpen: () => void,
  ): Promise<never> {
    const events = this.#feed.follow({
      signal,
      onOpen,
      onDead: (e) => this.#connection?.abort(e),
      onBurst: () => void this.#resyncLater(signal),
    });
    for await (const event of events) {
      // What a first subscription replays is older than the cache.
      if (isTold()) {
        for (const l of this.#eventListeners) this.#tell(this.#eventListeners, l, event);
      }
      for (const hint of hintsOf(event)) this.#hint(hint);
    }
    throw new EngineError("the engine ended its stream of events", {
      code: "cut",
      op: "follow events",
      endpoint: this.#transport.endpoint,
    });
  }

  #hint({ kind, key, gone, expect }: Hint): void {
    if (!this.#kinds.includes(kind)) return;
    if (key === undefined) this.#shelves[kind].hintAll();
    else if (kind === "containers") this.#shelves.containers.hint({ key, gone, expect });
    else this.#shelves[kind].hint({ key, gone });
  }

  /** To a reader that is slow for a moment the engine drops events, and says nothing. */
  async #resyncLater(signal: AbortSignal): Promise<void> {
    await sleep(2_000, signal);
    if (signal.aborted) return;
    for (const kind of this.#kinds) this.#shelves[kind].hintAll();
  }

  #failed(kind: LiveKind, e: EngineError): void {
    if (isOfKind(e, kind === this.#kinds[0])) this.#refuse(kind, e);
    else this.#connection?.abort(e);
  }

  #lose(e: EngineError): void {
    const known = this.state === "lost" && this.lastError?.message === e.message;
    this.lastError = e;
    this.state = "lost";
    this.#first.reject(e);
    if (known) return;
    this.#notify({ type: "state", state: "lost", error: e });
  }

  #aborted(op: string): EngineError {
    return new EngineError(`${op}: cancelled`, {
      code: "aborted",
      op,
      endpoint: this.#transport.endpoint,
    });
  }

  #notify(change: Unnumbered<LiveChange>): void {
    this.#generation++;
    this.#snapshot = undefined;
    const numbered = { ...change, generation: this.#generation };
    for (const l of this.#listeners) this.#tell(this.#listeners, l, numbered);
  }

  #tell<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void, value: T): void {
    try {
      listener(value);
    } catch {
      listeners.delete(listener); // it shall not stop the cache, nor fail for ever
    }
  }
}

type Unnumbered<T> = T extends unknown ? Omit<T, "generation"> : never;
