/** The swarm that a simulated engine is a manager of: its nodes, services and tasks. */
import { goTime } from "./container_docs.ts";
import { LogRing } from "./logs.ts";
import type { Sim } from "./state.ts";
import { ApiError, type Doc } from "./wire.ts";

export interface SimNode {
  id: string;
  version: number;
  created: number;
  updated: number;
  hostname: string;
  role: "manager" | "worker";
  availability: "active" | "pause" | "drain";
  state: "ready" | "down" | "unknown";
  message: string;
  addr: string;
  labels: Record<string, string>;
}

export interface SimService {
  id: string;
  version: number;
  created: number;
  updated: number;
  /** The engine's own documents. */
  spec: Doc;
  previous?: Doc;
  update?: Doc;
}

export interface SimTask {
  id: string;
  version: number;
  created: number;
  updated: number;
  service: SimService;
  slot?: number;
  node?: SimNode;
  /** What it was made from. */
  spec: Doc;
  desired: string;
  state: string;
  message: string;
  error?: string;
  exitCode?: number;
  since: number;
  containerId?: string;
  log: LogRing;
}

/** All of it. */
export class SimSwarm {
  readonly nodes = new Map<string, SimNode>();
  readonly services = new Map<string, SimService>();
  readonly tasks = new Map<string, SimTask>();
  /** Whether more than half of the managers are online. */
  leads = true;
  #index = 10;

  constructor(readonly sim: Sim) {}

  /** 25 digits and letters. */
  newId(): string {
    let id = "";
    while (id.length < 25) id += Math.floor(this.sim.random.next() * 36).toString(36);
    return id;
  }

  next(): number {
    return ++this.#index;
  }

  node(ref: string): SimNode {
    const all = [...this.nodes.values()];
    const found = this.nodes.get(ref) ?? all.find((n) => n.hostname === ref) ??
      (ref === "self" ? all[0] : undefined) ?? all.find((n) => n.id.startsWith(ref));
    if (!found) throw new ApiError(404, `node ${ref} not found`);
    return found;
  }

  service(ref: string): SimService {
    const all = [...this.services.values()];
    const found = this.services.get(ref) ?? all.find((s) => s.spec.Name === ref) ??
      all.find((s) => s.id.startsWith(ref));
    if (!found) throw new ApiError(404, `service ${ref} not found`);
    return found;
  }

  task(ref: string): SimTask {
    const found = this.tasks.get(ref) ??
      [...this.tasks.values()].find((t) => t.id.startsWith(ref));
    if (!found) throw new ApiError(404, `task ${ref} not found`);
    return found;
  }

  tasksOf(service: SimService): SimTask[] {
    return [...this.tasks.values()].filter((t) => t.service === service);
  }

  newLog(): LogRing {
    return new LogRing(1_000, 1024 * 1024);
  }
}

/** Refuses what only a manager of a swarm that has a leader can do. */
export function swarmOf(sim: Sim): SimSwarm {
  if (sim.swarm === undefined) {
    throw new ApiError(
      503,
      'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.',
    );
  }
  if (!sim.swarm.leads) throw new ApiError(500, LEADERLESS);
  return sim.swarm;
}

const LEADERLESS =
  "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";

/** What a ping says of the swarm. */
export function swarmWord(sim: Sim): string {
  return sim.swarm === undefined ? "inactive" : "active/manager";
}

/** What `/info` says of the swarm. */
export function swarmInfo(sim: Sim): Doc {
  const { swarm } = sim;
  if (swarm === undefined) {
    return {
      NodeID: "",
      NodeAddr: "",
      LocalNodeState: "inactive",
      ControlAvailable: false,
      Error: "",
      RemoteManagers: null,
    };
  }
  const nodes = [...swarm.nodes.values()];
  const managers = nodes.filter((n) => n.role === "manager");
  return {
    NodeID: nodes[0].id,
    NodeAddr: nodes[0].addr,
    LocalNodeState: "active",
    ControlAvailable: true,
    Error: swarm.leads ? "" : LEADERLESS,
    RemoteManagers: managers.map((n) => ({ NodeID: n.id, Addr: `${n.addr}:2377` })),
    ...(swarm.leads && { Nodes: nodes.length, Managers: managers.length }),
  };
}

/** A node's document. The first one leads. */
export function nodeDoc(swarm: SimSwarm, n: SimNode): Doc {
  const leader = swarm.nodes.values().next().value === n;
  return {
    ID: n.id,
    Version: { Index: n.version },
    CreatedAt: goTime(n.created),
    UpdatedAt: goTime(n.updated),
    Spec: { Labels: n.labels, Role: n.role, Availability: n.availability },
    Description: {
      Hostname: n.hostname,
      Platform: { Architecture: "x86_64", OS: "linux" },
      Resources: { NanoCPUs: 4e9, MemoryBytes: 8 * 1024 ** 3 },
      Engine: { EngineVersion: "28.5.2" },
    },
    Status: {
      State: n.state,
      ...(n.message !== "" && { Message: n.message }),
      Addr: n.addr,
    },
    ...(n.role === "manager" && {
      ManagerStatus: {
        ...(leader && { Leader: true }),
        Reachability: n.state === "ready" ? "reachable" : "unreachable",
        Addr: `${n.addr}:2377`,
      },
    }),
  };
}

/** How many tasks the mode of a service wants, and how many there are. */
export function statusOf(swarm: SimSwarm, s: SimService): Doc {
  const tasks = swarm.tasksOf(s);
  const mode = s.spec.Mode as Record<string, Doc> | undefined;
  const live = tasks.filter((t) => t.desired === "running");
  return {
    RunningTasks: tasks.filter((t) => t.state === "running" && t.node?.state === "ready").length,
    DesiredTasks: mode?.Replicated
      ? Number(mode.Replicated.Replicas ?? 1)
      : mode?.ReplicatedJob
      ? Number(mode.ReplicatedJob.TotalCompletions ?? 1)
      : live.length,
    CompletedTasks: tasks.filter((t) => t.state === "complete").length,
  };
}

/** A service's document. */
export function serviceDoc(swarm: SimSwarm, s: SimService, status: boolean): Doc {
  return {
    ID: s.id,
    Version: { Index: s.version },
    CreatedAt: goTime(s.created),
    UpdatedAt: goTime(s.updated),
    Spec: s.spec,
    ...(s.previous && { PreviousSpec: s.previous }),
    Endpoint: {
      Spec: s.spec.EndpointSpec ?? {},
      Ports: (s.spec.EndpointSpec as Doc | undefined)?.Ports ?? null,
    },
    ...(s.update && { UpdateStatus: s.update }),
    ...(status && { ServiceStatus: statusOf(swarm, s) }),
  };
}

/** A task's document. */
export function taskDoc(t: SimTask): Doc {
  return {
    ID: t.id,
    Version: { Index: t.version },
    CreatedAt: goTime(t.created),
    UpdatedAt: goTime(t.updated),
    Labels: {},
    Spec: t.spec,
    ServiceID: t.service.id,
    ...(t.slot !== undefined && { Slot: t.slot }),
    ...(t.node && { NodeID: t.node.id }),
    Status: {
      Timestamp: goTime(t.since),
      State: t.state,
      Message: t.message,
      ...(t.error !== undefined && { Err: t.error }),
      ContainerStatus: {
        ContainerID: t.containerId ?? "",
        PID: 0,
        ExitCode: t.exitCode ?? 0,
      },
      PortStatus: {},
    },
    DesiredState: t.desired,
  };
}
