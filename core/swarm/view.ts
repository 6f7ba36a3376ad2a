/** A swarm as it is shown: nodes, services, tasks and stacks, joined by their names. */
import type { NodeSummary } from "../nodes/types.ts";
import type { ServiceSummary } from "../services/types.ts";
import { NAMESPACE } from "../stacks/labels.ts";
import type { EngineInfo } from "../system/types.ts";
import type { TaskSummary } from "../tasks/types.ts";

/**
 * What an engine is in a swarm: `inactive` is in none, `pending` is joining one or starting,
 * `locked` waits for its key, `error` cannot be part of it any more, `worker` runs tasks and knows
 * nothing of the rest, `manager` knows all, `leaderless` is a manager of a swarm without a leader:
 * what it knew stays, and nothing can be changed. `refused`: it may not be asked (a proxy shows a
 * part of the engine). `unknown`: not asked yet.
 */
export type SwarmPhase =
  | "unknown"
  | "inactive"
  | "pending"
  | "locked"
  | "error"
  | "worker"
  | "manager"
  | "leaderless"
  | "refused";

/** A node, and what runs there. */
export interface SwarmNode extends NodeSummary {
  /** What a person calls it: its own name, else its host's. */
  label: string;
  /** Tasks that run there. */
  running: number;
}

/** A service, and what its labels and tasks tell of it. */
export interface SwarmService extends ServiceSummary {
  /** The stack it belongs to. */
  stack?: string;
  /** The newest error of its tasks, in the engine's words. */
  trouble?: string;
}

/** A task, with the names of what it belongs to. */
export interface SwarmTask extends TaskSummary {
  /** `web.2`; `web.HOST` for a service with a task on each node. */
  name: string;
  service: string;
  /** Name of its node; "" until it has one. */
  node: string;
  /** Its node does not answer: how it is, nobody knows. */
  nodeDown: boolean;
  stack?: string;
}

/** Services of one stack. */
export interface SwarmStack {
  name: string;
  services: readonly SwarmService[];
  /** Tasks that run, and that are wanted. */
  running: number;
  desired: number;
}

/** All that is known of a swarm at one moment; plain data, never changed once handed out. */
export interface SwarmView {
  readonly phase: SwarmPhase;
  /** The engine's words on a phase that is none of the good ones. */
  readonly error?: string;
  /** Addresses of managers, where this engine is none. */
  readonly managers: readonly string[];
  readonly nodes: readonly SwarmNode[];
  readonly services: readonly SwarmService[];
  readonly tasks: readonly SwarmTask[];
  readonly stacks: readonly SwarmStack[];
  /** When the tasks were asked for last, ms since 1970; 0: never. */
  readonly asOf: number;
}

/** Before anything is known. */
export const emptySwarm: SwarmView = {
  phase: "unknown",
  managers: [],
  nodes: [],
  services: [],
  tasks: [],
  stacks: [],
  asOf: 0,
};

/** What the engine says of its part in a swarm (`GET /info`). */
export function phaseOf(swarm: EngineInfo["Swarm"]): { phase: SwarmPhase; error?: string } {
  const error = swarm?.Error ? { error: swarm.Error } : {};
  switch (swarm?.LocalNodeState ?? "inactive") {
    case "":
    case "inactive":
      return { phase: "inactive", ...error };
    case "pending":
      return { phase: "pending", ...error };
    case "locked":
      return { phase: "locked", ...error };
    case "error":
      return { phase: "error", ...error };
  }
  if (swarm?.ControlAvailable !== true) return { phase: "worker", ...error };
  return swarm.Error ? { phase: "leaderless", ...error } : { phase: "manager" };
}

/** Joins what was listed. */
export function joinSwarm(
  listed: {
    nodes: Iterable<NodeSummary>;
    services: Iterable<ServiceSummary>;
    tasks: Iterable<TaskSummary>;
  },
): Pick<SwarmView, "nodes" | "services" | "tasks" | "stacks"> {
  const services = [...listed.services].map((s): SwarmService => {
    const stack = s.labels[NAMESPACE];
    const { trouble: _, ...rest } = s as SwarmService;
    return { ...rest, ...(stack && { stack }) };
  }).sort((a, b) => compare(a.name, b.name));
  const nodes = [...listed.nodes].map((n): SwarmNode => ({
    ...n,
    label: n.name ?? (n.hostname || n.id.slice(0, 12)),
    running: 0,
  })).sort((a, b) => compare(a.label, b.label));
  const nodeOf = new Map(nodes.map((n) => [n.id, n]));
  const serviceOf = new Map(services.map((s) => [s.id, s]));
  const tasks = [...listed.tasks].map((t): SwarmTask => {
    const service = serviceOf.get(t.serviceId);
    const node = t.nodeId === undefined ? undefined : nodeOf.get(t.nodeId);
    if (node !== undefined && t.state === "running") node.running++;
    const of = service?.name ?? t.serviceId.slice(0, 12);
    const at = node?.label ?? t.nodeId?.slice(0, 12) ?? "";
    const place = t.slot ?? (at || t.id.slice(0, 12));
    return {
      ...t,
      name: of === "" ? t.id.slice(0, 12) : `${of}.${place}`,
      service: of,
      node: at,
      nodeDown: node !== undefined && node.state !== "ready",
      ...(service?.stack !== undefined && { stack: service.stack }),
    };
  }).sort(byPlace(services, nodes));
  const newest = new Map<SwarmService, number>();
  for (const { error, serviceId, created } of tasks) {
    const service = serviceOf.get(serviceId);
    const at = created?.getTime() ?? 0;
    if (error === undefined || service === undefined) continue;
    if (at < (newest.get(service) ?? -Infinity)) continue;
    newest.set(service, at);
    service.trouble = error;
  }
  return { nodes, services, tasks, stacks: stacksOf(services) };
}

/** By service, then slot, those that are to live first, then the newest. */
function byPlace(services: readonly SwarmService[], nodes: readonly SwarmNode[]) {
  const rank = (rows: readonly { id: string }[]) => {
    const ranks = new Map(rows.map((row, n) => [row.id, n]));
    return (a = "", b = "") => (ranks.get(a) ?? rows.length) - (ranks.get(b) ?? rows.length);
  };
  const [byService, byNode] = [rank(services), rank(nodes)];
  return (a: SwarmTask, b: SwarmTask): number =>
    byService(a.serviceId, b.serviceId) || (a.slot ?? 0) - (b.slot ?? 0) ||
    Number(isOver(a)) - Number(isOver(b)) || byNode(a.nodeId, b.nodeId) ||
    (b.created?.getTime() ?? 0) - (a.created?.getTime() ?? 0) || (a.id < b.id ? -1 : 1);
}

let collator: Intl.Collator | undefined;

/** `worker-4` before `worker-10`. The rules take 10 ms to be loaded, and most engines are no swarm. */
function compare(a: string, b: string): number {
  return (collator ??= new Intl.Collator("en", { numeric: true })).compare(a, b);
}

function stacksOf(services: readonly SwarmService[]): SwarmStack[] {
  const found = new Map<string, SwarmService[]>();
  for (const s of services) {
    if (s.stack === undefined) continue;
    const list = found.get(s.stack);
    if (list === undefined) found.set(s.stack, [s]);
    else list.push(s);
  }
  const sum = (list: readonly SwarmService[], f: (s: SwarmService) => number) =>
    list.reduce((n, s) => n + f(s), 0);
  return [...found].map(([name, list]) => ({
    name,
    services: list,
    running: sum(list, (s) => s.running ?? 0),
    desired: sum(list, (s) => s.desired ?? 0),
  })).sort((a, b) => compare(a.name, b.name));
}

const ENDED: ReadonlySet<string> = new Set([
  "complete",
  "shutdown",
  "failed",
  "rejected",
  "remove",
  "orphaned",
]);

/** Whether a task has ended, or is to end. */
export function isOver(task: Pick<TaskSummary, "state" | "desiredState">): boolean {
  return ENDED.has(task.state) ||
    (ENDED.has(task.desiredState) && task.desiredState !== "complete");
}

/** Whether an update, or the way back from one, is under way. */
export function isUpdating(service: Pick<ServiceSummary, "updateState">): boolean {
  return service.updateState === "updating" || service.updateState === "rollback_started";
}

/** Whether a service has all the tasks that are wanted of it, and no update is under way. */
export function isSettled(service: ServiceSummary): boolean {
  if (isUpdating(service)) return false;
  if (service.mode.endsWith("job")) {
    return (service.completed ?? 0) >= (service.desired ?? 0) || (service.running ?? 0) === 0;
  }
  return (service.running ?? 0) === (service.desired ?? 0);
}
