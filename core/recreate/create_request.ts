/** The request that makes a container like one that exists, from the engine's documents alone. */
import type { ContainerConfig, ContainerCreateConfig, HostConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import type { EndpointSettings } from "../networks/types.ts";
import { apiAtLeast } from "../versions.ts";
import { sameJson } from "./lossless.ts";

/** What an engine takes where nobody says otherwise. */
export interface EngineDefaults {
  /** `host` with cgroup 1, `private` with 2. */
  cgroupns?: string;
  /** `runc`, mostly. */
  runtime?: string;
}

/** What {@link inspectToCreateRequest} is told beside the container. */
export interface CreateRequestOptions {
  /**
   * The config of the image it was made from. Where another image is to be used, what came from
   * this one is left out, so that the other one's defaults arrive.
   */
  oldImage?: ContainerConfig | null;
  /** The config of the image to be used; unset: the same image. */
  newImage?: ContainerConfig | null;
  /** The API version of the engine: which fields it knows. Default: a new one. */
  api?: string;
  /** The engine is podman's. */
  podman?: boolean;
  /** What the engine takes by itself, and is left to it where the container has it. */
  defaults?: EngineDefaults;
  /** Take anonymous volumes along by their names. Default true. */
  volumes?: boolean;
}

/** A create request in its parts. */
export interface InspectedRequest {
  /** Everything but the networks. */
  config: ContainerConfig;
  /** What binds it to its host. */
  hostConfig: HostConfig;
  /** Its networks by name, the first one (the network mode's) first; none for `host`, `none`, `container:…`. */
  endpoints: Record<string, EndpointSettings>;
  /** The network mode names a network that it is not attached to any more. */
  detached?: string;
  /** Anonymous volumes that are taken along: name by target. */
  carried: { name: string; target: string }[];
}

/** Whether a network mode has no networks of its own. */
export function withoutNetworks(mode: string): boolean {
  return mode === "host" || mode === "none" || mode.startsWith("container:") ||
    mode.startsWith("ns:");
}

/**
 * Takes a container apart into what `create` has to be told to make the same again. Fields that
 * are not known here go along as they stand. What is left out: what the engine made up for this
 * one (host name and alias from its id, addresses and MAC address that nobody asked for).
 * From moby's daemon/create.go, daemon/commit.go (merge), runconfig/hostconfig_unix.go.
 */
export function inspectToCreateRequest(
  c: ContainerInspect,
  options: CreateRequestOptions = {},
): InspectedRequest {
  const { oldImage, newImage, api = "1.51", podman = false } = options;
  const mode = c.HostConfig.NetworkMode ?? "default";
  const config: ContainerConfig = structured(c.Config);
  const hostConfig: HostConfig = structured(c.HostConfig);
  const shared = mode.startsWith("container:");

  if (config.Hostname === c.Id.slice(0, 12) || shared || podman && mode === "host") {
    delete config.Hostname;
  }
  if (shared) {
    delete config.ExposedPorts;
    delete config.MacAddress;
  }
  keepEmptyEntrypoint(config, oldImage);
  if (newImage !== undefined) subtractImage(config, oldImage ?? {}, newImage ?? {});
  if (apiAtLeast(api, "1.42")) {
    delete hostConfig.KernelMemory;
    delete hostConfig.KernelMemoryTCP;
  }
  // The engine's own lists come by themselves, also the longer ones of a newer engine.
  if (hostConfig.MaskedPaths?.includes("/proc/kcore")) delete hostConfig.MaskedPaths;
  if (hostConfig.ReadonlyPaths?.includes("/proc/sys")) delete hostConfig.ReadonlyPaths;
  const { cgroupns, runtime } = options.defaults ?? {};
  if (cgroupns !== undefined && hostConfig.CgroupnsMode === cgroupns) {
    delete hostConfig.CgroupnsMode;
  }
  if (runtime !== undefined && hostConfig.Runtime === runtime) delete hostConfig.Runtime;
  if (hostConfig.Links?.length) hostConfig.Links = hostConfig.Links.map(linkWords);
  if (podman) fitPodman(hostConfig, config);
  const carried = options.volumes === false ? [] : carryVolumes(c, config, hostConfig);
  const mac = config.MacAddress;
  const endpoints = endpointsOf(c, mode, api, mac);
  // Since 1.44 a MAC address is told to its network.
  if (apiAtLeast(api, "1.44")) delete config.MacAddress;
  const first = mode === "default" ? "bridge" : mode;
  const detached = !withoutNetworks(mode) && !podman && endpoints[first] === undefined &&
    c.NetworkSettings.Networks !== undefined && !attachedById(c, mode);
  return { config, hostConfig, endpoints, carried, ...(detached && { detached: first }) };
}

/** The parts as one body for `POST /containers/create`. */
export function createBody(
  { config, hostConfig, endpoints }: Pick<InspectedRequest, "config" | "hostConfig" | "endpoints">,
): ContainerCreateConfig {
  return {
    ...config,
    HostConfig: hostConfig,
    NetworkingConfig: { EndpointsConfig: endpoints },
  };
}

/** A copy of documents from JSON; numbers kept as text stay what they are. */
export function structured<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(structured) as T;
  if (Object.isFrozen(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, structured(v)])) as T;
}

/** `db:alias` of `/db:/web/alias`, which is how inspect shows a link. */
function linkWords(link: string): string {
  const at = link.indexOf(":");
  if (at < 0) return link;
  const [target, alias] = [link.slice(0, at), link.slice(at + 1)];
  return `${target.replace(/^\//, "")}:${alias.slice(alias.lastIndexOf("/") + 1)}`;
}

/** A container without the entrypoint of its image says so with an empty word. */
function keepEmptyEntrypoint(config: ContainerConfig, image?: ContainerConfig | null): void {
  if (!config.Entrypoint?.length && image?.Entrypoint?.length) config.Entrypoint = [""];
}

/** Takes out what the old image brought along (moby's merge in the other direction). */
function subtractImage(config: ContainerConfig, old: ContainerConfig, next: ContainerConfig): void {
  const entry = sameJson(config.Entrypoint ?? [], old.Entrypoint ?? []);
  const command = sameJson(config.Cmd ?? [], old.Cmd ?? []);
  // An entrypoint of one's own takes the image's command away, so both go, or none.
  if (entry && command) {
    delete config.Entrypoint;
    delete config.Cmd;
  } else if (entry && (config.Cmd?.length ?? 0) > 0) {
    delete config.Entrypoint;
    if (!old.Entrypoint?.length && next.Entrypoint?.length) delete config.Entrypoint;
  }
  const env = new Set(old.Env ?? []);
  config.Env = (config.Env ?? []).filter((word) => !env.has(word));
  config.Labels = entriesWithout(config.Labels, old.Labels);
  config.ExposedPorts = entriesWithout(config.ExposedPorts, old.ExposedPorts);
  config.Volumes = entriesWithout(config.Volumes, old.Volumes);
  for (const key of ["User", "WorkingDir", "StopSignal", "Healthcheck", "Shell"] as const) {
    if (config[key] !== undefined && sameJson(config[key], old[key])) delete config[key];
  }
}

function entriesWithout<V>(
  all: Record<string, V> | null | undefined,
  those: Record<string, V> | null | undefined,
): Record<string, V> | undefined {
  const left = Object.entries(all ?? {}).filter(([key, value]) =>
    !(Object.hasOwn(those ?? {}, key) && sameJson(those?.[key], value))
  );
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** Gives anonymous volumes their names in the request, so that the next one has the same. */
function carryVolumes(
  c: ContainerInspect,
  config: ContainerConfig,
  host: HostConfig,
): InspectedRequest["carried"] {
  const carried: InspectedRequest["carried"] = [];
  const bound = new Set((host.Binds ?? []).map((bind) => bindTarget(bind)));
  for (const mount of c.Mounts ?? []) {
    const { Type, Name: name, Destination: target } = mount;
    if (Type !== "volume" || name === undefined || name === "" || bound.has(target)) continue;
    const wish = host.Mounts?.find((m) => m.Target === target);
    if (wish !== undefined) {
      if (wish.Type !== "volume" || wish.Source) continue;
      wish.Source = name;
    } else if (config.Volumes?.[target] !== undefined || c.Config.Volumes?.[target] !== undefined) {
      host.Binds = [...host.Binds ?? [], mount.RW ? `${name}:${target}` : `${name}:${target}:ro`];
    } else continue;
    carried.push({ name, target });
  }
  return carried;
}

/** Where a bind leads: the second word of `src:dst[:mode]`; a lone word is a target. */
function bindTarget(bind: string): string {
  const words = bind.split(":");
  return words.length === 1 ? words[0] : words[1];
}

/** Attached to the network that the mode names by its id. */
function attachedById(c: ContainerInspect, mode: string): boolean {
  return Object.values(c.NetworkSettings.Networks ?? {}).some((end) =>
    mode.length >= 12 && end.NetworkID?.startsWith(mode)
  );
}

function endpointsOf(
  c: ContainerInspect,
  mode: string,
  api: string,
  mac: string | undefined,
): Record<string, EndpointSettings> {
  if (withoutNetworks(mode)) return {};
  const first = mode === "default" ? "bridge" : mode;
  const attached = Object.entries(c.NetworkSettings.Networks ?? {});
  attached.sort(([a], [b]) => Number(b === first) - Number(a === first));
  return Object.fromEntries(attached.map(([name, end]) => {
    const isFirst = name === first || end.NetworkID === mode;
    const short = c.Id.slice(0, 12);
    const aliases = end.Aliases?.filter((alias) => alias !== short);
    const out: EndpointSettings = {
      ...(end.IPAMConfig !== undefined && { IPAMConfig: end.IPAMConfig }),
      ...(end.Links?.length && { Links: end.Links }),
      ...(aliases?.length && { Aliases: aliases }),
      ...(end.DriverOpts && { DriverOpts: end.DriverOpts }),
      ...(end.GwPriority && { GwPriority: end.GwPriority }),
      // What an endpoint shows is the address in use; a wish stands in the config alone.
      ...(isFirst && mac && apiAtLeast(api, "1.44") && { MacAddress: mac }),
    };
    return [name, out];
  }));
}

/** Podman shows its own defaults in words that its create refuses, or means otherwise. */
function fitPodman(host: HostConfig, config: ContainerConfig): void {
  if (host.PidMode === "private") delete host.PidMode;
  if (host.UTSMode === "private") delete host.UTSMode;
  if (host.IpcMode === "shareable" || host.IpcMode === "private") delete host.IpcMode;
  if (host.Runtime === "oci") delete host.Runtime;
  if (host.CgroupnsMode === "") delete host.CgroupnsMode;
  for (const key of ["Cgroup", "Cgroups", "CgroupMode", "CgroupManager", "Isolation"]) {
    delete (host as Record<string, unknown>)[key];
  }
  if (host.MemorySwappiness === -1 || host.MemorySwappiness === 0) delete host.MemorySwappiness;
  const log = host.LogConfig as Record<string, unknown> | undefined;
  if (log !== undefined) host.LogConfig = { Type: String(log["Type"] ?? "") };
  // Limits have the kernel's names there, and its own defaults stand among them.
  host.Ulimits = host.Ulimits?.map((limit) => ({
    ...limit,
    Name: limit.Name.replace(/^RLIMIT_/, "").toLowerCase(),
  }));
  // Volumes are shown as binds with all that podman made of them.
  config.Env = (config.Env ?? []).filter((word) => !/^(container|HOSTNAME|HOME|TERM)=/.test(word));
}
