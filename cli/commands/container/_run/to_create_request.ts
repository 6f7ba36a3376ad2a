/** Turns the flags of `run` and `create` into the engine's request. */
import type { RestartPolicy } from "../../../../core/mod.ts";
import type { CommandInput } from "../../../spec/types.ts";
import { isLoopback, isMacAddress } from "../../_flags/addresses.ts";
import { type DeviceRequest, isCdiName, pairs, parseDevice } from "../../_flags/devices.ts";
import { type FileReader, parseEnvFile } from "../../_flags/env_file.ts";
import type { createFlags } from "./flags.ts";
import { cut, parseInt64 } from "../../_flags/go_values.ts";
import { goQuote } from "../../../format/quote.ts";
import { parseVolumes } from "../../_flags/mounts.ts";
import { type EndpointSettings, networkName, parseEndpoints } from "../../_flags/networks.ts";
import { parsePorts } from "../../_flags/ports.ts";

/** The flags of `run` and `create`, read. */
export type CreateFlags = CommandInput<readonly [], typeof createFlags>;

/** What the flags are read against. */
export interface CreateSurroundings {
  /** The environment that `-e NAME` and `--env-file` take bare names from. */
  env: Readonly<Record<string, string | undefined>>;
  files: FileReader;
  /** Variables from the configuration's `proxies`, used where no `-e` says otherwise. */
  proxies?: Readonly<Record<string, string>>;
}

/** A body for `POST /containers/create`, in the engine's own names. */
export interface CreateRequest {
  config: Record<string, unknown> & {
    Image: string;
    Tty: boolean;
    OpenStdin: boolean;
    StdinOnce: boolean;
    AttachStdin: boolean;
    AttachStdout: boolean;
    AttachStderr: boolean;
    Env: string[] | null;
  };
  hostConfig: Record<string, unknown> & { AutoRemove: boolean; Mounts?: unknown[] };
  networkingConfig: { EndpointsConfig: Record<string, EndpointSettings> };
  /** Warnings of our own, said before and after the engine's. */
  warnings: { deprecated: string[]; afterCreate: string[] };
}

/** Empty lists that docker leaves unset are null in its JSON, and the engine keeps that. */
function orNull<T>(list: readonly T[]): readonly T[] | null {
  return list.length > 0 ? list : null;
}

/** `CAP_NET_ADMIN` for `net_admin`; sorted, each once. */
function capabilities(list: readonly string[]): string[] | null {
  const full = list.map((name) => {
    const upper = name.toUpperCase();
    return upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
  });
  return full.length > 0 ? [...new Set(full)].sort() : null;
}

function restartPolicy(text: string): RestartPolicy {
  const [name, count, found] = cut(text, ":");
  if (found && name === "") {
    throw new Error("invalid restart policy format: no policy provided before colon");
  }
  let retries = 0;
  try {
    if (count !== "") retries = parseInt64(count);
  } catch {
    throw new Error("invalid restart policy format: maximum retry count must be an integer");
  }
  // A name that is none is the engine's to refuse.
  return { Name: name as RestartPolicy["Name"], MaximumRetryCount: retries };
}

/** `--restart` as the engine holds it; an empty text is no policy at all. */
export function parseRestartPolicy(text: string): RestartPolicy {
  return text === "" ? { Name: "", MaximumRetryCount: 0 } : restartPolicy(text);
}

/** JSON without the spaces between its tokens, everything else as it stands (`json.Compact`). */
function compactJson(text: string): string {
  JSON.parse(text);
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string) => string ?? "");
}

/** Checks `--security-opt` and puts a seccomp profile's text in the place of its path. */
function securityOptions(list: readonly string[], files: FileReader): string[] {
  return list.map((option) => {
    let [key, value, found] = cut(option, "=");
    if (!found && key !== "no-new-privileges") [key, value, found] = cut(option, ":");
    if ((!found || value === "") && key !== "no-new-privileges") {
      throw new Error(`Invalid --security-opt: ${goQuote(option)}`);
    }
    if (key !== "seccomp" || value === "builtin" || value === "unconfined") return option;
    let text: string;
    try {
      text = new TextDecoder().decode(files.read(value));
    } catch (error) {
      throw new Error(`opening seccomp profile (${value}) failed: ${(error as Error).message}`);
    }
    try {
      return `seccomp=${compactJson(text)}`;
    } catch (error) {
      throw new Error(
        `compacting json for seccomp profile (${value}) failed: ${(error as Error).message}`,
      );
    }
  });
}

/** The health check, or undefined to leave the image's own alone. */
function healthcheck(input: CreateFlags): Record<string, unknown> | undefined {
  const times = {
    "--health-interval": input.healthInterval,
    "--health-timeout": input.healthTimeout,
    "--health-retries": input.healthRetries ?? 0,
    "--health-start-period": input.healthStartPeriod,
    "--health-start-interval": input.healthStartInterval,
  };
  const wanted = !!input.healthCmd || Object.values(times).some((value) => value !== 0);
  if (input.noHealthcheck) {
    if (wanted) throw new Error("--no-healthcheck conflicts with --health-* options");
    return { Test: ["NONE"] };
  }
  if (!wanted) return undefined;
  for (const [flag, value] of Object.entries(times)) {
    if (value < 0) throw new Error(`${flag} cannot be negative`);
  }
  return {
    ...(input.healthCmd && { Test: ["CMD-SHELL", input.healthCmd] }),
    ...(input.healthInterval && { Interval: input.healthInterval }),
    ...(input.healthTimeout && { Timeout: input.healthTimeout }),
    ...(input.healthStartPeriod && { StartPeriod: input.healthStartPeriod }),
    ...(input.healthStartInterval && { StartInterval: input.healthStartInterval }),
    ...(input.healthRetries && { Retries: input.healthRetries }),
  };
}

/**
 * The environment of a new container: files first, then `-e` (the last of a name counts), then the
 * proxies of the configuration where nothing else set them.
 */
export function environment(
  input: { env: readonly string[]; envFile: readonly string[] },
  around: CreateSurroundings,
): string[] {
  const lookup = (name: string) => around.env[name];
  const named = new Map<string, string>();
  for (const item of input.env) {
    const [name, , hasValue] = cut(item, "=");
    const value = hasValue ? undefined : lookup(name);
    named.set(name, value === undefined ? item : `${name}=${value}`);
  }
  for (const [name, value] of Object.entries(around.proxies ?? {})) {
    for (const key of [name, name.toLowerCase()]) {
      if (!named.has(key)) named.set(key, `${key}=${value}`);
    }
  }
  return [
    ...input.envFile.flatMap((path) => parseEnvFile(path, around.files, lookup)),
    ...named.values(),
  ];
}

function namespaces(input: CreateFlags) {
  const { pid = "", uts = "", userns = "", cgroupns = "", ipc = "" } = input;
  if (!(pid === "" || pid === "host" || /^container:./.test(pid))) {
    throw new Error("--pid: invalid PID mode");
  }
  if (uts !== "" && uts !== "host") throw new Error("--uts: invalid UTS mode");
  if (userns !== "" && userns !== "host") throw new Error("--userns: invalid USER mode");
  if (!["", "host", "private"].includes(cgroupns)) {
    throw new Error("--cgroupns: invalid CGROUP mode");
  }
  return { PidMode: pid, UTSMode: uts, UsernsMode: userns, CgroupnsMode: cgroupns, IpcMode: ipc };
}

function storageOptions(list: readonly string[]): Record<string, string> {
  for (const option of list) {
    if (!option.includes("=")) throw new Error("invalid storage option");
  }
  return pairs(list);
}

function deviceWishes(input: CreateFlags) {
  const cdi = input.device.filter(isCdiName);
  const requests: DeviceRequest[] = [...input.gpus];
  if (cdi.length > 0) {
    requests.push({
      Driver: "cdi",
      Count: 0,
      DeviceIDs: cdi,
      Capabilities: null,
      Options: null,
    });
  }
  return {
    Devices: input.device.filter((device) => !isCdiName(device)).map(parseDevice),
    DeviceRequests: orNull(requests),
  };
}

function resources(input: CreateFlags): Record<string, unknown> {
  const limits = new Map(input.ulimit.map((limit) => [limit.Name, limit]));
  return {
    CgroupParent: input.cgroupParent ?? "",
    Memory: input.memory,
    MemoryReservation: input.memoryReservation,
    MemorySwap: input.memorySwap,
    MemorySwappiness: input.memorySwappiness,
    ...(input.kernelMemory && { KernelMemory: input.kernelMemory }),
    OomKillDisable: input.oomKillDisable ?? false,
    NanoCpus: input.cpus,
    CpuCount: input.cpuCount ?? 0,
    CpuPercent: input.cpuPercent ?? 0,
    CpuShares: input.cpuShares ?? 0,
    CpuPeriod: input.cpuPeriod ?? 0,
    CpuQuota: input.cpuQuota ?? 0,
    CpuRealtimePeriod: input.cpuRtPeriod ?? 0,
    CpuRealtimeRuntime: input.cpuRtRuntime ?? 0,
    CpusetCpus: input.cpusetCpus ?? "",
    CpusetMems: input.cpusetMems ?? "",
    PidsLimit: input.pidsLimit ?? 0,
    BlkioWeight: input.blkioWeight,
    BlkioWeightDevice: input.blkioWeightDevice,
    BlkioDeviceReadBps: input.deviceReadBps,
    BlkioDeviceWriteBps: input.deviceWriteBps,
    BlkioDeviceReadIOps: input.deviceReadIops,
    BlkioDeviceWriteIOps: input.deviceWriteIops,
    IOMaximumIOps: input.ioMaxiops,
    IOMaximumBandwidth: input.ioMaxbandwidth,
    Ulimits: [...limits.values()].sort((a, b) => a.Name < b.Name ? -1 : 1),
    DeviceCgroupRules: orNull(input.deviceCgroupRule),
    ...deviceWishes(input),
  };
}

/**
 * Turns the flags of `run` and `create` into what the engine is asked for, field by field what
 * docker 28 sends (docker/cli cli/command/container/opts.go), null and empty told apart.
 *
 * @throws {Error} with docker's words, for exit code 125.
 */
export function toCreateRequest(
  input: CreateFlags,
  image: string,
  command: readonly string[],
  around: CreateSurroundings,
): CreateRequest {
  const mac = input.macAddress ?? "";
  if (mac !== "" && !isMacAddress(mac.trim())) throw new Error(`${mac} is not a valid mac address`);
  const swappiness = input.memorySwappiness;
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100)) {
    throw new Error(`invalid value: ${swappiness}. Valid memory swappiness range is 0-100`);
  }
  const interactive = input.interactive ?? false;
  const attach = {
    AttachStdin: interactive || input.attach.includes("stdin"),
    AttachStdout: input.attach.length === 0 || input.attach.includes("stdout"),
    AttachStderr: input.attach.length === 0 || input.attach.includes("stderr"),
  };
  const volumes = parseVolumes(input.volume);
  const ports = parsePorts(input.publish, input.expose);
  const devices = resources(input);
  const env = environment(input, around);
  const labels = pairs([
    ...input.labelFile.flatMap((path) => parseEnvFile(path, around.files)),
    ...input.label,
  ]);
  const modes = namespaces(input);
  const policy = parseRestartPolicy(input.restart);
  if (input.logDriver === "none" && input.logOpt.length > 0) {
    throw new Error("invalid logging opts for driver none");
  }
  const security = securityOptions(input.securityOpt, around.files);
  const enforced = security.filter((option) => option !== "systempaths=unconfined");
  const openPaths = enforced.length < security.length;
  const storage = storageOptions(input.storageOpt);
  const health = healthcheck(input);
  if (input.rm && !["no", ""].includes(policy.Name)) {
    throw new Error("conflicting options: cannot specify both --restart and --rm");
  }
  const networkMode = input.network[0]?.target ?? "default";
  const endpoints = parseEndpoints({
    networks: input.network,
    aliases: input.networkAlias,
    links: input.link,
    linkLocalIps: input.linkLocalIp,
    ip: input.ip ?? "",
    ip6: input.ip6 ?? "",
    mac,
  });
  const entrypoint = input.entrypoint
    ? [input.entrypoint]
    : input.given.has("entrypoint")
    ? [""]
    : null;

  return {
    config: {
      Hostname: input.hostname ?? "",
      Domainname: input.domainname ?? "",
      User: input.user ?? "",
      ...attach,
      ...(Object.keys(ports.exposed).length > 0 && { ExposedPorts: ports.exposed }),
      Tty: input.tty ?? false,
      OpenStdin: interactive,
      StdinOnce: interactive && attach.AttachStdin,
      Env: env.length > 0 ? env : null,
      Cmd: orNull(command),
      ...(health && { Healthcheck: health }),
      Image: image,
      Volumes: volumes.anonymous,
      WorkingDir: input.workdir ?? "",
      Entrypoint: entrypoint,
      // Engines before 1.44 take the address of the first network from here.
      ...((endpoints[networkName(networkMode)]?.MacAddress ?? mac) !== "" &&
        { MacAddress: endpoints[networkName(networkMode)]?.MacAddress ?? mac }),
      OnBuild: null,
      Labels: labels,
      ...(input.stopSignal && { StopSignal: input.stopSignal }),
      ...(input.given.has("stop-timeout") && { StopTimeout: input.stopTimeout }),
    },
    hostConfig: {
      Binds: volumes.binds,
      ContainerIDFile: input.cidfile ?? "",
      LogConfig: { Type: input.logDriver ?? "", Config: pairs(input.logOpt) },
      NetworkMode: networkMode,
      PortBindings: ports.bindings,
      RestartPolicy: policy,
      AutoRemove: input.rm ?? false,
      VolumeDriver: input.volumeDriver ?? "",
      VolumesFrom: orNull(input.volumesFrom),
      ConsoleSize: [0, 0],
      ...(input.annotation.length > 0 && { Annotations: pairs(input.annotation) }),
      CapAdd: capabilities(input.capAdd),
      CapDrop: capabilities(input.capDrop),
      Dns: input.dns,
      DnsOptions: input.dnsOption,
      DnsSearch: input.dnsSearch,
      ExtraHosts: orNull(input.addHost),
      GroupAdd: orNull(input.groupAdd),
      ...modes,
      Cgroup: "",
      Links: orNull(input.link),
      OomScoreAdj: input.oomScoreAdj ?? 0,
      Privileged: input.privileged ?? false,
      PublishAllPorts: input.publishAll ?? false,
      ReadonlyRootfs: input.readOnly ?? false,
      SecurityOpt: security.length > 0 ? enforced : null,
      ...(input.storageOpt.length > 0 && { StorageOpt: storage }),
      ...(input.tmpfs.length > 0 && { Tmpfs: tmpfs(input.tmpfs) }),
      ShmSize: input.shmSize,
      ...(input.sysctl.length > 0 && { Sysctls: pairs(input.sysctl) }),
      ...(input.runtime && { Runtime: input.runtime }),
      Isolation: input.isolation ?? "",
      ...devices,
      ...(input.mount.length > 0 && { Mounts: input.mount.map((parsed) => parsed.mount) }),
      MaskedPaths: openPaths ? [] : null,
      ReadonlyPaths: openPaths ? [] : null,
      ...(input.given.has("init") && { Init: input.init }),
    },
    networkingConfig: { EndpointsConfig: endpoints },
    warnings: {
      deprecated: input.mount.filter((parsed) => parsed.deprecated).map(() =>
        "bind-nonrecursive is deprecated, use bind-recursive=disabled instead"
      ),
      afterCreate: input.dns.filter(isLoopback).slice(0, 1).map((address) =>
        `Localhost DNS (${address}) may fail in containers.`
      ),
    },
  };
}

function tmpfs(list: readonly string[]): Record<string, string> {
  const out: Record<string, string> = {};
  for (const item of list) {
    const [path, options] = cut(item, ":");
    out[path] = options;
  }
  return out;
}

/**
 * Takes back what the API version at hand does not know, as docker's client does, or refuses.
 *
 * @throws {Error} where a wish cannot be had.
 */
export function fitToApi(
  request: CreateRequest,
  atLeast: (version: string) => boolean,
  apiVersion: string,
): void {
  const needs = (version: string, what: string) =>
    new Error(
      `${
        goQuote(what)
      } requires API version ${version}, but the Docker daemon API version is ${apiVersion}`,
    );
  const health = request.config["Healthcheck"] as { StartInterval?: number } | undefined;
  if (health?.StartInterval && !atLeast("1.44")) {
    throw needs("1.44", "specify health-check start interval");
  }
  const endpoints = Object.values(request.networkingConfig.EndpointsConfig);
  if (!atLeast("1.44") && endpoints.some((endpoint) => endpoint.MacAddress !== "")) {
    throw needs("1.44", "specify mac-address per network");
  }
  if (atLeast("1.42")) delete request.hostConfig["KernelMemory"];
  if (!atLeast("1.44")) {
    for (const mount of request.hostConfig.Mounts ?? []) {
      const bind = (mount as { BindOptions?: { ReadOnlyForceRecursive?: boolean } }).BindOptions;
      if (bind?.ReadOnlyForceRecursive) {
        throw new Error("bind-recursive=readonly requires API v1.44 or later");
      }
    }
  } else delete request.config["MacAddress"];
}
