/** A cache of the objects of several hosts: one live cache each, merged. */
import { EngineError } from "../errors.ts";
import type { LiveChange, LiveKind, LiveState } from "../live/types.ts";
import type { EngineEvent } from "../system/types.ts";
import type { Transport } from "../transport/types.ts";
import { twins } from "./facts.ts";
import { Member } from "./member.ts";
import { eventOf, type FleetRow } from "./rows.ts";
import type { Fleet, FleetOptions, FleetSnapshot, HostStatus } from "./types.ts";

/**
 * Changes within so many milliseconds of one that was told are told together: each is a look at the
 * rows of all hosts, and fifty hosts that answer at once would be a few hundred.
 */
const TOGETHER = 50;

/** What is there after so many milliseconds is shown, whether a host has answered or not. */
const FIRST_PAINT = 150;

/**
 * Opens a cache over several hosts. All are dialled at once; one that does not answer holds up no
 * other, keeps the rows that were known of it, and is tried again after growing pauses of up to a
 * minute. While nothing happens on any host, nothing is asked (but for the pings of hosts that are
 * reached over a network, see `openLive`).
 */
export function openFleet(options: FleetOptions): Fleet {
  return new FleetCache(options);
}

type Unnumbered<T> = T extends unknown ? Omit<T, "generation"> : never;

class FleetCache implements Fleet {
  state: LiveState = "connecting";
  readonly refused = new Map<LiveKind, EngineError>();
  readonly #members: readonly Member[];
  readonly #stop = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  readonly #listeners = new Set<(change: LiveChange) => void>();
  readonly #hostListeners = new Set<(status: HostStatus) => void>();
  readonly #eventListeners = new Set<(event: EngineEvent) => void>();
  readonly #running: Promise<unknown>;
  readonly #merged = new Map<LiveKind, Merged<LiveKind>>();
  readonly #timer: ReturnType<typeof setTimeout>;
  #generation = 0;
  #snapshot: FleetSnapshot | undefined;
  #painted = false;
  /** What is to be told of each kind, and when the next may be told. */
  readonly #gathered = new Map<LiveKind, { changed: Set<string>; removed: Set<string> }>();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #toldAt = -Infinity;

  constructor(options: FleetOptions) {
    this.#members = options.hosts.map((spec) => {
      const member: Member = new Member(spec, options, {
        changed: (kind, changed, removed) => {
          this.#gather(kind, changed, removed);
        },
        event: (event) => {
          const own = eventOf(event, spec.name);
          for (const l of this.#eventListeners) tell(this.#eventListeners, l, own);
        },
        status: () => this.#told(member),
      });
      return member;
    });
    this.#first.promise.catch(() => {});
    const { signal } = options;
    const onAbort = () => this.#stop.abort();
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#timer = setTimeout(() => this.#paint(), FIRST_PAINT);
    this.#running = Promise.all(this.#members.map((m) => m.run(this.#stop.signal)))
      .finally(() => signal?.removeEventListener("abort", onAbort));
  }

  get lastError(): EngineError | undefined {
    const failed = this.#members.filter((m) => m.error !== undefined);
    if (failed.length < this.#members.length || failed.length === 0) return undefined;
    const [{ error, spec }] = failed;
    if (failed.length === 1) return error;
    return new EngineError(
      `None of ${failed.length} hosts answers; ${spec.name}: ${error!.message}`,
      {
        code: error!.code,
        op: "connect",
        hint: "See why: dockerctl hosts check",
        cause: error,
      },
    );
  }

  get retryAt(): number | undefined {
    const times = this.#members.map((m) => m.retryAt).filter((t) => t !== undefined);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The kinds that some host has listed. */
  get listed(): ReadonlySet<LiveKind> {
    const kinds: LiveKind[] = ["containers", "images", "networks", "volumes"];
    return new Set(kinds.filter((kind) => this.#members.some((m) => m.has(kind))));
  }

  snapshot(): FleetSnapshot {
    return this.#snapshot ??= {
      generation: this.#generation,
      containers: this.#rows("containers"),
      images: this.#rows("images"),
      networks: this.#rows("networks"),
      volumes: this.#rows("volumes"),
    };
  }

  #rows<K extends LiveKind>(kind: K): ReadonlyMap<string, FleetRow<K>> {
    const parts = this.#members.map((m) => m.rows(kind));
    const known = this.#merged.get(kind) as Merged<K> | undefined;
    if (known !== undefined && known.parts.every((part, n) => part === parts[n])) return known.all;
    const all = new Map<string, FleetRow<K>>();
    for (const part of parts) for (const [key, row] of part) all.set(key, row);
    this.#merged.set(kind, { parts, all } as unknown as Merged<LiveKind>);
    return all;
  }

  hosts(): readonly HostStatus[] {
    const same = this.#twins();
    return this.#members.map((m) => m.status(same.get(m.spec.name) ?? []));
  }

  #twins() {
    return twins(this.#members.map((m) => [m.spec.name, m.facts?.engineId]));
  }

  transport(host: string): Transport | undefined {
    return this.#members.find((m) => m.spec.name === host)?.transport;
  }

  retry(): void {
    for (const m of this.#members) if (m.error !== undefined) m.retry();
  }

  ready(signal?: AbortSignal): Promise<void> {
    if (signal === undefined) return this.#first.promise;
    return new Promise((resolve, reject) => {
      const onAbort = () =>
        reject(new EngineError("wait for the hosts: cancelled", { code: "aborted", op: "wait" }));
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#first.promise.then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", onAbort));
    });
  }

  subscribe(listener: (change: LiveChange) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onHost(listener: (status: HostStatus) => void): () => void {
    this.#hostListeners.add(listener);
    return () => void this.#hostListeners.delete(listener);
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => void this.#eventListeners.delete(listener);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    clearTimeout(this.#gathering);
    this.#stop.abort();
    this.#first.reject(new EngineError("the fleet is closed", { code: "aborted", op: "wait" }));
    await this.#running;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** It stands otherwise with a host. */
  #told(member: Member): void {
    if (member.answers) this.#paint();
    const status = member.status(this.#twins().get(member.spec.name) ?? []);
    for (const l of this.#hostListeners) tell(this.#hostListeners, l, status);
    if (this.#painted) this.#judge();
  }

  #paint(): void {
    if (this.#painted || this.#stop.signal.aborted) return;
    this.#painted = true;
    clearTimeout(this.#timer);
    this.#first.resolve();
    this.#judge();
  }

  #judge(): void {
    const lost = this.#members.length > 0 && this.#members.every((m) => m.error !== undefined);
    const state = lost ? "lost" : "live";
    if (state === this.state) return;
    this.state = state;
    const error = this.lastError;
    this.#notify({ type: "state", state, ...(error !== undefined && { error }) });
  }

  #gather(kind: LiveKind, changed: readonly string[], removed: readonly string[]): void {
    // Who looks before it is told sees what is true.
    this.#snapshot = undefined;
    let kept = this.#gathered.get(kind);
    if (kept === undefined) {
      this.#gathered.set(kind, kept = { changed: new Set(), removed: new Set() });
    }
    for (const key of changed) kept.changed.add(key), kept.removed.delete(key);
    for (const key of removed) kept.removed.add(key), kept.changed.delete(key);
    const wait = this.#toldAt + TOGETHER - performance.now();
    if (wait <= 0) this.#tellGathered();
    else this.#gathering ??= setTimeout(() => this.#tellGathered(), wait);
  }

  #tellGathered(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (this.#stop.signal.aborted) return;
    this.#toldAt = performance.now();
    const all = [...this.#gathered];
    this.#gathered.clear();
    for (const [kind, { changed, removed }] of all) {
      this.#notify({ type: "rows", kind, changed: [...changed], removed: [...removed] });
    }
  }

  #notify(change: Unnumbered<LiveChange>): void {
    this.#generation++;
    this.#snapshot = undefined;
    const numbered = { ...change, generation: this.#generation };
    for (const l of this.#listeners) tell(this.#listeners, l, numbered);
  }
}

/** The hosts' rows of a kind, and all of them. */
interface Merged<K extends LiveKind> {
  parts: readonly ReadonlyMap<string, FleetRow<K>>[];
  all: ReadonlyMap<string, FleetRow<K>>;
}

function tell<T>(listeners: Set<(value: T) => void>, listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch {
    listeners.delete(listener); // it shall not stop the cache, nor fail for ever
  }
}
