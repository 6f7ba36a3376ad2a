/** Containers by name, and the words for what is wrong with them. */
import type { ContainerInspect, ContainerSummary, Engine } from "../../core/mod.ts";
import { isEngineError } from "../../core/mod.ts";

/** A container on a network. */
export interface Place {
  network: string;
  networkId: string;
  /** "" while it does not run. */
  address: string;
  address6?: string;
  gateway: string;
  /** Without the short id, which every container has. */
  aliases: string[];
}

/** The networks of a container, by name in order. */
export function placesOf(c: ContainerInspect): Place[] {
  return Object.entries(c.NetworkSettings.Networks ?? {}).map(([network, e]) => ({
    network,
    networkId: e.NetworkID ?? "",
    address: e.IPAddress ?? "",
    ...e.GlobalIPv6Address ? { address6: e.GlobalIPv6Address } : {},
    gateway: e.Gateway ?? "",
    aliases: [...new Set([...e.Aliases ?? [], ...e.DNSNames ?? []])]
      .filter((a) => a !== nameOf(c) && !c.Id.startsWith(a)),
  })).sort((a, b) => a.network < b.network ? -1 : 1);
}

/** The name of a container without its slash. */
export function nameOf(c: ContainerInspect): string {
  return c.Name.replace(/^\//, "");
}

/** Why nothing can be tried from or with a container, or undefined where it runs. */
export function notRunning(c: ContainerInspect): string | undefined {
  const { State } = c;
  if (State.Paused) return `${nameOf(c)} is paused`;
  if (State.Restarting) return `${nameOf(c)} is restarting`;
  if (State.Running) return undefined;
  return State.Status === "exited"
    ? `${nameOf(c)} is not running (exit code ${State.ExitCode})`
    : `${nameOf(c)} is not running (${State.Status})`;
}

/** A container, or undefined where there is none of that name. */
export async function find(
  engine: Engine,
  name: string,
  signal: AbortSignal,
): Promise<ContainerInspect | undefined> {
  try {
    return await engine.containers.inspect(name, { signal });
  } catch (e) {
    if (isEngineError(e, "not_found")) return undefined;
    throw e;
  }
}

/** Inspects many containers, a few at once; those that went meanwhile are left out. */
export async function inspectAll(
  engine: Engine,
  list: readonly ContainerSummary[],
  signal: AbortSignal,
): Promise<ContainerInspect[]> {
  const out: (ContainerInspect | undefined)[] = new Array(list.length);
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(8, list.length) }, async () => {
    for (let n = next++; n < list.length; n = next++) {
      out[n] = await find(engine, list[n].id, signal);
    }
  }));
  return out.filter((c) => c !== undefined);
}

/** `web:80`, `[::1]:80`, `web`. Throws RangeError for a port that is none. */
export function hostAndPort(text: string): { host: string; port?: number } {
  const match = /^(\[([^\]]+)\]|[^:]*)(?::(\d+))?$/.exec(text);
  if (match === null) return { host: text }; // an IPv6 address as it stands
  const host = match[2] ?? match[1];
  if (match[3] === undefined) return { host };
  const port = Number(match[3]);
  if (port < 1 || port > 65_535) throw new RangeError(`${match[3]} is no port: 1 to 65535`);
  return { host, port };
}

/** The host's bindings of a container's port: `0.0.0.0:8080`. */
export function publishedAs(c: ContainerInspect, port: number): { ip: string; port: number }[] {
  return (c.NetworkSettings.Ports?.[`${port}/tcp`] ?? [])
    .map((b) => ({ ip: b.HostIp ?? "", port: Number(b.HostPort) }))
    .filter((b) => b.port > 0);
}
