/** Backups of containers: found by their names on the engine, brought back, and removed when old. */
import type { RestartPolicy } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import { createEngine, type Engine } from "../engine.ts";
import { unguarded } from "../protect/guard.ts";
import { EngineError, isEngineError } from "../errors.ts";
import { isPodman } from "../versions.ts";
import { createBody, inspectToCreateRequest } from "./create_request.ts";
import { parseLossless } from "./lossless.ts";
import { backupName, backupOf, backupTag, tagOfBackup, timeOfTag } from "./names.ts";
import { isOwn, ownContainer, ownProblems } from "./own_container.ts";
import { dependentsOf } from "./plan.ts";
import type { RecreatePlan } from "./types.ts";

/** How long a backup is kept unless the settings say otherwise: a day, in milliseconds. */
export const BACKUP_KEPT_MS = 24 * 3_600_000;

/** A backup on an engine. */
export interface Backup {
  /** Full id of the container. */
  id: string;
  /** Its name now. */
  name: string;
  /** The container that it is the backup of. */
  of: string;
  /** When it was made. */
  made: Date;
  /** Id of its image. */
  imageId: string;
  /** Its image as the engine shows it. */
  image: string;
}

/** The backups of an engine, newest first; of one container where `name` says so. */
export async function listBackups(
  engine: Engine,
  options: { name?: string; signal?: AbortSignal } = {},
): Promise<Backup[]> {
  const rows = await engine.containers.list({ all: true, signal: options.signal });
  return rows.flatMap((row) => {
    const backup = backupOf(row.name);
    if (backup === undefined || options.name !== undefined && backup.of !== options.name) return [];
    const { id, name, imageId, image } = row;
    return [{ id, name, ...backup, imageId, image }];
  }).sort((a, b) => b.made.getTime() - a.made.getTime());
}

/**
 * The plan that brings the newest backup of a container back; the one that is there becomes a
 * backup itself, so that a second rollback goes forward again. Throws EngineError `not_found` where
 * there is no backup, or no container of the name.
 */
export async function planRollback(
  engine: Engine,
  name: string,
  options: { now: Date; signal: AbortSignal },
): Promise<RecreatePlan> {
  const { now, signal } = options;
  const c = await inspectOrTell(engine, name, signal);
  const own = c.Name.replace(/^\//, "");
  const [newest] = await listBackups(engine, { name: own, signal });
  if (newest === undefined) {
    throw new EngineError(`There is no backup of ${own}`, {
      code: "not_found",
      op: "roll back container",
      endpoint: engine.transport.endpoint,
      hint: "A backup is made when a container is made anew, and kept for a day",
    });
  }
  const [back, greeting, rows] = await Promise.all([
    engine.containers.inspect(newest.id, { signal }),
    engine.transport.greeting(signal),
    engine.containers.list({ all: true, signal }),
  ]);
  const others: ContainerInspect[] = [];
  for (const row of rows) {
    if (row.id === c.Id || row.id === newest.id) continue;
    try {
      others.push(await engine.containers.inspect(row.id, { signal }));
    } catch (error) {
      if (!isEngineError(error, "not_found")) throw error;
    }
  }
  const around = await ownContainer();
  const dependents = dependentsOf(c.Id, own, others);
  const inside = [c, ...others].filter((o) => isOwn(o, around)).map((o) => o.Id);
  const about = { api: greeting.apiVersion, podman: isPodman(greeting) };
  const short = (id: string) => id.replace(/^sha256:/, "").slice(0, 12);
  const policy: RestartPolicy = c.HostConfig.RestartPolicy ?? { Name: "no" };
  const running = c.State.Running || c.State.Restarting;
  return {
    version: 1,
    kind: "restore",
    endpoint: engine.transport.endpoint,
    name: own,
    old: {
      id: c.Id,
      name: own,
      imageId: c.Image,
      image: c.Config.Image ?? c.Image,
      running,
      paused: c.State.Paused,
      autoRemove: c.HostConfig.AutoRemove ?? false,
      restartPolicy: policy,
    },
    image: { id: back.Image, ref: back.Config.Image ?? back.Image },
    request: createBody(inspectToCreateRequest(back, about)),
    ...(c.HostConfig.AutoRemove && { oldRequest: createBody(inspectToCreateRequest(c, about)) }),
    connects: [],
    disconnects: [],
    volumes: [],
    dependents,
    // One that was made anew and has failed since is why one goes back.
    start: running || restartsByItself(policy) || c.State.ExitCode !== 0,
    backup: backupName(own, now),
    backupTag: backupTag(own, now),
    restore: { id: newest.id, name: newest.name, restartPolicy: policy },
    differences: back.Image === c.Image
      ? []
      : [`Image: ${short(c.Image)} → ${short(back.Image)} (${back.Config.Image})`],
    keeps: [`the one that is there as ${backupName(own, now)}`],
    loses: [],
    warnings: [`The backup was made at ${newest.made.toISOString()}`],
    problems: ownProblems(c.Id, dependents, inside),
  };
}

async function inspectOrTell(
  engine: Engine,
  name: string,
  signal: AbortSignal,
): Promise<ContainerInspect> {
  try {
    return parseLossless(await engine.containers.inspectText(name, { signal }));
  } catch (error) {
    if (!isEngineError(error, "not_found")) throw error;
    const [newest] = await listBackups(engine, { name, signal });
    if (newest === undefined) throw error;
    throw new EngineError(`There is no container ${name} any more, but its backup ${newest.name}`, {
      code: "not_found",
      op: "roll back container",
      endpoint: engine.transport.endpoint,
      hint: `Bring it back with: dockerctl rename ${newest.name} ${name}; dockerctl start ${name}`,
    });
  }
}

function restartsByItself({ Name }: RestartPolicy): boolean {
  return Name === "always" || Name === "unless-stopped";
}

/**
 * Removes backups older than `keptMs`, with the tags that hold their images. A backup whose
 * container is not there stays: it is all that is left of it. Gives their names; what cannot be
 * removed is left for the next time.
 */
export async function expireBackups(
  engine: Engine,
  options: { now: Date; keptMs?: number; signal: AbortSignal },
): Promise<string[]> {
  const { now, keptMs = BACKUP_KEPT_MS, signal } = options;
  // A pattern that protects a container means it, and not its backups for ever.
  const raw = createEngine(unguarded(engine.transport));
  const rows = await raw.containers.list({ all: true, signal });
  const names = new Set(rows.map((row) => row.name));
  const gone: string[] = [];
  for (const row of rows) {
    const backup = backupOf(row.name);
    if (backup === undefined || !names.has(backup.of) || row.state === "running") continue;
    if (now.getTime() - backup.made.getTime() < keptMs) continue;
    try {
      await removeBackup(raw, row.id, row.name, signal);
      gone.push(row.name);
    } catch (error) {
      if (!isEngineError(error) || signal.aborted) throw error;
    }
  }
  await dropOrphans(raw, rows.map((row) => row.name), now.getTime() - keptMs, signal);
  return gone;
}

/** Tags that hold the image of a backup that somebody else removed. */
async function dropOrphans(
  engine: Engine,
  names: readonly string[],
  before: number,
  signal: AbortSignal,
): Promise<void> {
  const held = new Set(names.map(tagOfBackup));
  for (const image of await engine.images.list({ signal })) {
    for (const tag of image.repoTags) {
      const made = timeOfTag(tag);
      if (made === undefined || made >= before || held.has(tag)) continue;
      await engine.images.remove(tag, { noPrune: true, signal }).catch((error) => {
        if (!isEngineError(error)) throw error;
      });
    }
  }
}

/** Removes one backup and the tag of its image. Its volumes stay: the container has them. */
export async function removeBackup(
  engine: Engine,
  id: string,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  await engine.containers.remove(id, { signal });
  await untagBackup(engine, name, signal);
}

/** Takes the tag away that holds the image of a backup. */
export async function untagBackup(
  engine: Engine,
  name: string,
  signal?: AbortSignal,
): Promise<void> {
  const tag = tagOfBackup(name);
  if (tag === undefined) return;
  try {
    await engine.images.remove(tag, { noPrune: true, signal });
  } catch (error) {
    if (!isEngineError(error, "not_found", "conflict", "denied")) throw error;
  }
}
