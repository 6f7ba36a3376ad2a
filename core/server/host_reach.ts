/**
 * What of a container reaches its host, and is therefore refused unless the server was started
 * to allow it: whoever may make such a container owns the machine, not only its containers.
 *
 * What is not known to be harmless is refused. Names are taken exactly as the engine's documents
 * have them, since the engine itself would take `privileged` for `Privileged`, too.
 */
import type { ContainerCreateConfig, HostConfig } from "../containers/config.ts";

/** Fields of create's document that say nothing about the host. */
export const CONFIG_FIELDS: ReadonlySet<string> = new Set<keyof ContainerCreateConfig>([
  "Hostname",
  "Domainname",
  "User",
  "AttachStdin",
  "AttachStdout",
  "AttachStderr",
  "ExposedPorts",
  "Tty",
  "OpenStdin",
  "StdinOnce",
  "Env",
  "Cmd",
  "Healthcheck",
  "ArgsEscaped",
  "Image",
  "Volumes",
  "WorkingDir",
  "Entrypoint",
  "NetworkDisabled",
  "MacAddress",
  "OnBuild",
  "Labels",
  "StopSignal",
  "StopTimeout",
  "Shell",
  "HostConfig",
  "NetworkingConfig",
]);

/** Fields of HostConfig that stay within the container, whatever they say. */
const HARMLESS = new Set<keyof HostConfig>([
  "AutoRemove",
  "BlkioWeight",
  "CapDrop",
  "ConsoleSize",
  "ContainerIDFile",
  "CpuCount",
  "CpuPercent",
  "CpuPeriod",
  "CpuQuota",
  "CpuRealtimePeriod",
  "CpuRealtimeRuntime",
  "CpuShares",
  "CpusetCpus",
  "CpusetMems",
  "Dns",
  "DnsOptions",
  "DnsSearch",
  "ExtraHosts",
  "GroupAdd",
  "IOMaximumBandwidth",
  "IOMaximumIOps",
  "Init",
  "KernelMemory",
  "KernelMemoryTCP",
  "Links",
  "Memory",
  "MemoryReservation",
  "MemorySwap",
  "MemorySwappiness",
  "NanoCpus",
  "OomKillDisable",
  "PidsLimit",
  "PortBindings",
  "PublishAllPorts",
  "ReadonlyRootfs",
  "RestartPolicy",
  "ShmSize",
  "StorageOpt",
  "Sysctls",
  "Tmpfs",
  "Ulimits",
]);

/** Why a field's value reaches the host, or undefined. */
type Check = (value: unknown) => string | undefined;

const unless = (fits: (v: unknown) => boolean, why: (v: unknown) => string): Check => (v) =>
  fits(v) ? undefined : why(v);

const isEmpty = (v: unknown): boolean =>
  v === undefined || v === null || v === "" || v === false || v === 0 ||
  Array.isArray(v) && v.length === 0 ||
  typeof v === "object" && Object.keys(v as object).length === 0;

const empty = (what: string): Check => unless(isEmpty, () => what);
const oneOf = (values: readonly string[], what: string): Check =>
  unless((v) => isEmpty(v) || values.includes(v as string), (v) => `${what} ${quoted(v)}`);

/** Fields that may say some things and not others. Order is that of the messages. */
const CHECKED: { [K in keyof HostConfig]?: Check } = {
  Privileged: empty("a privileged container"),
  Binds: (v) => listed(v, bindProblem),
  Mounts: (v) => listed(v, mountProblem),
  VolumesFrom: empty("the mounts of another container"),
  VolumeDriver: oneOf(["local"], "the volume driver"),
  Devices: empty("a device of the host"),
  DeviceRequests: empty("a device of the host"),
  DeviceCgroupRules: empty("a rule for devices of the host"),
  BlkioWeightDevice: empty("a device of the host"),
  BlkioDeviceReadBps: empty("a device of the host"),
  BlkioDeviceWriteBps: empty("a device of the host"),
  BlkioDeviceReadIOps: empty("a device of the host"),
  BlkioDeviceWriteIOps: empty("a device of the host"),
  CapAdd: empty("an added capability"),
  SecurityOpt: (v) =>
    listed(
      v,
      (o) =>
        /^no-new-privileges([:=]true)?$/.test(String(o))
          ? undefined
          : `the security option ${quoted(o)}`,
    ),
  NetworkMode: unless(
    (v) => isEmpty(v) || typeof v === "string" && v !== "host" && !/^(container|ns):/.test(v),
    (v) => `the network mode ${quoted(v)}`,
  ),
  PidMode: oneOf(["private"], "the pid mode"),
  IpcMode: oneOf(["none", "private", "shareable"], "the ipc mode"),
  UTSMode: empty("a UTS mode"),
  UsernsMode: oneOf(["private"], "the user namespace mode"),
  CgroupnsMode: oneOf(["private"], "the cgroup namespace mode"),
  Cgroup: empty("the cgroup of another container"),
  CgroupParent: empty("a cgroup parent"),
  OomScoreAdj: unless(
    (v) => isEmpty(v) || typeof v === "number" && v >= 0,
    () => "an OOM score below 0",
  ),
  Runtime: empty("a runtime of its own"),
  Isolation: oneOf(["default"], "the isolation"),
  Annotations: empty("annotations, which runtimes obey"),
  LogConfig: (v) => logProblem(v),
  // Absent and null are the engine's own lists; even an empty one takes those away.
  MaskedPaths: unless((v) => v === undefined || v === null, () => "unmasked paths of the kernel"),
  ReadonlyPaths: unless((v) => v === undefined || v === null, () => "writable paths of the kernel"),
};

function listed(value: unknown, problem: (item: unknown) => string | undefined) {
  if (isEmpty(value)) return undefined;
  if (!Array.isArray(value)) return "something that is no list";
  for (const item of value) {
    const what = problem(item);
    if (what !== undefined) return what;
  }
}

/** `name:/path[:options]` mounts a volume; everything else that has a source mounts the host. */
function bindProblem(bind: unknown): string | undefined {
  return typeof bind === "string" && /^[a-zA-Z0-9][a-zA-Z0-9_.-]*:\/[^:]*(:[a-zA-Z,]*)?$/.test(bind)
    ? undefined
    : `the mount ${quoted(bind)}`;
}

function mountProblem(mount: unknown): string | undefined {
  if (!isRecord(mount)) return "something that is no mount";
  for (const key of Object.keys(mount)) {
    if (!MOUNT_FIELDS.has(key)) return `a mount with the field ${quoted(key)}`;
  }
  const type = mount.Type;
  if (type !== "volume" && type !== "tmpfs" && type !== "image") {
    return `a mount of type ${quoted(type)}`;
  }
  if (type === "volume" && !isEmpty(mount.Source) && !VOLUME_NAME.test(String(mount.Source))) {
    return `the mount of ${quoted(mount.Source)}`;
  }
  // A driver's options can make a volume of any folder of the host.
  const options = mount.VolumeOptions;
  if (isEmpty(options)) return undefined;
  if (!isRecord(options)) return "something that is no volume option";
  for (const [key, value] of Object.entries(options)) {
    if (!VOLUME_FIELDS.has(key)) return `a mount with the volume option ${quoted(key)}`;
    if (key === "DriverConfig" && !isEmpty(value)) return "a volume with a driver's options";
  }
}

const VOLUME_NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
const MOUNT_FIELDS = new Set([
  "Type",
  "Source",
  "Target",
  "ReadOnly",
  "Consistency",
  "VolumeOptions",
  "TmpfsOptions",
  "ImageOptions",
]);
const VOLUME_FIELDS = new Set(["NoCopy", "Labels", "Subpath", "DriverConfig"]);

/** Drivers that write to the engine's own files; the others send to wherever they are told. */
function logProblem(value: unknown): string | undefined {
  if (isEmpty(value)) return undefined;
  if (!isRecord(value)) return "something that is no log configuration";
  for (const key of Object.keys(value)) {
    if (key !== "Type" && key !== "Config") return `a log configuration with ${quoted(key)}`;
  }
  const type = value.Type;
  return isEmpty(type) || LOCAL_LOG_DRIVERS.includes(type as string)
    ? undefined
    : `the log driver ${quoted(type)}`;
}

/** Drivers of logs that write to the engine's own files. */
export const LOCAL_LOG_DRIVERS: readonly string[] = ["json-file", "local", "none"];

/** Anonymous volumes: a place in the container and nothing else. */
function volumesProblem(value: unknown): string | undefined {
  if (isEmpty(value)) return undefined;
  if (!isRecord(value)) return "something that is no list of volumes";
  for (const [place, options] of Object.entries(value)) {
    if (place.includes(":") || !isEmpty(options)) return `the volume ${quoted(place)}`;
  }
}

/** Networks beside the first. */
function endpointsProblem(value: unknown): string | undefined {
  if (isEmpty(value)) return undefined;
  if (!isRecord(value)) return "something that is no network configuration";
  for (const key of Object.keys(value)) {
    if (key !== "EndpointsConfig") return `a network configuration with ${quoted(key)}`;
  }
  const endpoints = value.EndpointsConfig;
  if (isEmpty(endpoints)) return undefined;
  if (!isRecord(endpoints)) return "something that is no list of networks";
  for (const name of Object.keys(endpoints)) {
    const what = CHECKED.NetworkMode!(name);
    if (what !== undefined) return what;
  }
}

/**
 * What in a document for `create` reaches the host, in words (`a privileged container`), or
 * undefined.
 */
export function createReach(document: unknown): string | undefined {
  if (!isRecord(document)) return "something that is no document";
  for (const key of Object.keys(document)) {
    if (!CONFIG_FIELDS.has(key)) return `the field ${quoted(key)}`;
  }
  const what = volumesProblem(document.Volumes) ?? endpointsProblem(document.NetworkingConfig);
  if (what !== undefined) return what;
  const host = document.HostConfig;
  if (isEmpty(host)) return undefined;
  if (!isRecord(host)) return "a HostConfig that is no document";
  for (const [key, value] of Object.entries(host)) {
    if (HARMLESS.has(key as keyof HostConfig)) continue;
    const check = CHECKED[key as keyof HostConfig];
    if (check === undefined || !Object.hasOwn(CHECKED, key)) {
      // Other fields that say nothing; a list or map says something even when it is empty.
      if (isEmpty(value) && typeof value !== "object" || value === null) continue;
      return `the field ${quoted(key)} of HostConfig`;
    }
    const what = check(value);
    if (what !== undefined) return what;
  }
}

/** Fields of an inspected HostConfig that say the container reaches its host. */
const INSPECTED = [
  "Privileged",
  "Binds",
  "Mounts",
  "VolumesFrom",
  "Devices",
  "DeviceRequests",
  "DeviceCgroupRules",
  "CapAdd",
  "SecurityOpt",
  "NetworkMode",
  "PidMode",
  "IpcMode",
  "UTSMode",
  "UsernsMode",
  "CgroupParent",
] as const;

/** What is looked at of a container that is there. */
export interface InspectedContainer {
  HostConfig?: HostConfig;
  Mounts?: readonly { Type?: string; Source?: string; Name?: string }[];
}

/** Mounts that stay within the engine; a volume is looked at by its name. */
const INNER_MOUNTS = ["volume", "tmpfs", "image"];

/**
 * What makes an existing container reach its host, as the engine inspects it: to run something in
 * it is as good as making one like it. An answer that does not tell the mounts is one of an API
 * version too old to judge by.
 */
export function containerReach(inspected: InspectedContainer): string | undefined {
  const host: HostConfig = inspected.HostConfig ?? {};
  for (const key of INSPECTED) {
    const what = CHECKED[key]!(host[key]);
    if (what !== undefined) return what;
  }
  // The engine lists those it has put in place; none at all were taken away.
  if (host.MaskedPaths?.length === 0) return "unmasked paths of the kernel";
  if (!Array.isArray(inspected.Mounts)) return "mounts that the engine does not tell";
  const outer = inspected.Mounts.find((m) => !INNER_MOUNTS.includes(m.Type ?? ""));
  return outer && `the mount ${quoted(outer.Source)}`;
}

/**
 * What makes a volume reach the host. One of the local driver is a folder of the engine's own,
 * unless its options say what to mount there instead: `type=none,o=bind,device=/etc`.
 */
export function volumeReach(
  volume: { Name?: string; Driver?: string; Options?: Record<string, string> | null },
): string | undefined {
  const { Name, Driver, Options } = volume;
  if (Driver !== "local") return `the volume ${quoted(Name)} of the driver ${quoted(Driver)}`;
  const { type, device } = Options ?? {};
  if (isEmpty(type) && isEmpty(device) || type === "tmpfs") return undefined;
  return `the volume ${quoted(Name)}, which mounts ${quoted(device)}`;
}

/** The named volumes of a document for `create`, each once. */
export function namedVolumes(document: unknown): string[] {
  const { HostConfig: host } = document as { HostConfig?: HostConfig | null };
  const names = new Set<string>();
  for (const bind of host?.Binds ?? []) names.add(bind.split(":", 1)[0]);
  for (const mount of host?.Mounts ?? []) {
    if (mount.Type === "volume" && mount.Source) names.add(mount.Source);
  }
  return [...names];
}

/** Networks that every engine has, and that stay within the container. */
const INNER_NETWORKS = ["default", "bridge", "none", "nat", ""];

/** The networks of a document for `create` that are the engine's own to describe, each once. */
export function namedNetworks(document: unknown): string[] {
  const { HostConfig: host, NetworkingConfig: networking } = document as {
    HostConfig?: HostConfig | null;
    NetworkingConfig?: { EndpointsConfig?: Record<string, unknown> | null } | null;
  };
  const names = new Set([
    host?.NetworkMode ?? "",
    ...Object.keys(networking?.EndpointsConfig ?? {}),
  ]);
  return [...names].filter((name) => !INNER_NETWORKS.includes(name));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quoted(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 200) ?? "nothing";
}
