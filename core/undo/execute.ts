/** Carries the plan of an undo out. */
import { createEngine, type Engine } from "../engine.ts";
import { EngineError, type EngineErrorCode, isEngineError } from "../errors.ts";
import type { RegistryAuth } from "../images/registry_auth.ts";
import { unguarded } from "../protect/guard.ts";
import { successorName } from "../recreate/names.ts";
import type { Undone, UndoPlan, UndoStep } from "./types.ts";

/** How {@link executeUndo} works. */
export interface UndoOptions {
  /** Told of each step before it is done: `Pull nginx@sha256:…`. */
  onStep?(step: UndoStep, text: string): void;
  /** Who one is at the registry of an image that is pulled; unset: nobody. */
  auth?(reference: string): Promise<RegistryAuth | undefined>;
  signal: AbortSignal;
}

/** How long taking away what was begun may take. */
const CLEAN_MS = 30_000;
/** What says nothing of the registry. */
const AWAY: ReadonlySet<EngineErrorCode> = new Set(["unreachable", "cut", "aborted", "denied"]);

/**
 * Does what a plan says. A container comes under its name once it is whole: with one call where the
 * engine takes all of its networks at once, else it is made under a name of its own first, and who
 * is killed in between leaves that to be taken away by the next try. One that is whole and cannot
 * be started stays, and `refused` says why.
 *
 * Throws EngineError: `conflict` for a plan with problems, and what the engine says.
 */
export async function executeUndo(
  plan: UndoPlan,
  engine: Engine,
  options: UndoOptions,
): Promise<Undone> {
  const { signal } = options;
  const op = "undo removal";
  if (plan.problems.length > 0) {
    throw new EngineError(plan.problems.join("; "), { code: "conflict", op });
  }
  if (plan.kind === "restore") {
    const { restoreKept } = await import("./kept.ts");
    return await restoreKept(plan, createEngine(unguarded(engine.transport)), options);
  }
  const image = await pull(plan, engine, options);
  const { id, warnings } = await make(plan, image, engine, options);
  const undone: Undone = { id, name: plan.name, running: false, warnings };
  try {
    if (plan.start) {
      options.onStep?.("start", "Start it");
      await engine.containers.start(id, { signal });
      undone.running = true;
    }
    if (plan.pause) {
      options.onStep?.("pause", "Pause it, as it was");
      await engine.containers.pause(id, { signal });
    }
  } catch (error) {
    if (!isEngineError(error) || signal.aborted) throw error;
    undone.refused = error.message;
  }
  return undone;
}

/** Pulls the image by its digest, and gives it its name again; how it is to be named in create. */
async function pull(plan: UndoPlan, engine: Engine, options: UndoOptions): Promise<string> {
  const { pull: wanted, ref, id } = plan.image;
  if (wanted === undefined) return ref;
  const { signal } = options;
  options.onStep?.("pull", `Pull ${wanted.reference}`);
  const auth = await options.auth?.(wanted.reference);
  try {
    for await (const _ of engine.images.pull(wanted.reference, { auth, signal })) { /* on */ }
  } catch (error) {
    throw signal.aborted ? error : notPulled(plan.name, wanted.reference, error);
  }
  const pulled = await engine.images.inspect(wanted.reference, { signal });
  if (pulled.Id !== id) {
    const other = pulled.Id.replace(/^sha256:/, "").slice(0, 12);
    throw new EngineError(`${wanted.reference} is the image ${other} here, not the one it had`, {
      code: "conflict",
      op: "undo removal",
      hint: "Another platform? Name the image to be used: --image",
    });
  }
  if (wanted.tag !== undefined) await engine.images.tag(pulled.Id, wanted.tag, { signal });
  return ref;
}

/** That the registry does not give the image; an engine that is away is told as it stands. */
function notPulled(name: string, reference: string, error: unknown): unknown {
  if (!isEngineError(error) || AWAY.has(error.code)) return error;
  const why = `${name}: its image is gone, and ${reference} cannot be pulled: ${error.message}`;
  return new EngineError(`${why}; name another one (--image)`, {
    code: "conflict",
    op: "undo removal",
    cause: error,
  });
}

async function make(
  plan: UndoPlan,
  image: string,
  engine: Engine,
  options: UndoOptions,
): Promise<{ id: string; warnings: string[] }> {
  const { signal } = options;
  const { containers, networks } = engine;
  const parts = plan.connects.length + plan.disconnects.length > 0;
  const first = parts ? successorName(plan.name) : plan.name;
  if (parts) await takeLeftAway(first, engine, signal);
  options.onStep?.("create", `Make ${plan.name}`);
  const made = await containers.create({ ...plan.request, Image: image }, { name: first, signal });
  const { id, warnings } = made;
  if (!parts) return { id, warnings };
  try {
    for (const { network, endpoint } of plan.connects) {
      options.onStep?.("connect", `Connect it to ${network}`);
      await networks.connect(network, id, { endpoint, signal });
    }
    for (const network of plan.disconnects) {
      options.onStep?.("connect", `Leave ${network}, as it had`);
      await networks.disconnect(network, id, { signal });
    }
    options.onStep?.("name", `Give it the name ${plan.name}`);
    await containers.rename(id, plan.name, { signal });
    return { id, warnings };
  } catch (error) {
    await containers.remove(id, { signal: AbortSignal.timeout(CLEAN_MS) }).catch(() => {});
    throw error;
  }
}

/** What an undo that was killed left behind: made, and never started. */
async function takeLeftAway(name: string, engine: Engine, signal: AbortSignal): Promise<void> {
  try {
    const left = await engine.containers.inspect(name, { signal });
    if (left.Name.replace(/^\//, "") !== name || left.State.Status !== "created") return;
    await engine.containers.remove(left.Id, { signal });
  } catch (error) {
    if (!isEngineError(error, "not_found")) throw error;
  }
}
