/** The endpoint `GET /containers/json` and its options. */
import { compact, dateOfSeconds, filtersParam, orAbsent, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type {
  ContainerMount,
  ContainerSummary,
  HealthState,
  NetworkAttachment,
  Port,
} from "./types.ts";

/** Options of {@link listContainers}. */
export interface ListContainersOptions extends CallOptions {
  /** Also those that do not run. Default false. */
  all?: boolean;
  /** Only the newest so many, running or not. Unset, 0 and -1: no limit. */
  limit?: number;
  /** Also count the bytes of each container, which is slow. Default false. */
  size?: boolean;
  /** `ancestor before exited expose health id is-task label name network publish since status volume`. */
  filters?: Filters;
}

/**
 * Lists containers, newest first (`GET /containers/json`, API 1.24). A container may be gone by
 * the time it is asked for. Throws EngineError: `bad_request` for a filter the engine does not
 * know.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/json": { json: [{ Id: "4f1c", Names: ["/web"], State: "running" }] },
 * }));
 * const [web] = await engine.containers.list({ filters: { label: ["tier=front"] } });
 * assert.equal(web.name, "web");
 * ```
 */
export async function listContainers(
  transport: Transport,
  options: ListContainersOptions = {},
): Promise<ContainerSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/containers/json",
    query: {
      all: options.all || undefined,
      limit: options.limit !== undefined && options.limit > 0 ? options.limit : undefined,
      size: options.size || undefined,
      filters: filtersParam(options.filters),
    },
    op: "list containers",
    signal: options.signal,
  });
  return orEmpty(await response.json<RawContainer[] | null>()).map(containerSummary);
}

/** The engine's own form of a row. */
export interface RawContainer {
  Id: string;
  Names?: string[] | null;
  Image?: string;
  ImageID?: string;
  Command?: string;
  Created?: number;
  Ports?: { IP?: string; PrivatePort: number; PublicPort?: number; Type?: string }[] | null;
  SizeRw?: number;
  SizeRootFs?: number;
  Labels?: Record<string, string> | null;
  State?: string;
  Status?: string;
  Health?: { Status?: string };
  NetworkSettings?: { Networks?: Record<string, RawAttachment | null> | null } | null;
  Mounts?:
    | { Type?: string; Name?: string; Source?: string; Destination?: string; RW?: boolean }[]
    | null;
}

/** The engine's own form of an attachment. */
export interface RawAttachment {
  NetworkID?: string;
  IPAddress?: string;
  GlobalIPv6Address?: string;
  Gateway?: string;
  MacAddress?: string;
  Aliases?: string[] | null;
}

/** Normalises a row of list or df. */
export function containerSummary(raw: RawContainer): ContainerSummary {
  const names = orEmpty(raw.Names).map(plainName);
  const summary: ContainerSummary = {
    id: raw.Id,
    names,
    // A link's name has the linking container's before it.
    name: names.find((name) => !name.includes("/")) ?? names[0] ?? "",
    image: raw.Image ?? "",
    imageId: raw.ImageID ?? "",
    command: raw.Command ?? "",
    created: dateOfSeconds(raw.Created),
    state: raw.State ?? "",
    status: raw.Status ?? "",
    ports: orEmpty(raw.Ports).map((port) =>
      compact<Port>({
        ip: orAbsent(port.IP),
        privatePort: port.PrivatePort,
        publicPort: port.PublicPort || undefined,
        type: port.Type ?? "tcp",
      })
    ),
    labels: orEmptyMap(raw.Labels),
    mounts: orEmpty(raw.Mounts).map((mount) =>
      compact<ContainerMount>({
        type: mount.Type ?? "",
        name: orAbsent(mount.Name),
        source: mount.Source ?? "",
        destination: mount.Destination ?? "",
        rw: mount.RW ?? false,
      })
    ),
    networks: attachments(raw.NetworkSettings?.Networks),
  };
  // One by one: a list has thousands of rows, and compact() is dear where something is absent.
  const health = healthOf(raw);
  if (health !== undefined) summary.health = health;
  if (raw.SizeRw !== undefined) summary.sizeRw = raw.SizeRw;
  if (raw.SizeRootFs !== undefined) summary.sizeRootFs = raw.SizeRootFs;
  return summary;
}

const plainName = (name: string) => name.startsWith("/") ? name.slice(1) : name;

/** By network; entry by entry, as a list has thousands of rows. */
function attachments(
  raw: Readonly<Record<string, RawAttachment | null>> | null | undefined,
): Record<string, NetworkAttachment> {
  const out: Record<string, NetworkAttachment> = {};
  for (const name in raw) {
    // No network's name begins so, and this one would be no entry.
    if (name !== "__proto__") out[name] = attachment(raw[name] ?? {});
  }
  return out;
}

function attachment(raw: RawAttachment): NetworkAttachment {
  const out: NetworkAttachment = { networkId: raw.NetworkID ?? "", aliases: orEmpty(raw.Aliases) };
  if (raw.IPAddress) out.ipAddress = raw.IPAddress;
  if (raw.GlobalIPv6Address) out.ipv6Address = raw.GlobalIPv6Address;
  if (raw.Gateway) out.gateway = raw.Gateway;
  if (raw.MacAddress) out.macAddress = raw.MacAddress;
  return out;
}

/** Its own field from API 1.52; before, only the status text has it. */
function healthOf(raw: RawContainer): HealthState | undefined {
  const said = raw.Health?.Status ??
    // Most end without a bracket, and need no closer look.
    (raw.Status?.endsWith(")")
      ? /\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(raw.Status)?.[1]
      : undefined);
  return said === "starting" || said === "healthy" || said === "unhealthy" ? said : undefined;
}
