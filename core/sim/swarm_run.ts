/** What a simulated swarm does by itself: tasks begin, end, and move where their services want them. */
import type { Sim } from "./state.ts";
import type { SimNode, SimService, SimSwarm, SimTask } from "./swarm_state.ts";
import { type Doc, utf8 } from "./wire.ts";

/** How long a task takes to begin, and to end, in milliseconds. */
const STARTS = 800;
const ENDS = 400;
/** Ended tasks that are kept of each slot. */
const HISTORY = 4;

const image = (spec: Doc) =>
  String(((spec.TaskTemplate as Doc)?.ContainerSpec as Doc)?.Image ?? "");

/** An event of the swarm. */
export function serviceEvent(
  sim: Sim,
  s: SimService,
  action: string,
  more: Record<string, string> = {},
): void {
  sim.event("service", action, s.id, { name: String(s.spec.Name), ...more });
}

/** A task of a service, on the node with the fewest. */
export function addTask(swarm: SimSwarm, s: SimService, more: Partial<SimTask> = {}): SimTask {
  const now = swarm.sim.now();
  const t: SimTask = {
    id: swarm.newId(),
    version: swarm.next(),
    created: now,
    updated: now,
    service: s,
    spec: structuredClone(s.spec.TaskTemplate) as Doc,
    desired: "running",
    state: "preparing",
    message: "preparing",
    since: now,
    node: emptiest(swarm),
    log: swarm.newLog(),
    ...more,
  };
  swarm.tasks.set(t.id, t);
  return t;
}

/** Where the next task goes; nowhere while no node takes any. */
function emptiest(swarm: SimSwarm): SimNode | undefined {
  const able = [...swarm.nodes.values()].filter((n) =>
    n.state === "ready" && n.availability === "active"
  );
  const load = (n: SimNode) =>
    [...swarm.tasks.values()].filter((t) => t.node === n && t.desired === "running").length;
  return able.map((n) => [load(n), n] as const).sort((a, b) => a[0] - b[0])[0]?.[1];
}

function become(swarm: SimSwarm, t: SimTask, state: string, more: Partial<SimTask> = {}): void {
  const now = swarm.sim.now();
  Object.assign(t, { state, since: now, updated: now, version: swarm.next(), ...more });
}

/** Begins a task; one of an image that nobody has is rejected. */
async function begin(sim: Sim, swarm: SimSwarm, t: SimTask): Promise<boolean> {
  if (t.node === undefined) {
    const error =
      `no suitable node (scheduling constraints not satisfied on ${swarm.nodes.size} nodes)`;
    become(swarm, t, "pending", { message: "pending task scheduling", error });
    return false;
  }
  await sim.clock.sleep(STARTS, sim.closing);
  const from = String((t.spec.ContainerSpec as Doc).Image);
  if (/missing/.test(from)) {
    become(swarm, t, "rejected", {
      desired: "shutdown",
      message: "preparing",
      error: `No such image: ${from}`,
    });
    return false;
  }
  become(swarm, t, "running", { message: "started", containerId: sim.random.hex(64) });
  t.log.write(1, utf8(`${from} is up\n`), sim.stamp());
  return true;
}

async function end(sim: Sim, swarm: SimSwarm, t: SimTask, remove: boolean): Promise<void> {
  t.desired = remove ? "remove" : "shutdown";
  await sim.clock.sleep(ENDS, sim.closing);
  if (remove) swarm.tasks.delete(t.id);
  else become(swarm, t, "shutdown", { message: "shutdown", exitCode: 143 });
  const old = swarm.tasksOf(t.service)
    .filter((o) => o.slot === t.slot && o.desired !== "running")
    .sort((a, b) => b.created - a.created);
  for (const o of old.slice(HISTORY)) swarm.tasks.delete(o.id);
}

/** Has what runs by itself go on; it ends with the engine. */
function go(work: Promise<unknown>): void {
  work.catch(() => {});
}

/** Brings the tasks of a service to where its document wants them. */
export function reconcile(sim: Sim, swarm: SimSwarm, s: SimService): void {
  const mode = s.spec.Mode as Record<string, Doc>;
  const live = swarm.tasksOf(s).filter((t) => t.desired === "running");
  if (mode.Global) {
    const able = [...swarm.nodes.values()].filter((n) => n.availability !== "drain");
    for (const t of live) {
      if (t.node && !able.includes(t.node)) go(end(sim, swarm, t, true));
    }
    for (const node of able) {
      if (!live.some((t) => t.node === node)) go(begin(sim, swarm, addTask(swarm, s, { node })));
    }
    return;
  }
  const wanted = Number(mode.Replicated?.Replicas ?? 0);
  for (const t of live) {
    if (t.slot! > wanted) go(end(sim, swarm, t, true));
    else if (t.node?.availability === "drain") {
      go(end(sim, swarm, t, false));
      go(begin(sim, swarm, addTask(swarm, s, { slot: t.slot })));
    }
  }
  for (let slot = 1; slot <= wanted; slot++) {
    if (live.some((t) => t.slot === slot)) continue;
    go(begin(sim, swarm, addTask(swarm, s, { slot })));
  }
}

/** Changes a service's document, and its tasks after it. */
export function updateService(
  sim: Sim,
  swarm: SimSwarm,
  s: SimService,
  spec: Doc,
  rollback: boolean,
): void {
  const before = s.spec;
  const anew = JSON.stringify(before.TaskTemplate) !== JSON.stringify(spec.TaskTemplate);
  s.spec = spec;
  if (rollback) delete s.previous;
  else s.previous = before;
  s.version = swarm.next();
  s.updated = sim.now();
  serviceEvent(sim, s, "update", {
    ...(image(before) !== image(spec) &&
      { "image.old": image(before), "image.new": image(spec) }),
  });
  if (anew) go(roll(sim, swarm, s, rollback));
  else reconcile(sim, swarm, s);
}

/** Makes the tasks of a service anew, one after the other. */
async function roll(sim: Sim, swarm: SimSwarm, s: SimService, back: boolean): Promise<void> {
  const state = (State: string, Message: string, over: boolean) => {
    const old = String(s.update?.State ?? "");
    s.update = {
      State,
      StartedAt: s.update?.StartedAt ?? new Date(sim.now()).toISOString(),
      ...(over && { CompletedAt: new Date(sim.now()).toISOString() }),
      Message,
    };
    s.version = swarm.next();
    serviceEvent(sim, s, "update", { "updatestate.old": old, "updatestate.new": State });
  };
  s.update = undefined;
  const { spec } = s;
  state(
    back ? "rollback_started" : "updating",
    back ? "rolling back update" : "update in progress",
    false,
  );
  reconcile(sim, swarm, s);
  for (const t of swarm.tasksOf(s).filter((t) => t.desired === "running")) {
    if (s.spec !== spec) return;
    await end(sim, swarm, t, false);
    const fresh = addTask(swarm, s, {
      ...(t.slot === undefined ? { node: t.node } : { slot: t.slot }),
    });
    if (!await begin(sim, swarm, fresh)) {
      const why = `update paused due to failure or early termination of task ${fresh.id}`;
      return state("paused", why, false);
    }
  }
  state(
    back ? "rollback_completed" : "completed",
    back ? "rollback completed" : "update completed",
    true,
  );
}

/** A node is another now. */
export function nodeChanged(sim: Sim, swarm: SimSwarm, n: SimNode, what: Record<string, string>) {
  n.version = swarm.next();
  n.updated = sim.now();
  sim.event("node", "update", n.id, { name: n.hostname, ...what });
  for (const s of swarm.services.values()) reconcile(sim, swarm, s);
}
