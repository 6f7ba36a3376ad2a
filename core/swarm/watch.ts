/** A swarm that the events of its manager keep true, for as long as somebody looks at it. */
import { EngineError } from "../errors.ts";
import type { Live } from "../live/types.ts";
import { listNodes } from "../nodes/list.ts";
import type { NodeSummary } from "../nodes/types.ts";
import { listServices } from "../services/list.ts";
import type { ServiceSummary } from "../services/types.ts";
import { engineInfo } from "../system/info.ts";
import type { EngineEvent } from "../system/types.ts";
import { listTasks } from "../tasks/list.ts";
import type { TaskSummary } from "../tasks/types.ts";
import type { Transport } from "../transport/types.ts";
import { emptySwarm, isSettled, isUpdating, joinSwarm, phaseOf, type SwarmView } from "./view.ts";

/** A swarm that is kept true while it is seen. */
export interface SwarmWatch {
  /** What is known now; the same object until something changes. */
  view(): SwarmView;
  /** Calls the listener after each change; what it gives ends that. */
  subscribe(listener: () => void): () => void;
  /** Somebody looks at it, until the signal says that nobody does any more. */
  seen(signal: AbortSignal): void;
  /** Asks for everything again. */
  look(): void;
}

/** How long after an event a look is made, and the least time between two, in milliseconds. */
const SOON = 50;
const GAP = 250;
/**
 * What has moved is looked at again after these, in milliseconds, each change beginning anew:
 * tasks have no events (moby daemon/events.go), so that only looking tells how far a service is.
 */
const STEPS = [1_000, 1_000, 2_000, 2_000, 4_000, 8_000, 16_000, 30_000];
/** After an event of a service so many steps are made, whether or not it seems to be at rest. */
const AFTER_EVENT = 2;
/** A swarm without a leader, or one that is starting, is asked again after these. */
const RETRIES = [500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** The silence of a swarm of several machines is asked about after so long: none tells of others. */
const SILENCE = 30_000;
/** An engine may look for a leader for 20 s before it says that there is none. */
const PATIENCE = 30_000;
/** Services asked for by their ids; more of them are all. */
const MANY = 50;

const LEADERLESS = /does not have a leader|DeadlineExceeded|no cluster leader|lost leadership/i;

/** Ids of one kind that may be others now; `true`: all. */
type Dirty = true | Set<string>;

/**
 * Watches the swarm of an engine by the events of its live cache. Nothing is asked before it is
 * {@link SwarmWatch.seen}, nor while it is not. While it is seen: each event makes a look at what
 * it names; what is on its way is looked at until it has arrived, less and less often where nothing
 * changes; in a swarm of several machines 30 s of silence are asked about, as no event tells of a
 * task or manager elsewhere that died; at rest on one machine nothing is asked.
 */
export function watchSwarm(
  transport: Transport,
  live: Pick<Live, "onEvent" | "subscribe" | "state">,
  signal: AbortSignal,
  /** What another watch of the same engine knew: shown until this one knows better. */
  before: SwarmView = emptySwarm,
): SwarmWatch {
  return new Watch(transport, live, signal, before);
}

class Watch implements SwarmWatch {
  #view: SwarmView;
  readonly #listeners = new Set<() => void>();
  #nodes: Map<string, NodeSummary>;
  #services: Map<string, ServiceSummary>;
  #tasks: Map<string, TaskSummary>;
  #asOf: number;
  #seen = 0;
  /** What is to be asked. */
  #info = true;
  #dirtyNodes = true;
  #dirtyServices: Dirty = true;
  #dirtyTasks: Dirty = true;
  /** Steps that are still made of a service for an event's sake. */
  readonly #hot = new Map<string, number>();
  #step = 0;
  #retry = 0;
  /** It was refused: nothing is asked again before something happens. */
  #refused = false;
  #looking = false;
  #lookedAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Infinity;

  constructor(
    readonly transport: Transport,
    readonly live: Pick<Live, "onEvent" | "subscribe" | "state">,
    readonly signal: AbortSignal,
    before: SwarmView,
  ) {
    this.#view = before;
    const byId = <Row extends { id: string }>(rows: readonly Row[]) =>
      new Map(rows.map((row) => [row.id, row]));
    this.#nodes = byId(before.nodes);
    this.#services = byId(before.services);
    this.#tasks = byId(before.tasks);
    this.#asOf = before.asOf;
    const ends = [
      live.onEvent((event) => this.#heard(event)),
      live.subscribe((change) => {
        // What happened meanwhile, nobody told.
        if (change.type === "state" && change.state === "live") this.look();
      }),
    ];
    signal.addEventListener("abort", () => {
      for (const end of ends) end();
      this.#rest();
      this.#listeners.clear();
    }, { once: true });
  }

  view(): SwarmView {
    return this.#view;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  seen(signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#seen++;
    signal.addEventListener("abort", () => {
      if (--this.#seen === 0) this.#rest();
    }, { once: true });
    const { phase } = this.#view;
    if (phase !== "manager" || this.#several) this.#all(phase !== "manager");
    this.#again();
  }

  look(): void {
    this.#all(true);
    this.#again();
  }

  /** Something happened, or somebody wants to know: all waits begin anew. */
  #again(): void {
    this.#step = this.#retry = 0;
    this.#refused = false;
    this.#plan();
  }

  #all(info: boolean): void {
    if (info) this.#info = true;
    this.#dirtyNodes = true;
    this.#dirtyServices = this.#dirtyTasks = true;
  }

  /** Whether other machines are part of it. */
  get #several(): boolean {
    return this.#nodes.size > 1;
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timerAt = Infinity;
  }

  #heard(event: EngineEvent): void {
    const { type, action, id, attributes } = event;
    if (type === "service") this.#serviceHeard(id, action);
    else if (type === "node") {
      this.#dirtyNodes = true;
      // What runs on it, and what is to run elsewhere.
      this.#dirtyServices = this.#dirtyTasks = true;
    } else if (type === "container") {
      const service = attributes["com.docker.swarm.service.id"];
      if (!service || !/^(?:create|start|die|oom|destroy|health_status)\b/.test(action)) return;
      this.#serviceHeard(service, action);
    } else if (type === "network") {
      // A swarm comes and goes with these two, which no event says in other words.
      if (!/^(?:ingress|docker_gwbridge)$/.test(attributes.name ?? "")) return;
      if (action !== "create" && action !== "destroy" && action !== "remove") return;
      this.#all(true);
    } else return;
    if (this.#view.phase !== "manager") this.#all(true);
    this.#again();
  }

  #serviceHeard(id: string, action: string): void {
    if (this.#dirtyServices !== true) this.#dirtyServices.add(id);
    if (this.#dirtyTasks !== true) this.#dirtyTasks.add(id);
    if (this.#hot.size < 1_000) this.#hot.set(id, AFTER_EVENT);
    if (action === "remove" && this.#services.delete(id)) this.#tell();
  }

  get #dirty(): boolean {
    return this.#info || this.#dirtyNodes || this.#dirtyServices === true ||
      this.#dirtyTasks === true || this.#dirtyServices.size > 0 || this.#dirtyTasks.size > 0;
  }

  /** Has the next look made when it is due; none where nothing is to be looked at. */
  #plan(): void {
    if (this.#seen === 0 || this.#looking || this.signal.aborted) return;
    if (this.live.state !== "live" || this.#refused) return;
    if (this.#retry > 0) return this.#wake(RETRIES[Math.min(this.#retry, RETRIES.length) - 1]);
    if (this.#dirty) return this.#wake(SOON);
    if (this.#view.phase !== "manager") return;
    const moving = this.#moving();
    const updating = moving.some((id) => isUpdating(this.#services.get(id) ?? {}));
    if (moving.length > 0 && (this.#step < STEPS.length || updating)) {
      return this.#wake(STEPS[Math.min(this.#step, STEPS.length - 1)]);
    }
    if (this.#several) this.#wake(SILENCE);
  }

  #wake(ms: number): void {
    const least = this.#lookedAt + GAP - performance.now();
    const at = performance.now() + Math.max(ms, least);
    if (at >= this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    this.#timer = setTimeout(() => {
      this.#timerAt = Infinity;
      void this.#look();
    }, Math.max(ms, least));
  }

  /** Services that are on their way to where they are to be. */
  #moving(): string[] {
    const ids = new Set(this.#hot.keys());
    for (const s of this.#services.values()) if (!isSettled(s)) ids.add(s.id);
    for (const t of this.#tasks.values()) {
      // What is to end and still runs, on a node that answers.
      if (t.state !== "running" || t.desiredState === "running") continue;
      if (this.#nodes.get(t.nodeId ?? "")?.state === "ready") ids.add(t.serviceId);
    }
    return [...ids];
  }

  async #look(): Promise<void> {
    if (this.#seen === 0 || this.signal.aborted) return;
    this.#looking = true;
    if (!this.#dirty) {
      this.#step++;
      for (const [id, left] of this.#hot) {
        if (left > 1) this.#hot.set(id, left - 1);
        else this.#hot.delete(id);
      }
      const moving = this.#moving();
      if (moving.length === 0) {
        this.#dirtyServices = true;
        this.#dirtyNodes = this.#several;
      } else {
        this.#dirtyServices = new Set(moving);
        this.#dirtyTasks = new Set(moving);
      }
    }
    try {
      await this.#ask(AbortSignal.any([this.signal, AbortSignal.timeout(PATIENCE)]));
    } catch (e) {
      if (!this.signal.aborted) this.#failed(e);
    } finally {
      this.#looking = false;
      this.#lookedAt = performance.now();
    }
    this.#plan();
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const t = this.transport;
    if (this.#info) {
      const { Swarm } = await engineInfo(t, { signal });
      this.#info = false;
      const { phase, error } = phaseOf(Swarm);
      const managers = (Swarm?.RemoteManagers ?? []).map((m) => m.Addr);
      if (phase !== "manager") {
        if (phase !== "leaderless") this.#forget();
        this.#info = phase === "pending" || phase === "leaderless";
        this.#retry = this.#info ? this.#retry + 1 : 0;
        return this.#tell({ phase, error, managers: phase === "leaderless" ? [] : managers });
      }
    }
    const [nodes, services, tasks] = [this.#dirtyNodes, this.#dirtyServices, this.#dirtyTasks];
    this.#dirtyNodes = false;
    this.#dirtyServices = new Set();
    this.#dirtyTasks = new Set();
    const ids = (dirty: Dirty) => dirty === true || dirty.size > MANY ? undefined : [...dirty];
    const some = (dirty: Dirty) => dirty === true || dirty.size > 0;
    const [mine, theirs] = [ids(services), ids(tasks)];
    try {
      const [n, s, k] = await Promise.all([
        nodes ? listNodes(t, { signal }) : undefined,
        some(services)
          ? listServices(t, { signal, status: true, ...(mine && { filters: { id: mine } }) })
          : undefined,
        some(tasks)
          ? listTasks(t, { signal, ...(theirs && { filters: { service: theirs } }) })
          : undefined,
      ]);
      this.#retry = 0;
      this.#take(n, s, mine, k, theirs);
    } catch (e) {
      this.#all(false);
      throw e;
    }
  }

  #take(
    nodes: readonly NodeSummary[] | undefined,
    services: readonly ServiceSummary[] | undefined,
    mine: readonly string[] | undefined,
    tasks: readonly TaskSummary[] | undefined,
    theirs: readonly string[] | undefined,
  ): void {
    let moved = false;
    if (nodes !== undefined) {
      const next = new Map(nodes.map((n) => [n.id, n]));
      moved ||= JSON.stringify([...next]) !== JSON.stringify([...this.#nodes]);
      this.#nodes = next;
    }
    if (services !== undefined) {
      const changed = replace(
        this.#services,
        services,
        (s) => s.id,
        (s) => mine === undefined || mine.includes(s.id),
      );
      moved ||= changed.length > 0;
      // Another number of tasks that run is other tasks, as far as they are not here already.
      for (const id of tasks === undefined || theirs !== undefined ? changed : []) {
        if (theirs?.includes(id)) continue;
        if (this.#dirtyTasks !== true) this.#dirtyTasks.add(id);
      }
    }
    this.#asOf = Date.now();
    if (tasks !== undefined) {
      const changed = replace(
        this.#tasks,
        tasks,
        (t) => t.id,
        (t) => theirs === undefined || theirs.includes(t.serviceId),
      );
      moved ||= changed.length > 0;
    }
    if (moved) this.#step = 0;
    this.#tell({ phase: "manager", error: undefined, managers: [] });
  }

  #failed(e: unknown): void {
    const error = e instanceof Error ? e.message : String(e);
    const status = e instanceof EngineError ? e.status : undefined;
    if (status === 503) {
      // No manager any more, or not yet: the engine says what it is.
      this.#info = true;
      if (this.#retry++ > 1) this.#tell({ phase: "pending", error });
      return;
    }
    const late = e instanceof EngineError && (e.code === "aborted" || e.code === "timeout");
    if (late || (status !== undefined && LEADERLESS.test(error))) {
      this.#retry++;
      return this.#tell({ phase: "leaderless", error });
    }
    if (status !== undefined && status < 500) {
      this.#refused = this.#info = true;
      return this.#tell({ phase: "refused", error });
    }
    this.#retry++;
    // Gone, or cut: the live cache says so, and has it looked at again.
    if (status === undefined) return;
    this.#tell({ phase: "pending", error });
  }

  #forget(): void {
    this.#nodes = new Map();
    this.#services = new Map();
    this.#tasks = new Map();
    this.#hot.clear();
    this.#dirtyNodes = false;
    this.#dirtyServices = new Set();
    this.#dirtyTasks = new Set();
  }

  #tell(change: Partial<SwarmView> = {}): void {
    const { error, ...rest } = { ...this.#view, ...change };
    const joined = joinSwarm({
      nodes: this.#nodes.values(),
      services: this.#services.values(),
      tasks: this.#tasks.values(),
    });
    this.#view = { ...rest, ...(error !== undefined && { error }), ...joined, asOf: this.#asOf };
    for (const listener of this.#listeners) listener();
  }
}

/** Puts rows in the place of those that `about` names; gives the keys of what is another now. */
function replace<Row>(
  known: Map<string, Row>,
  rows: readonly Row[],
  key: (row: Row) => string,
  about: (row: Row) => boolean,
): string[] {
  const fresh = new Set(rows.map(key));
  const changed: string[] = [];
  for (const [id, row] of known) {
    if (!about(row) || fresh.has(id)) continue;
    known.delete(id);
    changed.push(id);
  }
  for (const row of rows) {
    const id = key(row);
    if (JSON.stringify(known.get(id)) !== JSON.stringify(row)) changed.push(id);
    known.set(id, row);
  }
  return changed;
}
