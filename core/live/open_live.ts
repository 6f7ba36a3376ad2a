/** A cache of an engine's objects that events keep true. */
import { listContainers } from "../containers/list.ts";
import { EngineError } from "../errors.ts";
import { listImages } from "../images/list.ts";
import { listNetworks } from "../networks/list.ts";
import { sleep } from "../sleep.ts";
import { engineEvents } from "../system/events.ts";
import type { EngineEvent } from "../system/types.ts";
import type { Transport } from "../transport/types.ts";
import { listVolumes } from "../volumes/list.ts";
import { type Hint, hintsOf } from "./hints.ts";
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
/** A remote engine that says nothing for so long is asked whether it is there. */
const IDLE = 30_000;
/** How long it may take to answer that, in milliseconds. */
const PING = 15_000;
/** So many events within a second are more than may have come through: list again after them. */
const BURST = 500;
/** Events that are remembered, to know one that comes twice. */
const REMEMBERED = 1_024;
/**
 * The replay of a subscription covers this much more, against what falls between, and as events do
 * not come in the order of their times.
 */
const OVERLAP = 5_000_000_000n;

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
  /** From when on all is to be told; and what was seen lately. */
  #cursor: bigint | undefined;
  /** From when on it is looked. */
  #from: bigint;
  readonly #seen = new Set<string>();
  /** Ends the connection that is in use. */
  #connection: AbortController | undefined;

  constructor(transport: Transport, options: LiveOptions) {
    this.#transport = transport;
    this.#kinds = options.kinds ?? KINDS;
    this.#longest = options.longestPause ?? LONGEST_PAUSE;
    this.#cursor = options.since;
    this.#from = options.since ?? BigInt(Date.now()) * 1_000_000n - OVERLAP;
    const shelf = <K extends LiveKind>(kind: K, listing: Listing<LiveRows[K]>) =>
      new Shelf<LiveRows[K]>(
        listing,
        (d) => this.#notify({ type: "rows", kind, ...d }),
        (e) => this.#failed(kind, e),
        () => this.#listedAgain(kind),
      );
    const t = transport;
    const now: Transport = {
      endpoint: t.endpoint,
      greeting: (signal) => t.greeting(signal),
      upgrade: (r) => t.upgrade(r),
      close: () => t.close(),
      send: (r) => t.send({ ...r, unversioned: true }),
    };
    this.#shelves = {
      containers: shelf("containers", containerListing(t, now)),
      images: shelf("images", {
        key: (row) => row.id,
        all: (signal) => listImages(t, { signal }),
        early: (signal) => listImages(now, { signal }),
        same: (row) => row,
      }),
      networks: shelf("networks", {
        key: (row) => row.id,
        all: (signal) => listNetworks(t, { signal }),
        early: (signal) => listNetworks(now, { signal }),
        some: (id, signal) => listNetworks(t, { signal, filters: { id } }),
        same: (row) => row,
      }),
      volumes: shelf("volumes", {
        key: (row) => row.name,
        all: async (signal) => (await listVolumes(t, { signal })).volumes,
        early: async (signal) => (await listVolumes(now, { signal })).volumes,
        some: async (name, signal) => (await listVolumes(t, { signal, filters: { name } })).volumes,
        same: (row) => row,
      }),
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
            : this.#known(e),
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
    const first = this.#cursor === undefined;
    if (first) this.#from = BigInt(Date.now()) * 1_000_000n - OVERLAP;
    const since = this.#cursor ?? this.#from;
    const [chief] = this.#kinds;
    let live = false;
    const opened = Promise.withResolvers<void>();
    const events = this.#read(since, signal, () => live, first, opened.resolve);
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
    since: bigint,
    signal: AbortSignal,
    isLive: () => boolean,
    first: boolean,
    onOpen: () => void,
  ): Promise<never> {
    const pulse = this.#watchIdle(signal);
    let burst = 0;
    let burstAt = 0;
    for await (const event of engineEvents(this.#transport, { since, signal, onOpen })) {
      pulse();
      if (this.#isRepeated(event)) continue;
      this.#cursor = this.#before(event.timeNano);
      const live = isLive();
      // What a first subscription replays is older than the cache.
      if (live || !first) {
        for (const l of this.#eventListeners) this.#tell(this.#eventListeners, l, event);
      }
      for (const hint of hintsOf(event)) this.#hint(hint);
      const now = performance.now();
      if (now - burstAt > 1000) [burst, burstAt] = [0, now];
      if (++burst === BURST) void this.#resyncLater(signal);
    }
    throw new EngineError("the engine ended its stream of events", {
      code: "cut",
      op: "follow events",
      endpoint: this.#transport.endpoint,
    });
  }

  /**
   * Where to go on after this event, the last that came. It may not be the newest: a clock may have
   * been set back.
   */
  #before(time: bigint): bigint {
    if (time < this.#from) return time;
    return time - OVERLAP < this.#from ? this.#from : time - OVERLAP;
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

  #isRepeated(event: EngineEvent): boolean {
    const attributes = JSON.stringify(event.attributes);
    const key = `${event.timeNano} ${event.type} ${event.action} ${event.id} ${attributes}`;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    if (this.#seen.size > REMEMBERED) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        break;
      }
    }
    return false;
  }

  /** A connection over a network may die without a word: the silence is asked about. */
  #watchIdle(signal: AbortSignal): () => void {
    let last = performance.now();
    if (/^(tcp|ssh):/.test(this.#transport.endpoint)) {
      void (async () => {
        while (!signal.aborted) {
          await sleep(Math.max(last + IDLE - performance.now(), 1_000), signal);
          signal.throwIfAborted();
          if (performance.now() - last < IDLE) continue;
          const ping = await this.#transport.send({
            method: "GET",
            path: "/_ping",
            unversioned: true,
            op: "ping",
            signal: AbortSignal.any([signal, AbortSignal.timeout(PING)]),
          });
          await ping.discard();
          last = performance.now();
        }
      })().catch((e) => {
        if (signal.aborted) return;
        const known = this.#known(e);
        this.#connection?.abort(
          known.code !== "aborted" ? known : new EngineError(
            `${this.#transport.endpoint} did not answer a ping within ${PING / 1000} seconds`,
            { code: "timeout", op: "ping", endpoint: this.#transport.endpoint },
          ),
        );
      });
    }
    return () => last = performance.now();
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

  #known(e: unknown): EngineError {
    if (e instanceof EngineError) return e;
    return new EngineError(e instanceof Error ? e.message : String(e), {
      code: "protocol",
      op: "follow events",
      endpoint: this.#transport.endpoint,
      cause: e,
    });
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

function containerListing(t: Transport, now: Transport): Listing<LiveRows["containers"]> {
  const list = async (signal: AbortSignal, id?: readonly string[], by = t) => {
    const rows = await listContainers(by, { all: true, signal, ...(id && { filters: { id } }) });
    const asOf = new Date();
    return rows.map((row) => ({ ...row, asOf }));
  };
  return {
    key: (row) => row.id,
    all: (signal) => list(signal),
    early: (signal) => list(signal, undefined, now),
    some: (ids, signal) => list(signal, ids),
    same: ({ asOf: _, ...row }) => row,
    lags: true,
    order: (a, b) => b.created.getTime() - a.created.getTime(),
  };
}
