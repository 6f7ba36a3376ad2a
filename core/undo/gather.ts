/** What was removed, and the plan of undoing it, from the record's documents and the engine. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { EngineError, isEngineError } from "../errors.ts";
import type { ImageInspect } from "../images/types.ts";
import { dateOf } from "../logs/time.ts";
import type { EngineDefaults } from "../recreate/create_request.ts";
import { defaultsOf } from "../recreate/gather.ts";
import { backupOf, successorOf } from "../recreate/names.ts";
import type {
  DocumentedContainer,
  DocumentReader,
  RecordedDocument,
} from "../recorder/documents/types.ts";
import { isPodman } from "../versions.ts";
import { listKept, planRestore } from "./kept.ts";
import { keptOf } from "./kept_name.ts";
import { meantBy } from "./match.ts";
import { planUndo, type Present, type UndoEdits } from "./plan.ts";
import { stateBefore } from "./state_before.ts";
import type { Removed, UndoPlan } from "./types.ts";

/** Containers that are asked for at once. */
const AT_ONCE = 16;

/** Where to look. */
export interface RemovedOptions {
  engine: Engine;
  /** The record's documents, if there are any. */
  documents?: DocumentReader;
  signal: AbortSignal;
}

/**
 * Removed containers that can be made again, or are kept, newest first. Each name's last one is
 * what `undo NAME` takes.
 */
export async function listRemoved(options: RemovedOptions): Promise<Removed[]> {
  const { engine, documents, signal } = options;
  const kept = await listKept(engine, { signal });
  const there = new Set((await engine.containers.list({ all: true, signal })).map((c) => c.id));
  const gone = (documents?.containers() ?? []).flatMap((c) =>
    there.has(c.id) ? [] : removedOf(documents!, c)?.removed ?? []
  );
  return [...kept, ...gone].sort((a, b) => b.removedAt.getTime() - a.removedAt.getTime());
}

/** What is known of a container that is gone; undefined for what is none of a person's. */
function removedOf(
  documents: DocumentReader,
  c: DocumentedContainer,
): { removed: Removed; recorded: RecordedDocument } | undefined {
  const before = stateBefore(documents, documents.changes(c.id));
  if (before === undefined) return undefined;
  const kept = keptOf(c.name);
  // What recreate makes and leaves, and what was kept and has had its time, is not a removal.
  if (backupOf(c.name) !== undefined || successorOf(c.name) !== undefined) return undefined;
  const { was, last } = before;
  const gone = documents.changes(c.id).at(-1)!;
  const labels = last.document.Config.Labels ?? {};
  return {
    recorded: last,
    removed: {
      id: c.id,
      name: kept?.of ?? c.name,
      image: last.document.Config.Image ?? last.document.Image,
      removedAt: kept?.removedAt ?? dateOf(gone.time),
      noticed: gone.action !== "destroy" || gone.noticed === true,
      was: kept?.was ?? was,
      ...(labels["com.docker.swarm.task.id"] !== undefined && {
        cannot: "its service makes its containers itself",
      }),
    },
  };
}

/** What {@link gatherUndo} is told. */
export interface GatherUndoOptions extends RemovedOptions {
  edits?: UndoEdits;
  /** Another image than the one that it had. */
  image?: string;
}

/**
 * The plan of undoing the removal of a container: its name (the last one removed counts), its id or
 * a start of that. Throws EngineError: `not_found` where nothing is known of it, or it was not
 * removed at all.
 */
export async function gatherUndo(
  reference: string,
  options: GatherUndoOptions,
): Promise<UndoPlan> {
  const { engine, documents, signal, edits = {} } = options;
  const name = reference.replace(/^\//, "");
  const keptNow = await listKept(engine, { signal });
  const rows = await engine.containers.list({ all: true, signal });
  const there = new Set(rows.map((row) => row.id));
  const all = documents?.containers() ?? [];
  const names = new Map(all.map((c) => [c.id, keptOf(c.name)?.of ?? c.name]));
  const meant = meantBy(name, [
    ...keptNow.map((kept) => ({ id: kept.id, name: kept.name, kept })),
    ...all.filter((c) => !there.has(c.id))
      .map((c) => ({ id: c.id, name: names.get(c.id)!, gone: c })),
  ]);
  const kept = meant.flatMap((m) => "kept" in m ? [m.kept] : []).at(0);
  if (kept !== undefined) return await planRestore(engine, kept, { ...edits, signal });
  const found = meant.flatMap((m) => "gone" in m ? removedOf(documents!, m.gone) ?? [] : [])
    .sort((a, b) => b.removed.removedAt.getTime() - a.removed.removedAt.getTime());
  if (found.length === 0) throw notRemoved(name, rows.some((row) => row.name === name), options);
  const { recorded, removed } = found[0];
  const around = await surroundings(engine, recorded, options, rows.map((row) => row.id));
  return planUndo(withPolicy(recorded), removed, { ...around, names }, edits);
}

/** A kept container had its restart policy taken; its name tells what that was. */
function withPolicy(recorded: RecordedDocument): RecordedDocument {
  const kept = keptOf(recorded.document.Name);
  if (kept === undefined) return recorded;
  const { document } = recorded;
  const HostConfig = { ...document.HostConfig, RestartPolicy: kept.restartPolicy };
  return { ...recorded, document: { ...document, HostConfig } };
}

function notRemoved(name: string, there: boolean, { documents }: GatherUndoOptions): EngineError {
  return new EngineError(
    there ? `${name} is there: nothing is to be undone` : `No removal of ${name} is known`,
    {
      code: "not_found",
      op: "undo removal",
      ...(!there && {
        hint: documents === undefined
          ? 'Removals can be undone while a recorder runs: "dockerctl record start"'
          : '"dockerctl undo" shows what can be undone',
      }),
    },
  );
}

async function surroundings(
  engine: Engine,
  { document: c }: RecordedDocument,
  { image: instead, signal }: GatherUndoOptions,
  ids: readonly string[],
) {
  const image = (reference: string) =>
    orUndefined<ImageInspect>(engine.images.inspect(reference, { signal }));
  const [greeting, defaults, networks, volumes, own, tag, other, present] = await Promise.all([
    engine.transport.greeting(signal),
    defaultsOf(engine, signal) as Promise<EngineDefaults | undefined>,
    engine.networks.list({ signal }),
    engine.volumes.list({ signal }),
    image(c.Image),
    c.Config.Image ? image(c.Config.Image) : undefined,
    instead === undefined ? undefined : engine.images.inspect(instead, { signal }),
    presentOf(engine, ids, signal),
  ]);
  return {
    endpoint: engine.transport.endpoint,
    api: greeting.apiVersion,
    podman: isPodman(greeting),
    ...(defaults !== undefined && { defaults }),
    present,
    networks: networks.map(({ id, name }) => ({ id, name })),
    volumes: new Set(volumes.volumes.map((v) => v.name)),
    image: {
      present: own !== undefined,
      ...(tag !== undefined && { tagId: tag.Id }),
      ...(own !== undefined && { config: own.Config }),
      ...(other !== undefined && {
        instead: { ref: instead!, id: other.Id, config: other.Config },
      }),
    },
  };
}

async function presentOf(
  engine: Engine,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Present[]> {
  const found: ContainerInspect[] = [];
  const next = ids.values();
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (const id of next) {
      const c = await orUndefined(engine.containers.inspect(id, { signal }));
      if (c !== undefined) found.push(c);
    }
  }));
  return found;
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isEngineError(error, "not_found")) return undefined;
    throw error;
  }
}
