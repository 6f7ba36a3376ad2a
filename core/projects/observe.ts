/** Asks an engine what of a project is there. */
import type { ContainerInspect } from "../containers/types.ts";
import type { Engine } from "../engine.ts";
import { isEngineError } from "../errors.ts";
import type { ImageInspect } from "../images/types.ts";
import type { NetworkSummary } from "../networks/types.ts";
import { backupOf, successorOf } from "../recreate/names.ts";
import { keptOf } from "../undo/kept_name.ts";
import type { VolumeSummary } from "../volumes/types.ts";
import { isOneOff, LABEL } from "./labels.ts";
import { imageOf, type Project } from "./model.ts";

/** A container of a project. */
export interface ObservedContainer {
  /** Full id. */
  id: string;
  /** Without a slash. */
  name: string;
  /** Of the files, as its label says. */
  service: string;
  /** From 1. */
  number: number;
  /** Made by `run`. */
  oneoff: boolean;
  /** The engine's word: `running`. */
  state: string;
  /** The engine's words: `Up 3 minutes (healthy)`. */
  status: string;
  /** Entrypoint and command in one line, as the engine lists it. */
  command: string;
  /** All of them. */
  labels: Record<string, string>;
  /** Of ours; absent for what others made. */
  hash?: string;
  /** The engine's own document. */
  inspect: ContainerInspect;
}

/** What is there. */
export interface Observed {
  /** By service, then by number. */
  containers: ObservedContainer[];
  /** Backups of recreates, which nobody counts. */
  backups: { id: string; name: string; state: string }[];
  /** All of the engine, by name. */
  networks: Map<string, NetworkSummary>;
  /** Who is on the project's networks: names of containers, by the network's name. */
  ends: Map<string, string[]>;
  /** All of the engine, by name. */
  volumes: Map<string, VolumeSummary>;
  /** Names that the project wants and others' containers have, with the project those are of. */
  taken: Map<string, string | undefined>;
  /** By reference and by id; absent for what is not there. */
  images: Map<string, ImageInspect>;
}

/** Calls at once. */
const AT_ONCE = 16;

/** Runs work for each item, so many at once. */
export async function eachOf<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const next = items.values();
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (const item of next) await work(item);
  }));
}

/** What is there of a project; `project` absent: by labels alone, and no images are looked at. */
export async function observeProject(
  engine: Engine,
  name: string,
  options: { project?: Project; signal: AbortSignal },
): Promise<Observed> {
  const { signal, project } = options;
  const [rows, networks, volumes] = await Promise.all([
    engine.containers.list({
      all: true,
      filters: { label: [`${LABEL.project}=${name}`] },
      signal,
    }),
    engine.networks.list({ signal }),
    engine.volumes.list({ signal }),
  ]);
  const containers: ObservedContainer[] = [];
  const backups: Observed["backups"] = [];
  const images = new Map<string, ImageInspect>();
  await eachOf(rows, async (row) => {
    // What a person removed and may want back is none of the project's any more.
    if (keptOf(row.name) !== undefined) return;
    if (backupOf(row.name) !== undefined || successorOf(row.name) !== undefined) {
      backups.push({ id: row.id, name: row.name, state: row.state });
      return;
    }
    const inspect = await orGone(engine.containers.inspect(row.id, { signal }));
    if (inspect === undefined) return;
    containers.push({
      id: row.id,
      name: row.name,
      service: row.labels[LABEL.service] ?? "",
      number: Number(row.labels[LABEL.number]) || 1,
      oneoff: isOneOff(row.labels),
      state: row.state,
      status: row.status,
      command: row.command,
      labels: row.labels,
      ...(row.labels[LABEL.hash] !== undefined && { hash: row.labels[LABEL.hash] }),
      inspect,
    });
  });
  containers.sort((a, b) =>
    a.service === b.service ? a.number - b.number : a.service < b.service ? -1 : 1
  );
  const ends = new Map<string, string[]>(), taken = new Map<string, string | undefined>();
  if (project !== undefined) {
    for (const row of await namesakes(engine, project, signal)) {
      const of = row.labels[LABEL.project];
      if (of !== name) taken.set(row.name, of);
    }
    const own = networks.filter((n) => n.labels[LABEL.project] === name);
    await eachOf(own, async (network) => {
      const inspect = await orGone(engine.networks.inspect(network.id, { signal }));
      const names = Object.values(inspect?.Containers ?? {}).map((c) => c.Name);
      ends.set(network.name, names);
    });
    const wanted = new Set([
      ...Object.values(project.services).map((s) => imageOf(project, s)),
      ...containers.map((c) => c.inspect.Image),
    ]);
    await eachOf([...wanted], async (ref) => {
      const image = await orGone(engine.images.inspect(ref, { signal }));
      if (image !== undefined) images.set(ref, image);
    });
  }
  return {
    containers,
    backups,
    networks: new Map(networks.map((n) => [n.name, n])),
    ends,
    taken,
    volumes: new Map(volumes.volumes.map((v) => [v.name, v])),
    images,
  };
}

/** Containers with names that the project's containers are to have, whoever made them. */
async function namesakes(
  engine: Engine,
  project: Project,
  signal: AbortSignal,
): Promise<{ name: string; labels: Record<string, string> }[]> {
  const names = Object.values(project.services).flatMap((service) =>
    service.container_name === undefined
      ? [`${project.name}-${service.name}-[0-9]+`]
      : [service.container_name]
  );
  if (names.length === 0) return [];
  const name = names.map((n) => `^/?${n.replaceAll(".", "[.]")}$`);
  return await engine.containers.list({ all: true, filters: { name }, signal });
}

/** The answer, or nothing where the thing is gone. */
export async function orGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isEngineError(error, "not_found")) return undefined;
    throw error;
  }
}
