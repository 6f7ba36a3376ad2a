/**
 * What only the engine can tell of a document or a container: what a named volume or network really
 * is, where logs go unless told otherwise, which commands this server prepared. All is asked with
 * the server's own API version: old ones leave out what matters.
 */
import { EngineError } from "../errors.ts";
import type { Transport } from "../transport/types.ts";
import {
  containerReach,
  type InspectedContainer,
  LOCAL_LOG_DRIVERS,
  namedNetworks,
  namedVolumes,
  volumeReach,
} from "./host_reach.ts";

/** The document at a path of the engine; undefined where there is no such object. */
async function ask<T>(
  transport: Transport,
  path: string,
  signal: AbortSignal,
): Promise<T | undefined> {
  try {
    const response = await transport.send({
      method: "GET",
      path,
      op: "look at the engine",
      signal,
    });
    return await response.json<T>();
  } catch (e) {
    if (e instanceof EngineError && e.code === "not_found") return undefined;
    throw e;
  }
}

/** What of the volumes and networks that a document for `create` names reaches the host. */
export async function namedReach(
  transport: Transport,
  document: unknown,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const name of namedVolumes(document)) {
    const what = await volumeProblem(transport, name, signal);
    if (what !== undefined) return what;
  }
  for (const name of namedNetworks(document)) {
    const path = `/networks/${encodeURIComponent(name)}`;
    const network = await ask<{ Driver?: string }>(transport, path, signal);
    if (network?.Driver === "host") return `the network ${JSON.stringify(name)}`;
  }
  return await logProblem(transport, document, signal);
}

async function volumeProblem(
  transport: Transport,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `/volumes/${encodeURIComponent(name)}`;
  // One that is not there is made by the engine, as a plain one.
  const volume = await ask<Parameters<typeof volumeReach>[0]>(transport, path, signal);
  return volume && volumeReach(volume);
}

/** Options for the engine's default log driver count for whatever that is. */
async function logProblem(
  transport: Transport,
  document: unknown,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { LogConfig: log } = (document as { HostConfig?: { LogConfig?: LogConfig } }).HostConfig ??
    {};
  if (log?.Type || Object.keys(log?.Config ?? {}).length === 0) return undefined;
  const driver = (await ask<{ LoggingDriver?: string }>(transport, "/info", signal))?.LoggingDriver;
  return LOCAL_LOG_DRIVERS.includes(driver ?? "")
    ? undefined
    : `options for the engine's log driver ${JSON.stringify(driver ?? "")}`;
}

interface LogConfig {
  Type?: string;
  Config?: Record<string, unknown>;
}

/** A container that is there: its full id, and by what it reaches its host. */
export async function runningReach(
  transport: Transport,
  reference: string,
  signal: AbortSignal,
): Promise<{ id: string; reach?: string }> {
  const response = await transport.send({
    method: "GET",
    path: `/containers/${encodeURIComponent(reference)}/json`,
    op: "inspect container",
    signal,
  });
  const container = await response.json<{ Id: string } & InspectedContainer>();
  const id = container.Id;
  const reach = containerReach(container);
  if (reach !== undefined) return { id, reach };
  for (const mount of container.Mounts ?? []) {
    if (mount.Type !== "volume" || !mount.Name) continue;
    const what = await volumeProblem(transport, mount.Name, signal);
    if (what !== undefined) return { id, reach: what };
  }
  // Where the engine itself puts containers into the host's (cgroup v1), all are there.
  if (container.HostConfig?.CgroupnsMode === "host") {
    const info = await ask<{ CgroupVersion?: string }>(transport, "/info", signal);
    if (info?.CgroupVersion === "2") return { id, reach: 'the cgroup namespace mode "host"' };
  }
  return { id };
}

/** Commands that were prepared and not started yet, at most; the oldest are forgotten. */
const MAX_PREPARED = 4_096;

const prepared = new WeakMap<Transport, Set<string>>();

/** Notes that this server prepared a command. */
export function notePrepared(transport: Transport, id: string): void {
  let ids = prepared.get(transport);
  if (ids === undefined) prepared.set(transport, ids = new Set());
  ids.add(id);
  for (const oldest of ids) {
    if (ids.size <= MAX_PREPARED) return;
    ids.delete(oldest);
  }
}

/**
 * Whether this server prepared a command. One of somebody else, whose id the events tell, may be
 * in a container that reaches its host.
 */
export function isPrepared(transport: Transport, id: string): boolean {
  return prepared.get(transport)?.has(id) ?? false;
}
