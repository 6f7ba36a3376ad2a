/**
 * What is live for everybody who looks: one cache of each engine while anybody does, none when
 * nobody does; each change made into bytes once and given to all.
 */
import { isEngineError } from "../../errors.ts";
import { openLive } from "../../live/open_live.ts";
import type { Live, LiveChange, LiveKind } from "../../live/types.ts";
import type { ProtectRule } from "../../protect/rules.ts";
import { eventBytes, EventQueue } from "./events.ts";
import type { ManagedHost } from "./hosts.ts";
import { keyOf } from "./hosts.ts";
import { type StatsPool, statsRow } from "./stats.ts";
import { type Clean, containerRow, imageRow, networkRow, volumeRow } from "./views.ts";

/** What waits for a slow reader, in bytes; beyond, it gets everything anew when it reads again. */
const QUEUE = 2 * 1024 * 1024;
/** Changes that are kept for readers that come back. */
const KEPT_EVENTS = 256;
const KEPT_BYTES = 1024 * 1024;
/** A page that is loaded anew finds the caches still there; milliseconds. */
const LINGER = 1_000;
/** Stats of everything one sees go out together, so often; milliseconds. */
const STATS_EVERY = 1_000;
/** A pause before a try that is shorter than this is not worth a word; milliseconds. */
const COUNTED = 400;
/** So many containers can be watched by one reader. */
const MAX_WATCHED = 200;

const KINDS = ["containers", "images", "networks", "volumes"] as const;

interface HostLive {
  host: ManagedHost;
  live: Live;
  rules: readonly ProtectRule[];
  /** Since when it stands as it does (ms since 1970). */
  since: number;
  facts?: HostFacts;
  /** Looks for the next try. */
  counting?: ReturnType<typeof setInterval>;
}

/** What an engine says of its machine. */
interface HostFacts {
  version: string;
  cpus: number;
  memory: number;
  system: string;
}

/** One who looks. */
interface Viewer {
  readonly id: string;
  /** Whose it is; nobody else says what it watches. */
  readonly owner: unknown;
  readonly queue: EventQueue;
  /** It was too slow: everything anew. */
  lost: boolean;
  watched: Set<string>;
  readonly fresh: Map<string, unknown>;
  timer?: ReturnType<typeof setTimeout>;
}

/** The live view of all hosts. */
export class LiveHub {
  readonly #viewers = new Map<string, Viewer>();
  #hosts: HostLive[] = [];
  #kept: { n: number; bytes: Uint8Array }[] = [];
  #keptBytes = 0;
  #n = 0;
  #epoch = "";
  #whole: { n: number; epoch: string; bytes: Uint8Array } | undefined;
  #closing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly hosts: readonly ManagedHost[],
    private readonly stats: StatsPool,
    private readonly clean: Clean,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** How many look. */
  get viewers(): number {
    return this.#viewers.size;
  }

  /** Whether anything is kept live. */
  get open(): boolean {
    return this.#hosts.length > 0;
  }

  /** Events for one who looks, from `last` (the id of an event) on where that is still known. */
  async *view(
    owner: unknown,
    last: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    await this.#start();
    const viewer: Viewer = {
      id: crypto.randomUUID(),
      owner,
      queue: new EventQueue(QUEUE),
      lost: false,
      watched: new Set(),
      fresh: new Map(),
    };
    this.#viewers.set(viewer.id, viewer);
    try {
      viewer.queue.put(eventBytes("hello", { stream: viewer.id, now: new Date().toISOString() }));
      const missed = last === undefined ? undefined : this.#since(last);
      if (missed === undefined) viewer.queue.put(this.#snapshot());
      else for (const bytes of missed) viewer.queue.put(bytes);
      yield* viewer.queue.read(signal, () => {
        if (!viewer.lost) return;
        viewer.lost = false;
        viewer.queue.put(this.#snapshot());
      });
    } finally {
      this.#viewers.delete(viewer.id);
      this.#watch(viewer, new Set());
      clearTimeout(viewer.timer);
      if (this.#viewers.size === 0) this.#stopSoon();
    }
  }

  /** Says of which containers a viewer sees the stats; false where there is no such viewer. */
  watch(owner: unknown, id: string, keys: readonly string[]): boolean {
    const viewer = this.#viewers.get(id);
    if (viewer === undefined || viewer.owner !== owner) return false;
    this.#watch(viewer, new Set(keys.slice(0, MAX_WATCHED)));
    return true;
  }

  /** Ends everything. */
  async close(): Promise<void> {
    clearTimeout(this.#closing);
    for (const viewer of this.#viewers.values()) viewer.queue.end();
    await this.#stop();
  }

  async #start(): Promise<void> {
    clearTimeout(this.#closing);
    this.#closing = undefined;
    if (this.#hosts.length > 0) return;
    this.#epoch = crypto.randomUUID().slice(0, 8);
    this.#kept = [];
    this.#keptBytes = 0;
    this.#n = 0;
    this.#hosts = this.hosts.map((host) => {
      const live = openLive(host.engine);
      const one: HostLive = { host, live, rules: [], since: Date.now() };
      live.subscribe((change) => void this.#changed(one, change).catch(this.onError));
      return one;
    });
    // A page looks best when its first picture is whole; an engine that is away is told at once.
    await Promise.all(this.#hosts.map(async (h) => {
      h.rules = await h.host.rules();
      await h.live.ready(AbortSignal.timeout(400)).catch(() => {});
    }));
  }

  #stopSoon(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => {
      if (this.#viewers.size === 0) void this.#stop();
    }, LINGER);
  }

  async #stop(): Promise<void> {
    const hosts = this.#hosts;
    this.#hosts = [];
    this.#kept = [];
    this.#whole = undefined;
    for (const h of hosts) clearInterval(h.counting);
    await Promise.all(hosts.map((h) => h.live.close()));
  }

  async #changed(h: HostLive, change: LiveChange): Promise<void> {
    if (!this.#hosts.includes(h)) return;
    if (change.type === "state") {
      h.since = Date.now();
      if (change.state === "live") void this.#learn(h);
      if (change.state === "lost") this.#count(h);
      return this.#tell("host", this.#state(h));
    }
    const { kind, changed, removed } = change;
    if (kind === "containers") {
      const rules = await h.host.rules();
      if (!this.#hosts.includes(h)) return;
      if (rules !== h.rules) h.rules = rules;
    }
    const rows = this.#rows(h, kind, changed);
    this.#tell("rows", { host: h.host.name, kind, rows, removed });
  }

  /** While a host is away, whoever looks is told when it is tried again. */
  #count(h: HostLive): void {
    if (h.counting !== undefined) return;
    let told: number | undefined;
    h.counting = setInterval(() => {
      const { state, retryAt } = h.live;
      if (state !== "lost" || !this.#hosts.includes(h)) {
        clearInterval(h.counting);
        h.counting = undefined;
      } else if (retryAt !== undefined && retryAt !== told && retryAt - Date.now() > COUNTED) {
        told = retryAt;
        this.#tell("host", this.#state(h));
      }
    }, COUNTED);
  }

  /** What the machine has does not change while its engine runs. */
  async #learn(h: HostLive): Promise<void> {
    try {
      const signal = AbortSignal.timeout(10_000);
      const info = await h.host.engine.system.info({ signal });
      h.facts = {
        version: this.clean(info.ServerVersion ?? ""),
        cpus: info.NCPU ?? 0,
        memory: info.MemTotal ?? 0,
        system: this.clean(info.OperatingSystem ?? ""),
      };
      if (this.#hosts.includes(h)) this.#tell("host", this.#state(h));
    } catch (e) {
      // The lists are what counts; where it does not answer, its state says so.
      if (!isEngineError(e)) this.onError(e);
    }
  }

  #rows(h: HostLive, kind: LiveKind, keys?: readonly string[]): unknown[] {
    const { host, live } = h;
    const map: ReadonlyMap<string, unknown> = live.snapshot()[kind];
    const all = keys === undefined ? [...map.values()] : keys.flatMap((k) => map.get(k) ?? []);
    const endpoint = host.engine.transport.endpoint;
    // deno-lint-ignore no-explicit-any
    const row = (r: any) => {
      switch (kind) {
        case "containers":
          return containerRow(host.name, r, h.rules, endpoint, this.clean);
        case "images":
          return imageRow(host.name, r, this.clean);
        case "networks":
          return networkRow(host.name, r, this.clean);
        case "volumes":
          return volumeRow(host.name, r, this.clean);
      }
    };
    return all.map(row);
  }

  #state({ host, live, since, facts }: HostLive) {
    return {
      name: host.name,
      endpoint: host.engine.transport.endpoint,
      state: live.state,
      since: new Date(since).toISOString(),
      readOnly: host.readOnly,
      groups: host.groups,
      ...facts,
      ...(live.state !== "live" && live.lastError && {
        error: this.clean(live.lastError.message),
      }),
      ...(live.retryAt !== undefined && { retryAt: new Date(live.retryAt).toISOString() }),
      refused: Object.fromEntries(
        [...live.refused].map(([kind, e]) => [kind, this.clean(e.message)]),
      ),
    };
  }

  /** Made once for all who come while nothing changes. */
  #snapshot(): Uint8Array {
    const known = this.#whole;
    if (known?.n === this.#n && known.epoch === this.#epoch) return known.bytes;
    const data: Record<string, unknown> = { hosts: this.#hosts.map((h) => this.#state(h)) };
    for (const kind of KINDS) data[kind] = this.#hosts.flatMap((h) => this.#rows(h, kind));
    const bytes = eventBytes("snapshot", data, `${this.#epoch}.${this.#n}`);
    this.#whole = { n: this.#n, epoch: this.#epoch, bytes };
    return bytes;
  }

  #tell(event: string, data: unknown): void {
    const n = ++this.#n;
    const bytes = eventBytes(event, data, `${this.#epoch}.${n}`);
    this.#kept.push({ n, bytes });
    this.#keptBytes += bytes.length;
    while (this.#kept.length > KEPT_EVENTS || this.#keptBytes > KEPT_BYTES) {
      this.#keptBytes -= this.#kept.shift()!.bytes.length;
    }
    for (const viewer of this.#viewers.values()) {
      if (viewer.lost) continue;
      if (viewer.queue.full(bytes.length)) {
        viewer.lost = true;
        viewer.queue.clear();
      } else viewer.queue.put(bytes);
    }
  }

  /** What came after an event; undefined where that is not known any more. */
  #since(last: string): Uint8Array[] | undefined {
    const dot = last.indexOf(".");
    const n = Number(last.slice(dot + 1));
    if (last.slice(0, dot) !== this.#epoch || !Number.isInteger(n) || n > this.#n || n < 0) {
      return undefined;
    }
    const first = this.#kept[0]?.n ?? this.#n + 1;
    if (n + 1 < first) return undefined;
    return this.#kept.filter((k) => k.n > n).map((k) => k.bytes);
  }

  #watch(viewer: Viewer, keys: Set<string>): void {
    for (const key of viewer.watched) if (!keys.has(key)) this.stats.leave(key, viewer);
    const fresh = [...keys].filter((key) => !viewer.watched.has(key));
    viewer.watched = keys;
    for (const key of viewer.fresh.keys()) if (!keys.has(key)) viewer.fresh.delete(key);
    for (const key of fresh) {
      const slash = key.indexOf("/");
      const host = this.hosts.find((h) => h.name === key.slice(0, slash));
      if (host === undefined || !/^[0-9a-f]{12,64}$/.test(key.slice(slash + 1))) continue;
      this.stats.join(host, key.slice(slash + 1), keyOf, viewer, (sample) => {
        viewer.fresh.set(key, statsRow(sample));
        viewer.timer ??= setTimeout(() => {
          viewer.timer = undefined;
          const stats = Object.fromEntries(viewer.fresh);
          viewer.fresh.clear();
          const bytes = eventBytes("stats", { stats });
          // The next second brings newer ones.
          if (!viewer.lost && !viewer.queue.full(bytes.length)) viewer.queue.put(bytes);
        }, STATS_EVERY);
      });
    }
  }
}
