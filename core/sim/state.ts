/** Everything a simulated engine holds: containers, images, networks, volumes, execs. */
import { type BytePipe } from "./pipe.ts";
import { EventLog } from "./events.ts";
import { LogRing } from "./logs.ts";
import { Random } from "./random.ts";
import { type SimSettings } from "./options.ts";
import { ApiError, type Doc, versionLess } from "./wire.ts";
import type { FileSystem } from "./file_system.ts";
import type { SimSwarm } from "./swarm_state.ts";
import type { Proc } from "./process.ts";

/** A container's `State.Status`. */
export type Status =
  | "created"
  | "running"
  | "paused"
  | "restarting"
  | "removing"
  | "exited"
  | "dead";

/** A container's place in a network. */
export interface SimEndpoint {
  network: string;
  id: string;
  ip: string;
  mac: string;
  aliases: string[] | null;
}

/** What a service writes next: sorted by time. */
export interface LogSource {
  /** Lines a second, about. */
  perSecond: number;
  /** The first line after that time (milliseconds since the epoch). */
  next(after: number): { at: number; stream: 1 | 2; text: string };
}

/** One result of a health check. */
export interface HealthResult {
  start: number;
  end: number;
  exitCode: number;
  output: string;
}

export interface SimContainer {
  id: string;
  name: string;
  /** Milliseconds since the epoch, like all times here. */
  created: number;
  /** As the user wrote it. */
  image: string;
  imageId: string;
  path: string;
  args: string[];
  /** The engine's own documents, defaults filled in. */
  config: Doc;
  hostConfig: Doc;
  labels: Record<string, string>;
  tty: boolean;
  mounts: Doc[];
  endpoints: SimEndpoint[];
  status: Status;
  pid: number;
  exitCode: number;
  error: string;
  oomKilled: boolean;
  startedAt: number;
  finishedAt: number;
  restartCount: number;
  /** Stopped by hand: a restart policy of `unless-stopped` or `always` lets it be. */
  stoppedByUser: boolean;
  health?: { status: "starting" | "healthy" | "unhealthy"; streak: number; log: HealthResult[] };
  log: LogRing;
  source?: LogSource;
  /** Up to when `source` was read. */
  sourceAt: number;
  /** The next line of `source`, looked at but not due yet. */
  ahead?: { at: number; stream: 1 | 2; text: string };
  proc?: Proc;
  /** Attached clients. */
  sinks: Set<Sink>;
  /** Called when it exits, with the code. */
  onExit: Set<(code: number) => void>;
  onRemove: Set<(code: number) => void>;
  /** Ends the pause before a restart. */
  cancelRestart?: AbortController;
  files?: FileSystem;
  execs: string[];
  /** When it was paused, and for how long before. */
  pausedAt?: number;
  pausedFor: number;
  sizeRw: number;
  /** Load of a busy moment: CPUs, and bytes of memory. */
  load: { cpu: number; memory: number; pids: number; net: number; disk: number };
}

/** An attached client's end of a container's output. */
export interface Sink {
  pipe: BytePipe;
  stdout: boolean;
  stderr: boolean;
}

export interface SimImage {
  id: string;
  tags: string[];
  digests: string[];
  created: number;
  size: number;
  config: Doc;
  layers: { createdBy: string; size: number; comment?: string; created: number }[];
  parent?: string;
  comment: string;
  architecture: string;
  lastTag: number;
}

export interface SimNetwork {
  id: string;
  name: string;
  driver: string;
  created: number;
  subnet?: string;
  gateway?: string;
  internal: boolean;
  attachable: boolean;
  ipv6: boolean;
  labels: Record<string, string>;
  options: Record<string, string>;
  /** The last octets given out. */
  lastIp: number;
  builtin: boolean;
}

export interface SimVolume {
  name: string;
  driver: string;
  created: number;
  labels: Record<string, string> | null;
  options: Record<string, string> | null;
  size: number;
  anonymous: boolean;
}

export interface SimExec {
  id: string;
  container: SimContainer;
  config: { cmd: string[]; tty: boolean; stdin: boolean; stdout: boolean; stderr: boolean };
  env: string[];
  workdir: string;
  user: string;
  privileged: boolean;
  detachKeys: string;
  proc?: Proc;
  running: boolean;
  exitCode: number | null;
  pid: number;
}

/** The whole state of a simulated engine. */
export class Sim {
  readonly containers = new Map<string, SimContainer>();
  readonly images = new Map<string, SimImage>();
  /** What registries gave so far: digests, and the ids of their images. */
  readonly pulled = new Map<string, string>();
  readonly networks = new Map<string, SimNetwork>();
  readonly volumes = new Map<string, SimVolume>();
  readonly execs = new Map<string, SimExec>();
  readonly events = new EventLog();
  /** The swarm that it is a manager of. */
  swarm?: SimSwarm;
  readonly random: Random;
  readonly id: string;
  readonly started: number;
  readonly #closing = new AbortController();
  #lastStamp = 0n;
  #lastPid = 1000;
  lastPort = 32767;

  constructor(readonly settings: SimSettings) {
    this.random = new Random(settings.seed);
    this.id = this.random.hex(32);
    this.started = settings.clock.now();
  }

  get clock() {
    return this.settings.clock;
  }

  now(): number {
    return this.settings.clock.now();
  }

  /** Aborted when the engine is closed: nothing of it runs on. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  close(): void {
    this.#closing.abort(new DOMException("The demo engine was closed", "AbortError"));
  }

  /** The time in nanoseconds, never the same twice. */
  stamp(ms = this.now()): bigint {
    let t = BigInt(Math.round(ms * 1000)) * 1000n;
    if (t <= this.#lastStamp && t > this.#lastStamp - 1_000_000_000n) t = this.#lastStamp + 1000n;
    if (t > this.#lastStamp) this.#lastStamp = t;
    return t;
  }

  newPid(): number {
    return ++this.#lastPid;
  }

  newLog(): LogRing {
    return new LogRing(this.settings.logEntries, this.settings.logBytes);
  }

  event(type: string, action: string, id: string, attributes: Record<string, string>): void {
    this.events.add({ type, action, id, attributes, time: this.stamp() });
  }

  containerEvent(c: SimContainer, action: string, extra: Record<string, string> = {}): void {
    this.event("container", action, c.id, {
      ...c.labels,
      ...extra,
      image: c.image,
      name: c.name,
    });
  }

  /** By full id, name, or unique start of the id; refuses as the engine does. */
  container(ref: string): SimContainer {
    const c = this.findContainer(ref);
    if (!c) throw new ApiError(404, `No such container: ${ref}`);
    return c;
  }

  findContainer(ref: string): SimContainer | undefined {
    const exact = this.containers.get(ref);
    if (exact) return exact;
    const name = ref.replace(/^\//, "");
    for (const c of this.containers.values()) if (c.name === name) return c;
    if (ref === "") return undefined;
    const found = [...this.containers.values()].filter((c) => c.id.startsWith(ref));
    if (found.length > 1) {
      throw new ApiError(400, `multiple IDs found with provided prefix: ${ref}`);
    }
    return found[0];
  }

  /** By id with or without `sha256:`, or by name with or without tag; undefined when unknown. */
  findImage(ref: string): SimImage | undefined {
    const bare = ref.replace(/^sha256:/, "");
    const exact = this.images.get("sha256:" + bare);
    if (exact) return exact;
    const full = fullReference(ref);
    for (const i of this.images.values()) {
      if (i.tags.includes(full) || i.digests.includes(ref)) return i;
    }
    if (/^[0-9a-f]{2,64}$/.test(bare)) {
      const found = [...this.images.values()].filter((i) => i.id.slice(7).startsWith(bare));
      if (found.length === 1) return found[0];
    }
    return undefined;
  }

  image(ref: string): SimImage {
    const i = this.findImage(ref);
    if (!i) throw new ApiError(404, `No such image: ${fullReference(ref)}`);
    return i;
  }

  network(ref: string): SimNetwork {
    const byId = this.networks.get(ref);
    if (byId) return byId;
    for (const n of this.networks.values()) if (n.name === ref) return n;
    const found = ref ? [...this.networks.values()].filter((n) => n.id.startsWith(ref)) : [];
    if (found.length !== 1) throw new ApiError(404, `network ${ref} not found`);
    return found[0];
  }

  volume(name: string): SimVolume {
    const v = this.volumes.get(name);
    if (!v) throw new ApiError(404, `get ${name}: no such volume`);
    return v;
  }

  /** Containers that have the volume mounted, running or not. */
  volumeUsers(name: string): SimContainer[] {
    return [...this.containers.values()].filter((c) =>
      c.mounts.some((m) => m.Type === "volume" && m.Name === name)
    );
  }
}

/** `nginx` is `nginx:latest`; a digest or a tag stays. Docker Hub's prefixes are left out. */
export function fullReference(ref: string): string {
  const short = ref.replace(/^(docker\.io|index\.docker\.io)\//, "").replace(/^library\//, "");
  const last = short.slice(short.lastIndexOf("/") + 1);
  return short.includes("@") || last.includes(":") ? short : short + ":latest";
}

/** A refusal as that release says it: engines before 25 begin it with a capital. */
export function words(sim: Sim, text: string): string {
  return versionLess(sim.settings.api, "1.44") ? text[0].toUpperCase() + text.slice(1) : text;
}

/** Whether it has a process: running, paused. */
export function isUp(c: SimContainer): boolean {
  return c.status === "running" || c.status === "paused";
}
