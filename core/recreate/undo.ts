/** Puts everything back as it was before a recreate, whatever had been done of it. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import type { JournalRecord } from "./journal.ts";
import { successorName } from "./names.ts";
import type { RecreatePlan } from "./types.ts";

/** What is there after undoing, as the engine says. */
export interface Undone {
  /** Id of the container that has the name. */
  id: string;
  /** Id of the image that it runs. */
  imageId: string;
  /** It runs. */
  running: boolean;
  /** The same in words. */
  text: string;
}

/**
 * Undoes a recreate by what stands on the engine, not by what should: safe to do twice, and after
 * any step. Checks at the end that the old image's id is what is there, and says what is. Throws
 * EngineError.
 */
export async function undoRecreate(
  record: JournalRecord,
  engine: Engine,
  { signal }: { signal: AbortSignal },
): Promise<Undone> {
  const { plan } = record;
  const { containers } = engine;
  const old = await find(engine, plan.old.id, signal);
  const fresh = await find(engine, record.newId ?? successorName(plan.old.name), signal);
  const left = await beyondUndoing(record, engine, old, fresh, signal);
  if (left !== undefined) return left;
  await takeAway(plan, engine, old, fresh, signal);
  const id = old === undefined ? await remake(plan, engine, signal) : old.Id;
  if (old !== undefined) {
    if (nameOf(old) !== plan.old.name) {
      await containers.rename(id, plan.old.name, { signal });
    }
    const { restartPolicy } = plan.old;
    const now = old.HostConfig.RestartPolicy?.Name ?? "no";
    if (!plan.old.autoRemove && now !== restartPolicy.Name && restartPolicy.Name !== "") {
      await containers.update(id, { RestartPolicy: restartPolicy }, { signal });
    }
  }
  const refused = plan.old.running ? await startAgain(plan, id, engine, signal) : undefined;
  await untag(engine, plan.backupTag, signal);
  if (plan.commit !== undefined) await untag(engine, plan.commit, signal);
  await restartDependents(plan, engine, signal);
  const served = old?.State.Running ?? false;
  return await verify(plan, id, { refused, served }, engine, signal);
}

/** Starts the old one; the engine's words where it will not. It is there all the same, with its data. */
async function startAgain(
  plan: RecreatePlan,
  id: string,
  { containers }: Engine,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    await containers.start(id, { signal });
  } catch (error) {
    if (!isEngineError(error, "engine", "conflict", "bad_request", "not_found", "denied")) {
      throw error;
    }
    return error.message;
  }
  if (!plan.old.paused) return undefined;
  await containers.pause(id, { signal }).catch((error) => {
    if (!isEngineError(error, "conflict", "engine")) throw error;
  });
}

async function find(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<ContainerInspect | undefined> {
  try {
    return await engine.containers.inspect(id, { signal });
  } catch (error) {
    if (isEngineError(error, "not_found")) return undefined;
    throw error;
  }
}

/**
 * Where others went on meanwhile, there is nothing to undo: another container has the name, or the
 * old one was removed. What they made is left as it is, and the new one is not taken away, too.
 */
async function beyondUndoing(
  { plan, newId }: JournalRecord,
  engine: Engine,
  old: ContainerInspect | undefined,
  fresh: ContainerInspect | undefined,
  signal: AbortSignal,
): Promise<Undone | undefined> {
  const { containers } = engine;
  const { name } = plan.old;
  const found = await find(engine, name, signal);
  const holder = found && nameOf(found) === name ? found : undefined;
  if (old === undefined && plan.oldRequest !== undefined) return undefined;
  const mine = newId !== undefined && plan.restore === undefined && fresh?.Id === newId;
  if (holder !== undefined && holder.Id !== old?.Id && holder.Id !== fresh?.Id) {
    // What never had the name never served.
    if (mine && nameOf(fresh!) === successorName(name)) {
      await containers.remove(newId, { force: true, volumes: true, signal });
    }
    return stateOf(holder, `Somebody else made another ${name} meanwhile, which is left as it is`);
  }
  if (old !== undefined || fresh === undefined) return undefined;
  if (nameOf(fresh) !== plan.name && nameOf(fresh) !== name) {
    await containers.rename(fresh.Id, plan.name, { signal });
  }
  return stateOf(fresh, `The old ${name} was removed meanwhile, so the new one stays in its place`);
}

function stateOf(c: ContainerInspect, text: string): Undone {
  const running = c.State.Running || c.State.Restarting;
  return { id: c.Id, imageId: c.Image, running, text };
}

function nameOf(c: ContainerInspect): string {
  return c.Name.replace(/^\//, "");
}

/** The new one goes; a backup that was to come back is a backup again. */
async function takeAway(
  plan: RecreatePlan,
  engine: Engine,
  old: ContainerInspect | undefined,
  fresh: ContainerInspect | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { containers } = engine;
  if (fresh === undefined || fresh.Id === old?.Id) return;
  if (plan.restore === undefined) {
    try {
      await containers.remove(fresh.Id, { force: true, volumes: true, signal });
    } catch (error) {
      if (!isEngineError(error, "not_found")) throw error;
    }
    return;
  }
  if (fresh.State.Running || fresh.State.Restarting) await containers.stop(fresh.Id, { signal });
  if ((fresh.HostConfig.RestartPolicy?.Name ?? "no") !== "no") {
    await containers.update(fresh.Id, { RestartPolicy: { Name: "no" } }, { signal });
  }
  if (nameOf(fresh) !== plan.restore.name) {
    await containers.rename(fresh.Id, plan.restore.name, { signal });
  }
}

/** One like the old one, where that was gone as soon as it stopped. */
async function remake(plan: RecreatePlan, engine: Engine, signal: AbortSignal): Promise<string> {
  if (plan.oldRequest === undefined) {
    throw new EngineError(
      `The old container ${plan.old.name} (${plan.old.id.slice(0, 12)}) is gone`,
      { code: "not_found", op: "undo recreate" },
    );
  }
  const there = await find(engine, plan.old.name, signal);
  if (there !== undefined) return there.Id;
  const body = { ...plan.oldRequest, Image: plan.old.imageId };
  const endpoints = Object.entries(body.NetworkingConfig?.EndpointsConfig ?? {});
  // One network at create, so that it is the same for every engine.
  body.NetworkingConfig = { EndpointsConfig: Object.fromEntries(endpoints.slice(0, 1)) };
  const { id } = await engine.containers.create(body, { name: plan.old.name, signal });
  for (const [network, endpoint] of endpoints.slice(1)) {
    await engine.networks.connect(network, id, { endpoint, signal });
  }
  return id;
}

/** Takes a tag away, where it is there. */
export async function untag(engine: Engine, tag: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.images.remove(tag, { noPrune: true, signal });
  } catch (error) {
    if (!isEngineError(error) || isEngineError(error, "unreachable", "cut", "aborted")) throw error;
  }
}

/** What shared the old one's network lost it with the stop, and finds it again with a start. */
async function restartDependents(
  plan: RecreatePlan,
  engine: Engine,
  signal: AbortSignal,
): Promise<void> {
  if (!plan.old.running) return;
  for (const d of plan.dependents) {
    if (!d.running) continue;
    try {
      await engine.containers.restart(d.id, { signal });
    } catch (error) {
      if (!isEngineError(error, "not_found")) throw error;
    }
  }
}

async function verify(
  plan: RecreatePlan,
  id: string,
  { refused, served }: { refused: string | undefined; served: boolean },
  engine: Engine,
  signal: AbortSignal,
): Promise<Undone> {
  const now = await engine.containers.inspect(id, { signal });
  const running = now.State.Running || now.State.Restarting;
  if (now.Image !== plan.old.imageId) {
    throw new EngineError(`${plan.old.name} has the image ${now.Image}, not ${plan.old.imageId}`, {
      code: "conflict",
      op: "undo recreate",
    });
  }
  const image = now.Image.replace(/^sha256:/, "").slice(0, 12);
  const how = running
    ? served ? "runs on" : "runs again"
    : refused !== undefined
    ? `is back, but cannot be started (${refused})`
    : plan.old.running
    ? "is back, but has ended"
    : "is back";
  return {
    id: now.Id,
    imageId: now.Image,
    running,
    text: `The old ${plan.old.name} ${how}, with the image ${image}`,
  };
}
