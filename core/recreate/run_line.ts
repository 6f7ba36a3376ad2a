/** The `docker run` line that would make a container like one that exists. */
import type { ContainerConfig, HostConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import { quoteWord } from "./quote_word.ts";

/**
 * The `docker run` that makes a container like this one, word by word. What the image brings along
 * (`image` is its config) is left out; without it everything that the container has is said. From
 * the engine's documents (moby api/types/container) and docker/cli's flags for them.
 */
export function inspectToRunArguments(
  c: ContainerInspect,
  image?: ContainerConfig | null,
): string[] {
  const { Config: config, HostConfig: host } = c;
  const out: string[] = ["run"];
  const flag = (name: string, value?: string | number | boolean | null) => {
    if (value === undefined || value === null || value === "" || value === 0) return;
    if (value === false) return;
    out.push(name);
    if (value !== true) out.push(String(value));
  };
  const each = (name: string, values?: readonly string[] | null) => {
    for (const value of values ?? []) flag(name, value);
  };

  // A container that nobody was attached to when it was made ran in the background.
  flag("--detach", !config.AttachStdout && !config.AttachStderr && !config.AttachStdin);
  flag("--interactive", config.OpenStdin);
  flag("--tty", config.Tty);
  flag("--rm", host.AutoRemove);
  flag("--name", c.Name.replace(/^\//, ""));
  if (config.Hostname !== c.Id.slice(0, 12) && host.NetworkMode !== "host") {
    flag("--hostname", config.Hostname);
  }
  flag("--domainname", config.Domainname);
  if (config.User !== (image?.User ?? "")) flag("--user", config.User);
  if (config.WorkingDir !== (image?.WorkingDir ?? "")) flag("--workdir", config.WorkingDir);
  each("--env", without(config.Env, image?.Env));
  for (const [key, value] of Object.entries(config.Labels ?? {})) {
    if (image?.Labels?.[key] !== value) flag("--label", value === "" ? key : `${key}=${value}`);
  }
  if (config.StopSignal !== image?.StopSignal) flag("--stop-signal", config.StopSignal);
  flag("--stop-timeout", config.StopTimeout);
  health(config, image, flag);

  ports(host, config, image, flag);
  each("--volume", host.Binds);
  for (const m of host.Mounts ?? []) flag("--mount", mountWords(m));
  for (const path of Object.keys(config.Volumes ?? {})) {
    const bound = host.Binds?.some((b) => b.split(":")[1] === path) ||
      host.Mounts?.some((m) => m.Target === path);
    if (image?.Volumes?.[path] === undefined && !bound) flag("--volume", path);
  }
  for (const [path, options] of Object.entries(host.Tmpfs ?? {})) {
    flag("--tmpfs", options === "" ? path : `${path}:${options}`);
  }
  each("--volumes-from", host.VolumesFrom);
  networks(c, flag);
  each("--dns", host.Dns);
  each("--dns-option", host.DnsOptions);
  each("--dns-search", host.DnsSearch);
  each("--add-host", host.ExtraHosts);
  limits(host, flag);
  security(host, flag);

  const policy = host.RestartPolicy;
  if (policy !== undefined && policy.Name !== "" && policy.Name !== "no") {
    const times = policy.Name === "on-failure" && policy.MaximumRetryCount
      ? `:${policy.MaximumRetryCount}`
      : "";
    flag("--restart", policy.Name + times);
  }
  const log = host.LogConfig;
  if (log?.Type !== undefined && log.Type !== "" && log.Type !== "json-file") {
    flag("--log-driver", log.Type);
  }
  for (const [key, value] of Object.entries(log?.Config ?? {})) {
    flag("--log-opt", `${key}=${value}`);
  }

  const entry = words(config.Entrypoint);
  const own = !same(entry, words(image?.Entrypoint));
  if (own && entry.length > 0) out.push("--entrypoint", entry[0]);
  // An empty word takes the image's entrypoint away.
  else if (own) out.push("--entrypoint", "");
  out.push(config.Image ?? c.Image);
  const command = words(config.Cmd);
  if (own) out.push(...entry.slice(1), ...command);
  else if (!same(command, words(image?.Cmd))) out.push(...command);
  return out;
}

/** {@link inspectToRunArguments} as a line for a shell. */
export function inspectToRunLine(c: ContainerInspect, image?: ContainerConfig | null): string {
  return `docker ${inspectToRunArguments(c, image).map(quoteWord).join(" ")}`;
}

type Flag = (name: string, value?: string | number | boolean | null) => void;

function words(value: string[] | string | null | undefined): string[] {
  return value === undefined || value === null ? [] : typeof value === "string" ? [value] : value;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

function without(all?: readonly string[] | null, those?: readonly string[] | null): string[] {
  const known = new Set(those ?? []);
  return (all ?? []).filter((word) => !known.has(word));
}

function health(config: ContainerConfig, image: ContainerConfig | null | undefined, flag: Flag) {
  const check = config.Healthcheck;
  if (check === undefined || JSON.stringify(check) === JSON.stringify(image?.Healthcheck)) return;
  const [kind, ...test] = check.Test ?? [];
  if (kind === "NONE") return flag("--no-healthcheck", true);
  if (kind === "CMD-SHELL") flag("--health-cmd", test.join(" "));
  else if (kind === "CMD") flag("--health-cmd", test.map(quoteWord).join(" "));
  const time = (nanos?: number) => nanos ? `${nanos / 1e6}ms`.replace(/000ms$/, "s") : undefined;
  flag("--health-interval", time(check.Interval));
  flag("--health-timeout", time(check.Timeout));
  flag("--health-retries", check.Retries);
  flag("--health-start-period", time(check.StartPeriod));
  flag("--health-start-interval", time(check.StartInterval));
}

function ports(
  host: HostConfig,
  config: ContainerConfig,
  image: ContainerConfig | null | undefined,
  flag: Flag,
) {
  flag("--publish-all", host.PublishAllPorts);
  const bound = host.PortBindings ?? {};
  for (const [port, bindings] of Object.entries(bound)) {
    const inner = port.replace(/\/tcp$/, "");
    for (const { HostIp: ip, HostPort: outer } of bindings ?? []) {
      const address = ip === undefined || ip === "" || ip === "0.0.0.0"
        ? ""
        : `${ip.includes(":") ? `[${ip}]` : ip}:`;
      const from = outer === undefined || outer === "" || outer === "0" ? "" : outer;
      const before = address === "" && from === "" ? "" : `${address}${from}:`;
      flag("--publish", `${before}${inner}`);
    }
  }
  for (const port of Object.keys(config.ExposedPorts ?? {})) {
    if (image?.ExposedPorts?.[port] === undefined && bound[port] === undefined) {
      flag("--expose", port.replace(/\/tcp$/, ""));
    }
  }
}

function mountWords(m: NonNullable<HostConfig["Mounts"]>[number]): string {
  const parts = [`type=${m.Type}`];
  if (m.Source) parts.push(`source=${m.Source}`);
  parts.push(`target=${m.Target}`);
  if (m.ReadOnly) parts.push("readonly");
  if (m.BindOptions?.Propagation) parts.push(`bind-propagation=${m.BindOptions.Propagation}`);
  if (m.VolumeOptions?.NoCopy) parts.push("volume-nocopy");
  if (m.VolumeOptions?.Subpath) parts.push(`volume-subpath=${m.VolumeOptions.Subpath}`);
  const driver = m.VolumeOptions?.DriverConfig;
  if (driver?.Name) parts.push(`volume-driver=${driver.Name}`);
  for (const [k, v] of Object.entries(driver?.Options ?? {})) {
    const option = `volume-opt=${k}=${v}`;
    // The value of a mount is one line of CSV.
    parts.push(/[",]/.test(option) ? `"${option.replaceAll('"', '""')}"` : option);
  }
  if (m.TmpfsOptions?.SizeBytes) parts.push(`tmpfs-size=${m.TmpfsOptions.SizeBytes}`);
  if (m.TmpfsOptions?.Mode) parts.push(`tmpfs-mode=${m.TmpfsOptions.Mode.toString(8)}`);
  return parts.join(",");
}

/** One network as `--network`, further ones too: `run` takes several since docker 25. */
function networks(c: ContainerInspect, flag: Flag) {
  const { HostConfig: host, NetworkSettings: settings } = c;
  const mode = host.NetworkMode ?? "default";
  const attached = Object.entries(settings.Networks ?? {});
  if (mode !== "default" && mode !== "bridge" && !attached.some(([n]) => n === mode)) {
    return flag("--network", mode);
  }
  for (const [name, end] of attached) {
    const plain = name === "bridge" && (mode === "default" || mode === "bridge");
    if (plain && attached.length === 1) continue;
    const id = c.Id.slice(0, 12);
    const aliases = (end.Aliases ?? []).filter((a) => a !== id);
    const ip = end.IPAMConfig?.IPv4Address;
    const ip6 = end.IPAMConfig?.IPv6Address;
    if (attached.length === 1) {
      flag("--network", name);
      for (const alias of aliases) flag("--network-alias", alias);
      flag("--ip", ip);
      flag("--ip6", ip6);
      continue;
    }
    const more = [
      ...aliases.map((a) => `alias=${a}`),
      ...(ip ? [`ip=${ip}`] : []),
      ...(ip6 ? [`ip6=${ip6}`] : []),
    ];
    flag("--network", more.length === 0 ? name : [`name=${name}`, ...more].join(","));
  }
}

function limits(host: HostConfig, flag: Flag) {
  flag("--memory", host.Memory);
  flag("--memory-reservation", host.MemoryReservation);
  // Twice the memory is what the engine makes of a limit alone.
  if (host.MemorySwap !== (host.Memory ?? 0) * 2) flag("--memory-swap", host.MemorySwap);
  if (host.NanoCpus) flag("--cpus", String(host.NanoCpus / 1e9));
  flag("--cpu-shares", host.CpuShares);
  flag("--cpu-period", host.CpuPeriod);
  flag("--cpu-quota", host.CpuQuota);
  flag("--cpuset-cpus", host.CpusetCpus);
  flag("--cpuset-mems", host.CpusetMems);
  flag("--blkio-weight", host.BlkioWeight);
  if ((host.PidsLimit ?? 0) > 0) flag("--pids-limit", host.PidsLimit);
  flag("--oom-kill-disable", host.OomKillDisable);
  flag("--oom-score-adj", host.OomScoreAdj);
  if (host.ShmSize !== 67_108_864) flag("--shm-size", host.ShmSize);
  for (const u of host.Ulimits ?? []) {
    flag("--ulimit", `${u.Name}=${u.Soft === u.Hard ? u.Soft : `${u.Soft}:${u.Hard}`}`);
  }
  for (const d of host.Devices ?? []) {
    const rights = d.CgroupPermissions === "rwm" ? "" : d.CgroupPermissions ?? "";
    const inner = d.PathInContainer ?? d.PathOnHost;
    const tail = rights !== "" ? `:${inner}:${rights}` : inner === d.PathOnHost ? "" : `:${inner}`;
    flag("--device", d.PathOnHost + tail);
  }
  for (const rule of host.DeviceCgroupRules ?? []) flag("--device-cgroup-rule", rule);
  for (const r of host.DeviceRequests ?? []) {
    if (!r.Capabilities?.some((all) => all.includes("gpu"))) continue;
    flag(
      "--gpus",
      r.DeviceIDs?.length ? `"device=${r.DeviceIDs.join(",")}"` : r.Count === -1 ? "all" : r.Count,
    );
  }
}

function security(host: HostConfig, flag: Flag) {
  flag("--privileged", host.Privileged);
  for (const cap of host.CapAdd ?? []) flag("--cap-add", cap);
  for (const cap of host.CapDrop ?? []) flag("--cap-drop", cap);
  for (const group of host.GroupAdd ?? []) flag("--group-add", group);
  // A privileged container is given this one by the engine.
  for (const option of host.SecurityOpt ?? []) {
    if (!(host.Privileged && option === "label=disable")) flag("--security-opt", option);
  }
  flag("--read-only", host.ReadonlyRootfs);
  flag("--init", host.Init);
  if (host.IpcMode !== "private" && host.IpcMode !== "shareable") flag("--ipc", host.IpcMode);
  flag("--pid", host.PidMode);
  flag("--uts", host.UTSMode);
  flag("--userns", host.UsernsMode);
  if (host.CgroupnsMode !== "private") flag("--cgroupns", host.CgroupnsMode);
  flag("--cgroup-parent", host.CgroupParent);
  if (host.Runtime !== "runc") flag("--runtime", host.Runtime);
  flag("--volume-driver", host.VolumeDriver);
  for (const [k, v] of Object.entries(host.Sysctls ?? {})) flag("--sysctl", `${k}=${v}`);
  for (const [k, v] of Object.entries(host.StorageOpt ?? {})) flag("--storage-opt", `${k}=${v}`);
  for (const [k, v] of Object.entries(host.Annotations ?? {})) flag("--annotation", `${k}=${v}`);
}
