/** One host of a fleet: its way, its live cache, and how it stands with it. */
import { EngineError } from "../errors.ts";
import { openLive } from "../live/open_live.ts";
import type { Live, LiveChange, LiveKind, LiveRows } from "../live/types.ts";
import { sleep } from "../sleep.ts";
import type { EngineEvent } from "../system/types.ts";
import type { Transport } from "../transport/types.ts";
import { type HostFacts, hostFacts } from "./facts.ts";
import type { HostSpec } from "./hosts.ts";
import { hostTransport } from "./open_host.ts";
import { type FleetRow, rowKey, rowOf } from "./rows.ts";
import { type HostState, isRefusal } from "./state.ts";
import type { FleetOptions, HostStatus } from "./types.ts";

/** Pauses between tries, in milliseconds: the first, and the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 60_000;

/** More hosts than these are dialled with fewer connections each. */
const MANY = 8;

/** Whom a member tells. */
export interface MemberListener {
  changed(kind: LiveKind, changed: readonly string[], removed: readonly string[]): void;
  event(event: EngineEvent): void;
  status(): void;
}

export class Member {
  transport: Transport | undefined;
  facts: HostFacts | undefined;
  #live: Live | undefined;
  #error: EngineError | undefined;
  #slow = false;
  #state: HostState = "connecting";
  #since = Date.now();
  #wake: AbortController | undefined;
  #retryAt: number | undefined;
  readonly #maps: { [K in LiveKind]: RowMap<K> };

  constructor(
    readonly spec: HostSpec,
    private readonly options: FleetOptions,
    private readonly listener: MemberListener,
  ) {
    const { name } = spec;
    this.#maps = {
      containers: new RowMap("containers", name),
      images: new RowMap("images", name),
      networks: new RowMap("networks", name),
      volumes: new RowMap("volumes", name),
    };
  }

  /** Whether anything was heard of it: rows, or that there are none to be had. */
  get settled(): boolean {
    return this.#live?.state === "live" || this.#error !== undefined;
  }

  /** Whether the first list of a kind is there. */
  has(kind: LiveKind): boolean {
    return this.#live?.listed.has(kind) ?? false;
  }

  get answers(): boolean {
    return this.#live?.state === "live";
  }

  get error(): EngineError | undefined {
    return this.#error;
  }

  get retryAt(): number | undefined {
    return this.#live?.state === "lost" ? this.#live.retryAt : this.#retryAt;
  }

  /** The rows of a kind by their keys among all hosts'; the same map while nothing changed. */
  rows<K extends LiveKind>(kind: K): ReadonlyMap<string, FleetRow<K>> {
    const rows = this.#live?.snapshot()[kind] as ReadonlyMap<string, LiveRows[K]> | undefined;
    const stale = this.#state === "down" || this.#state === "refused" ? this.#since : undefined;
    return (this.#maps[kind] as unknown as RowMap<K>).of(rows ?? NOTHING, stale);
  }

  status(twins: readonly string[]): HostStatus {
    const containers = this.#live?.snapshot().containers;
    let running = 0;
    for (const c of containers?.values() ?? []) if (c.state === "running") running++;
    return {
      spec: this.spec,
      state: this.#state,
      since: this.#since,
      ...(this.#error !== undefined && { error: this.#error }),
      ...(this.retryAt !== undefined && { retryAt: this.retryAt }),
      ...(this.transport !== undefined && { endpoint: this.transport.endpoint }),
      ...(this.facts !== undefined && { facts: this.facts }),
      containers: containers?.size ?? 0,
      running,
      twins,
    };
  }

  /** Ends a pause. */
  retry(): void {
    this.#wake?.abort();
  }

  /** Connects, and stays connected, until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    let pause = FIRST_PAUSE;
    while (!signal.aborted) {
      let wake = this.#wake = new AbortController();
      try {
        const wrap = (t: Transport) =>
          hostTransport(t, this.spec, {
            onSlow: (slow) => this.#setSlow(slow),
            ofMany: this.options.hosts.length > MANY,
          });
        const { transport } = await this.options.connect(this.spec, wrap, signal);
        this.transport = transport;
        pause = FIRST_PAUSE;
        // Whoever looks anew gets a new cache on the same way, which others have streams on.
        while (!signal.aborted) {
          await this.#follow(transport, AbortSignal.any([signal, wake.signal]));
          wake = this.#wake = new AbortController();
        }
      } catch (e) {
        if (signal.aborted) return;
        this.#error = known(e);
        const wait = pause + Math.random() * pause / 4;
        this.#retryAt = Date.now() + wait;
        this.#judge();
        await sleep(wait, AbortSignal.any([signal, wake.signal]));
        this.#retryAt = undefined;
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } finally {
        await this.transport?.close().catch(() => {});
      }
    }
  }

  /** One live cache, which comes back by itself; ends with the signal. */
  async #follow(transport: Transport, signal: AbortSignal): Promise<void> {
    const before = this.#live;
    const live = openLive(transport, {
      kinds: this.options.kinds,
      signal,
      longestPause: LONGEST_PAUSE,
    });
    // What was known stays shown until the new cache knows more.
    if (before === undefined || before.snapshot().containers.size === 0) this.#live = live;
    let asking: Promise<void> | undefined;
    const tell = () => {
      this.#error = live.state === "lost" ? live.lastError : undefined;
      if (live.state === "live") {
        this.#live = live;
        asking ??= this.#ask(transport, signal).finally(() => asking = undefined);
      }
      this.#judge();
    };
    const ends = [
      live.subscribe((change: LiveChange) => {
        if (change.type === "state") tell();
        else if (this.#live === live) {
          const key = (k: string) => rowKey(change.kind, k, this.spec.name);
          this.listener.changed(change.kind, change.changed.map(key), change.removed.map(key));
          // How many run is part of what is told of a host.
          if (change.kind === "containers") this.listener.status();
        }
      }),
      live.onEvent((event) => this.listener.event(event)),
    ];
    try {
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    } finally {
      for (const end of ends) end();
      await live.close();
    }
  }

  async #ask(transport: Transport, signal: AbortSignal): Promise<void> {
    try {
      this.facts = await hostFacts(transport, { signal });
      this.listener.status();
    } catch { /* the cache says so when the host is gone */ }
  }

  #setSlow(slow: boolean): void {
    this.#slow = slow;
    this.#judge();
  }

  #judge(): void {
    const state: HostState = this.#error !== undefined
      ? isRefusal(this.#error) ? "refused" : "down"
      : this.#slow
      ? "slow"
      : this.answers
      ? "up"
      // Rows came before its events flow: it answers, and takes its time.
      : this.#live?.listed.has("containers")
      ? "slow"
      : "connecting";
    if (state !== this.#state) {
      const greyed = (s: HostState) => s === "down" || s === "refused";
      const turned = greyed(state) !== greyed(this.#state);
      this.#state = state;
      this.#since = Date.now();
      if (turned) {
        for (const kind of this.options.kinds ?? KINDS) this.listener.changed(kind, [], []);
      }
    }
    this.listener.status();
  }
}

const KINDS: readonly LiveKind[] = ["containers", "images", "networks", "volumes"];
const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

function known(e: unknown): EngineError {
  if (e instanceof EngineError) return e;
  const message = e instanceof Error ? e.message : String(e);
  return new EngineError(message, { code: "unreachable", op: "connect", cause: e });
}

/** One host's rows of a kind as all hosts' have them; a row that did not change stays itself. */
class RowMap<K extends LiveKind> {
  #from: ReadonlyMap<string, LiveRows[K]> = NOTHING;
  #stale: number | undefined;
  #rows: ReadonlyMap<string, FleetRow<K>> = new Map();
  #known = new WeakMap<object, FleetRow<K>>();

  constructor(readonly kind: K, readonly host: string) {}

  of(
    from: ReadonlyMap<string, LiveRows[K]>,
    stale: number | undefined,
  ): ReadonlyMap<string, FleetRow<K>> {
    if (from === this.#from && stale === this.#stale) return this.#rows;
    if (stale !== this.#stale) this.#known = new WeakMap();
    this.#from = from;
    this.#stale = stale;
    const rows = new Map<string, FleetRow<K>>();
    for (const [key, row] of from) {
      let mine = this.#known.get(row);
      if (mine === undefined) {
        mine = rowOf(this.kind, row, this.host, stale);
        this.#known.set(row, mine);
      }
      rows.set(rowKey(this.kind, key, this.host), mine);
    }
    return this.#rows = rows;
  }
}
