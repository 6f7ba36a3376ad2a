/** Keeps a removed container for a while, stopped and under another name; brings it back; clears up. */
import type { ContainerInspect } from "../containers/types.ts";
import { createEngine, type Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { checkProtected, unguarded } from "../protect/guard.ts";
import { keptName, keptOf } from "./kept_name.ts";
import type { Removed, StateBefore, Undone, UndoPlan } from "./types.ts";

/** How {@link keepRemoved} removes. */
export interface KeepOptions {
  now: Date;
  /** How long it is kept, in milliseconds; whole minutes count. */
  keptMs: number;
  /** Its anonymous volumes are to go with it, in the end. */
  volumes?: boolean;
  /** One that runs is killed, not stopped. */
  force?: boolean;
  signal: AbortSignal;
}

/**
 * Removes a container so that it can come back whole: it gets another name and is stopped. What
 * removes itself (`--rm`) is removed at once. Whoever is killed in between leaves what
 * {@link expireKept} brings to its end. Throws EngineError: `denied` for a protected container,
 * `not_found`, and what the engine says.
 */
export async function keepRemoved(
  engine: Engine,
  id: string,
  options: KeepOptions,
): Promise<"kept" | "removed"> {
  const { now, keptMs, signal, volumes = false, force = false } = options;
  await checkProtected(engine.transport, id, "remove", { op: "remove container", signal });
  const raw = createEngine(unguarded(engine.transport));
  const c = await raw.containers.inspect(id, { signal });
  const of = c.Name.replace(/^\//, "");
  if (c.HostConfig.AutoRemove || keptOf(of) !== undefined) {
    await raw.containers.remove(c.Id, { force: true, volumes, signal });
    return "removed";
  }
  const name = keptName({
    of,
    removedAt: now,
    was: stateOf(c),
    restartPolicy: c.HostConfig.RestartPolicy ?? { Name: "no" },
    volumes,
    minutes: Math.max(1, Math.min(999_999, Math.round(keptMs / 60_000))),
  });
  await raw.containers.rename(c.Id, name, { signal });
  await rest(raw, { ...c, Name: `/${name}` }, { force, signal });
  return "kept";
}

/** Takes its restart policy from a kept container and ends it, as far as that is still to be done. */
async function rest(
  { containers }: Engine,
  c: Pick<ContainerInspect, "Id" | "HostConfig" | "State" | "Name">,
  { force, signal }: { force: boolean; signal: AbortSignal },
): Promise<void> {
  if ((c.HostConfig.RestartPolicy?.Name || "no") !== "no") {
    await containers.update(c.Id, { RestartPolicy: { Name: "no" } }, { signal });
  }
  if (!c.State.Running && !c.State.Restarting) return;
  try {
    if (c.State.Paused) await containers.unpause(c.Id, { signal });
    if (force) await containers.kill(c.Id, { signal });
    else await containers.stop(c.Id, { signal });
  } catch (error) {
    // It ended by itself meanwhile.
    if (!isEngineError(error, "conflict")) throw error;
  }
}

/** The removed containers that are kept, newest first. */
export async function listKept(
  engine: Engine,
  { signal }: { signal?: AbortSignal } = {},
): Promise<(Removed & { kept: { name: string } })[]> {
  const rows = await engine.containers.list({ all: true, signal });
  return rows.flatMap((row) => {
    const kept = keptOf(row.name);
    if (kept === undefined) return [];
    const { of: name, removedAt, was } = kept;
    return [{
      id: row.id,
      name,
      image: row.image,
      removedAt,
      noticed: false,
      was,
      kept: { name: row.name },
    }];
  }).sort((a, b) => b.removedAt.getTime() - a.removedAt.getTime());
}

/** The plan that brings a kept container back. Throws EngineError `not_found`. */
export async function planRestore(
  engine: Engine,
  removed: Removed,
  options: { name?: string; start?: boolean; signal: AbortSignal },
): Promise<UndoPlan> {
  const { signal } = options;
  const c = await engine.containers.inspect(removed.id, { signal });
  const kept = keptOf(c.Name);
  if (kept === undefined) {
    throw new EngineError(`${removed.name} was brought back meanwhile`, {
      code: "not_found",
      op: "undo removal",
    });
  }
  const name = options.name ?? kept.of;
  const rows = await engine.containers.list({ all: true, signal });
  const start = options.start ?? (kept.was === "running" || kept.was === "paused");
  return {
    version: 1,
    kind: "restore",
    endpoint: engine.transport.endpoint,
    name,
    removed,
    image: { id: c.Image, ref: c.Config.Image ?? c.Image },
    request: {},
    connects: [],
    disconnects: [],
    start,
    pause: start && kept.was === "paused",
    restartPolicy: kept.restartPolicy,
    keeps: ["all of it: it was kept, with the files in its own layer, its logs and its id"],
    loses: [],
    warnings: [],
    problems: rows.some((row) => row.name === name)
      ? [`Another container is called ${name}: give this one another name (--name)`]
      : [],
  };
}

/** Brings a kept container back. @internal */
export async function restoreKept(
  plan: UndoPlan,
  { containers }: Engine,
  { signal, onStep }: {
    signal: AbortSignal;
    onStep?(step: "name" | "start" | "pause", text: string): void;
  },
): Promise<Undone> {
  const { id } = plan.removed;
  const undone: Undone = { id, name: plan.name, running: false, warnings: [] };
  const { restartPolicy } = plan;
  // Before the name, which alone tells of it: who is killed in between loses nothing.
  if (restartPolicy !== undefined && restartPolicy.Name !== "no") {
    await containers.update(id, { RestartPolicy: restartPolicy }, { signal });
  }
  onStep?.("name", `Give it the name ${plan.name} again`);
  await containers.rename(id, plan.name, { signal });
  try {
    if (plan.start) {
      onStep?.("start", "Start it");
      await containers.start(id, { signal });
      undone.running = true;
    }
    if (plan.pause) {
      onStep?.("pause", "Pause it, as it was");
      await containers.pause(id, { signal });
    }
  } catch (error) {
    if (!isEngineError(error) || signal.aborted) throw error;
    undone.refused = error.message;
  }
  return undone;
}

/**
 * Removes kept containers whose time is over, and ends those whose removal was cut off. Gives the
 * names of those that are gone; what cannot be removed is left for the next time. `next` is when
 * the next one's time is over (ms since 1970).
 */
export async function expireKept(
  engine: Engine,
  options: { now: Date; signal: AbortSignal },
): Promise<{ gone: string[]; next?: number }> {
  const { now, signal } = options;
  const raw = createEngine(unguarded(engine.transport));
  const gone: string[] = [];
  let next = Infinity;
  for (const row of await raw.containers.list({ all: true, signal })) {
    const kept = keptOf(row.name);
    if (kept === undefined) continue;
    const end = kept.removedAt.getTime() + kept.minutes * 60_000;
    if (end > now.getTime()) next = Math.min(next, end);
    try {
      if (end <= now.getTime()) {
        await raw.containers.remove(row.id, { force: true, volumes: kept.volumes, signal });
        gone.push(kept.of);
      } else if (row.state === "running" || row.state === "paused" || row.state === "restarting") {
        const c = await raw.containers.inspect(row.id, { signal });
        if (keptOf(c.Name) !== undefined) await rest(raw, c, { force: false, signal });
      }
    } catch (error) {
      if (!isEngineError(error) || signal.aborted) throw error;
      next = Math.min(next, now.getTime() + 60_000);
    }
  }
  return { gone, ...(next < Infinity && { next }) };
}

function stateOf({ State }: ContainerInspect): StateBefore {
  if (State.Paused) return "paused";
  if (State.Running || State.Restarting) return "running";
  return State.Status === "created" ? "created" : "ended";
}
