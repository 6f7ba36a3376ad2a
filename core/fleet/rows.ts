/** Rows of several hosts as one: what of a row names something carries its host. */
import type { LiveContainer, LiveKind, LiveRows } from "../live/types.ts";
import type { EngineEvent } from "../system/types.ts";

/**
 * Whose a row is. Ids are `4f1c…@web1`, so that what shows their first digits shows an id, names
 * are `web1/api`: neither sign can be part of the other kind of name.
 */
export interface OfHost {
  /** Name of the host. */
  readonly host: string;
  /** Since when the host is down (ms since 1970): the row is as it was then. */
  readonly stale?: number;
}

/** A row of one host among those of all. */
export type FleetRow<K extends LiveKind> = LiveRows[K] & OfHost;

/** The key of a host's object: `4f1c…@web1`. */
export function keyOf(host: string, id: string): string {
  return `${id}@${host}`;
}

/** The name of a host's object: `web1/api`; what stands for no name stays. */
export function nameOn(host: string, name: string): string {
  return name === "" || /^<none>[:@]<none>$/.test(name) ? name : `${host}/${name}`;
}

/** The host and the engine's own word in a key or a name; undefined where no host is named. */
export function splitKey(
  key: string,
  hosts: { has(name: string): boolean },
): { host: string; own: string } | undefined {
  const at = key.lastIndexOf("@");
  if (at > 0 && hosts.has(key.slice(at + 1))) {
    return { host: key.slice(at + 1), own: key.slice(0, at) };
  }
  const text = key.startsWith("/") ? key.slice(1) : key;
  const slash = text.indexOf("/");
  if (slash > 0 && hosts.has(text.slice(0, slash))) {
    return { host: text.slice(0, slash), own: text.slice(slash + 1) };
  }
  return undefined;
}

/** A container with its host in all that names something. */
function container(row: LiveContainer, host: string): LiveContainer {
  return {
    ...row,
    id: keyOf(host, row.id),
    name: nameOn(host, row.name),
    names: row.names.map((name) => nameOn(host, name)),
    imageId: row.imageId === "" ? "" : keyOf(host, row.imageId),
    mounts: row.mounts.map((m) => m.name === undefined ? m : { ...m, name: nameOn(host, m.name) }),
    networks: Object.fromEntries(
      Object.entries(row.networks).map(([name, n]) => [
        name,
        n.networkId === "" ? n : { ...n, networkId: keyOf(host, n.networkId) },
      ]),
    ),
    labels: withProject(row.labels, host),
  };
}

const PROJECT = "com.docker.compose.project";

/** One project's name on two hosts are two projects. */
function withProject(
  labels: Readonly<Record<string, string>>,
  host: string,
): Record<string, string> {
  const project = labels[PROJECT];
  return project ? { ...labels, [PROJECT]: nameOn(host, project) } : { ...labels };
}

const MAPS: { readonly [K in LiveKind]: (row: LiveRows[K], host: string) => LiveRows[K] } = {
  containers: container,
  images: (row, host) => ({
    ...row,
    id: keyOf(host, row.id),
    repoTags: row.repoTags.map((tag) => nameOn(host, tag)),
    repoDigests: row.repoDigests.map((digest) => nameOn(host, digest)),
  }),
  networks: (row, host) => ({ ...row, id: keyOf(host, row.id), name: nameOn(host, row.name) }),
  volumes: (row, host) => ({ ...row, name: nameOn(host, row.name) }),
};

/** The row of a host among those of all hosts. */
export function rowOf<K extends LiveKind>(
  kind: K,
  row: LiveRows[K],
  host: string,
  stale: number | undefined,
): FleetRow<K> {
  return { ...MAPS[kind](row, host), host, ...(stale !== undefined && { stale }) };
}

/** The key of a row among those of all hosts. */
export function rowKey(kind: LiveKind, key: string, host: string): string {
  return kind === "volumes" ? nameOn(host, key) : keyOf(host, key);
}

/** An event with its host in all that names something. */
export function eventOf(event: EngineEvent, host: string): EngineEvent {
  const { name, container } = event.attributes;
  const attributes = {
    ...event.attributes,
    ...(name !== undefined && { name: nameOn(host, name) }),
    ...(container !== undefined && { container: keyOf(host, container) }),
  };
  const id = event.type === "volume" ? nameOn(host, event.id) : keyOf(host, event.id);
  return { ...event, id, attributes: withProject(attributes, host) };
}
