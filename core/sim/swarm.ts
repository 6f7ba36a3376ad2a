/** Calls on a simulated swarm: nodes, services, tasks, and what the tasks write. */
import { any, type Filters, labelsMatch, parseFilters } from "./filters.ts";
import { frame, type LogEntry, rfc3339Nano } from "./logs.ts";
import type { Route } from "./route.ts";
import type { Sim } from "./state.ts";
import { nodeChanged, reconcile, serviceEvent, updateService } from "./swarm_run.ts";
import {
  nodeDoc,
  serviceDoc,
  type SimService,
  type SimSwarm,
  type SimTask,
  swarmOf,
  taskDoc,
} from "./swarm_state.ts";
import {
  ApiError,
  concat,
  type Doc,
  empty,
  flag,
  json,
  readDoc,
  type SimRequest,
  type SimResponse,
  utf8,
} from "./wire.ts";

const NODE_FILTERS = ["id", "label", "membership", "name", "node.label", "role"];
const SERVICE_FILTERS = ["id", "label", "mode", "name", "runtime"];
const TASK_FILTERS = [
  "_up-to-date",
  "desired-state",
  "id",
  "label",
  "name",
  "node",
  "runtime",
  "service",
];

const labelsOf = (spec: Doc) => (spec.Labels ?? {}) as Record<string, string>;
const modeOf = (s: SimService) => Object.keys((s.spec.Mode ?? {}) as Doc)[0] ?? "";

function taskPasses(swarm: SimSwarm, f: Filters, t: SimTask): boolean {
  const name = String(t.service.spec.Name);
  return any(f, "id", (v) => t.id.startsWith(v)) &&
    any(f, "desired-state", (v) => v === t.desired) &&
    any(f, "service", (v) => t.service.id === v || name === v) &&
    any(f, "node", (v) => t.node !== undefined && swarm.node(v) === t.node) &&
    any(f, "name", (v) => name.startsWith(v) || `${name}.${t.slot}`.startsWith(v));
}

/** The version that an update was made from must be the newest. */
function checkVersion(req: SimRequest, version: number): void {
  if (Number(req.query.get("version")) === version) return;
  throw new ApiError(500, "rpc error: code = Unknown desc = update out of sequence");
}

/** An entry as the log of a service has it: with the ids of where it comes from. */
function entryBytes(t: SimTask, e: LogEntry, req: SimRequest): Uint8Array {
  const own = "com.docker.swarm.";
  const from = `${own}node.id=${
    t.node?.id ?? ""
  },${own}service.id=${t.service.id},${own}task.id=${t.id} `;
  return frame(
    e.stream,
    concat([
      ...(flag(req.query, "timestamps") ? [utf8(rfc3339Nano(e.time) + " ")] : []),
      ...(flag(req.query, "details") ? [utf8(from)] : []),
      e.data,
    ]),
  );
}

function logs(sim: Sim, req: SimRequest, tasks: () => SimTask[]): SimResponse {
  if (!flag(req.query, "stdout") && !flag(req.query, "stderr")) {
    throw new ApiError(400, "Bad parameters: you must choose at least one stream");
  }
  const tail = req.query.get("tail");
  const since = Number(req.query.get("since") ?? 0);
  const stop = AbortSignal.any([req.signal, sim.closing]);
  const cursors = new Map<SimTask, number>();
  const next = (): Uint8Array | undefined => {
    const out: Uint8Array[] = [];
    for (const t of tasks()) {
      let at = cursors.get(t);
      if (at === undefined) {
        const first = tail === null || tail === "all" ? t.log.first : t.log.next - Number(tail);
        at = Math.max(t.log.first, cursors.size > 0 && sawAll ? t.log.first : first);
      }
      for (; at < t.log.next; at++) {
        const e = t.log.at(at);
        if (e !== undefined && Number(e.time) / 1e9 >= since) out.push(entryBytes(t, e, req));
      }
      cursors.set(t, at);
    }
    sawAll = true;
    return out.length > 0 ? concat(out) : undefined;
  };
  let sawAll = false;
  const follow = flag(req.query, "follow");
  return {
    status: 200,
    headers: { "content-type": "application/vnd.docker.multiplexed-stream" },
    body: (async function* () {
      while (!stop.aborted) {
        const bytes = next();
        if (bytes !== undefined) yield bytes;
        else if (!follow) return;
        else await sim.clock.sleep(100, stop).catch(() => {});
      }
    })(),
  };
}

/** The calls on the swarm. */
export const swarmRoutes: readonly Route[] = [
  ["GET", "/swarm", (sim) => {
    swarmOf(sim);
    return json({ ID: "demo", Version: { Index: 10 }, Spec: { Name: "default", Labels: {} } });
  }],
  ["GET", "/nodes", (sim, req) => {
    const swarm = swarmOf(sim);
    const f = parseFilters(req.query.get("filters"), NODE_FILTERS);
    return json(
      [...swarm.nodes.values()].filter((n) =>
        any(f, "id", (v) => n.id.startsWith(v)) && any(f, "role", (v) => v === n.role) &&
        any(f, "name", (v) => n.hostname.startsWith(v)) && labelsMatch(f, n.labels, "node.label")
      ).map((n) => nodeDoc(swarm, n)),
    );
  }],
  ["GET", "/nodes/{}", (sim, _req, [ref]) => {
    const swarm = swarmOf(sim);
    return json(nodeDoc(swarm, swarm.node(ref)));
  }],
  ["POST", "/nodes/{}/update", async (sim, req, [ref]) => {
    const swarm = swarmOf(sim);
    const n = swarm.node(ref);
    checkVersion(req, n.version);
    const spec = await readDoc(req);
    const managers = [...swarm.nodes.values()].filter((o) => o.role === "manager");
    if (spec.Role === "worker" && n.role === "manager" && managers.length === 1) {
      throw new ApiError(
        400,
        "rpc error: code = FailedPrecondition desc = attempting to demote the last manager of the swarm",
      );
    }
    const before = n.availability;
    n.role = spec.Role === "manager" ? "manager" : "worker";
    n.availability = String(spec.Availability) as typeof n.availability;
    n.labels = labelsOf(spec);
    nodeChanged(sim, swarm, n, {
      ...(before !== n.availability &&
        { "availability.old": before, "availability.new": n.availability }),
    });
    return empty(200);
  }],
  ["DELETE", "/nodes/{}", (sim, req, [ref]) => {
    const swarm = swarmOf(sim);
    const n = swarm.node(ref);
    if (n.state !== "down" && !flag(req.query, "force")) {
      throw new ApiError(
        400,
        `rpc error: code = FailedPrecondition desc = node ${n.id} is not down and can't be removed`,
      );
    }
    swarm.nodes.delete(n.id);
    sim.event("node", "remove", n.id, { name: n.hostname });
    return empty(200);
  }],
  ["GET", "/services", (sim, req) => {
    const swarm = swarmOf(sim);
    const f = parseFilters(req.query.get("filters"), SERVICE_FILTERS);
    return json(
      [...swarm.services.values()].filter((s) =>
        any(f, "id", (v) => s.id.startsWith(v)) &&
        any(f, "name", (v) => String(s.spec.Name).startsWith(v)) &&
        any(f, "mode", (v) => v === modeOf(s).toLowerCase()) &&
        labelsMatch(f, labelsOf(s.spec))
      ).map((s) => serviceDoc(swarm, s, flag(req.query, "status"))),
    );
  }],
  ["POST", "/services/create", async (sim, req) => {
    const swarm = swarmOf(sim);
    const spec = await readDoc(req);
    const name = String(spec.Name ?? "");
    if ([...swarm.services.values()].some((s) => s.spec.Name === name)) {
      throw new ApiError(
        409,
        `rpc error: code = AlreadyExists desc = name conflicts with an existing object: service ${name} already exists`,
      );
    }
    const now = sim.now();
    const mode = (spec.Mode ?? {}) as Doc;
    if (Object.keys(mode).length === 0) spec.Mode = { Replicated: { Replicas: 1 } };
    const id = swarm.newId();
    const s: SimService = { id, version: swarm.next(), created: now, updated: now, spec };
    swarm.services.set(id, s);
    serviceEvent(sim, s, "create");
    reconcile(sim, swarm, s);
    return json({ ID: id }, 201);
  }],
  ["GET", "/services/{}", (sim, _req, [ref]) => {
    const swarm = swarmOf(sim);
    return json(serviceDoc(swarm, swarm.service(ref), false));
  }],
  ["POST", "/services/{}/update", async (sim, req, [ref]) => {
    const swarm = swarmOf(sim);
    const s = swarm.service(ref);
    checkVersion(req, s.version);
    const body = await readDoc(req);
    const rollback = req.query.get("rollback") === "previous";
    if (rollback && s.previous === undefined) {
      throw new ApiError(
        400,
        `rpc error: code = FailedPrecondition desc = service ${s.spec.Name} does not have a previous spec`,
      );
    }
    updateService(sim, swarm, s, rollback ? s.previous! : body, rollback);
    return json({ Warnings: null });
  }],
  ["DELETE", "/services/{}", (sim, _req, [ref]) => {
    const swarm = swarmOf(sim);
    const s = swarm.service(ref);
    swarm.services.delete(s.id);
    for (const t of swarm.tasksOf(s)) swarm.tasks.delete(t.id);
    serviceEvent(sim, s, "remove");
    return empty(200);
  }],
  ["GET", "/services/{}/logs", (sim, req, [ref]) => {
    const swarm = swarmOf(sim);
    const s = swarm.service(ref);
    return logs(sim, req, () => swarm.tasksOf(s));
  }],
  ["GET", "/tasks", (sim, req) => {
    const swarm = swarmOf(sim);
    const f = parseFilters(req.query.get("filters"), TASK_FILTERS);
    return json([...swarm.tasks.values()].filter((t) => taskPasses(swarm, f, t)).map(taskDoc));
  }],
  ["GET", "/tasks/{}", (sim, _req, [ref]) => json(taskDoc(swarmOf(sim).task(ref)))],
  ["GET", "/tasks/{}/logs", (sim, req, [ref]) => {
    const t = swarmOf(sim).task(ref);
    return logs(sim, req, () => [t]);
  }],
  ...["/secrets", "/configs"].map((path): Route => ["GET", path, (sim) => {
    swarmOf(sim);
    return json([]);
  }]),
];
