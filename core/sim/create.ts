/** Makes a simulated container of what the client asks for, and refuses what an engine refuses. */
import { randomName } from "./random.ts";
import { type Sim, type SimContainer, type SimEndpoint, type SimNetwork, words } from "./state.ts";
import { ApiError, type Doc, versionLess } from "./wire.ts";

const NAME = /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]+$/;

/** What inspect shows of a HostConfig in which nothing was said. */
function hostDefaults(version: string): Doc {
  return {
    Binds: null,
    ContainerIDFile: "",
    LogConfig: { Type: "json-file", Config: {} },
    NetworkMode: "bridge",
    PortBindings: null,
    RestartPolicy: { Name: "no", MaximumRetryCount: 0 },
    AutoRemove: false,
    VolumeDriver: "",
    VolumesFrom: null,
    ConsoleSize: [0, 0],
    CapAdd: null,
    CapDrop: null,
    CgroupnsMode: "private",
    Dns: null,
    DnsOptions: null,
    DnsSearch: null,
    ExtraHosts: null,
    GroupAdd: null,
    IpcMode: "private",
    Cgroup: "",
    Links: null,
    OomScoreAdj: 0,
    PidMode: "",
    Privileged: false,
    PublishAllPorts: false,
    ReadonlyRootfs: false,
    SecurityOpt: null,
    UTSMode: "",
    UsernsMode: "",
    ShmSize: 67108864,
    Runtime: "runc",
    Isolation: "",
    CpuShares: 0,
    Memory: 0,
    NanoCpus: 0,
    CgroupParent: "",
    BlkioWeight: 0,
    BlkioWeightDevice: null,
    BlkioDeviceReadBps: null,
    BlkioDeviceWriteBps: null,
    BlkioDeviceReadIOps: null,
    BlkioDeviceWriteIOps: null,
    CpuPeriod: 0,
    CpuQuota: 0,
    CpuRealtimePeriod: 0,
    CpuRealtimeRuntime: 0,
    CpusetCpus: "",
    CpusetMems: "",
    Devices: null,
    DeviceCgroupRules: null,
    DeviceRequests: null,
    ...(versionLess(version, "1.42") && { KernelMemory: 0, KernelMemoryTCP: 0 }),
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: null,
    OomKillDisable: false,
    PidsLimit: null,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    MaskedPaths: [
      "/proc/asound",
      "/proc/acpi",
      "/proc/interrupts",
      "/proc/kcore",
      "/proc/keys",
      "/proc/latency_stats",
      "/proc/timer_list",
      "/proc/timer_stats",
      "/proc/sched_debug",
      "/proc/scsi",
      "/sys/firmware",
      "/sys/devices/virtual/powercap",
    ],
    ReadonlyPaths: [
      "/proc/bus",
      "/proc/fs",
      "/proc/irq",
      "/proc/sys",
      "/proc/sysrq-trigger",
    ],
  };
}

const list = (v: unknown): string[] | null => Array.isArray(v) ? v.map(String) : null;

/** Makes a container of the documents a client sent. Emits `create`. */
export function createContainer(sim: Sim, body: Doc, wanted: string): SimContainer {
  if (!body.Image && Object.keys(body).length === 0) {
    throw new ApiError(
      400,
      words(sim, "config cannot be empty in order to create a container"),
    );
  }
  const image = sim.image(String(body.Image ?? ""));
  if (wanted && !NAME.test(wanted)) {
    throw new ApiError(
      400,
      `Invalid container name (${wanted}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
    );
  }
  const asked = (body.HostConfig ?? {}) as Doc;
  const policy = (asked.RestartPolicy as Doc | undefined)?.Name;
  if (asked.AutoRemove && policy && policy !== "no") {
    throw new ApiError(400, "can't create 'AutoRemove' container with restart policy");
  }
  if (policy && !["no", "always", "unless-stopped", "on-failure"].includes(String(policy))) {
    throw new ApiError(
      400,
      `invalid restart policy: unknown policy '${policy}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'`,
    );
  }
  if (Number(asked.Memory) > 0 && Number(asked.Memory) < 6 * 1024 * 1024) {
    throw new ApiError(400, "Minimum memory limit allowed is 6MB");
  }
  const id = sim.random.hex(64);
  let name = wanted.replace(/^\//, "");
  if (!name) {
    do name = randomName(sim.random); while (sim.findContainer(name));
  }
  checkNameFree(sim, name);
  const entrypoint = list(body.Entrypoint) ?? list(image.config.Entrypoint);
  const cmd = list(body.Cmd) ?? (list(body.Entrypoint) ? null : list(image.config.Cmd));
  const argv = [...(entrypoint ?? []), ...(cmd ?? [])].filter((a, i) => i > 0 || a !== "");
  if (argv.length === 0) throw new ApiError(400, "no command specified");
  const labels = {
    ...(image.config.Labels as Record<string, string> | null),
    ...(body.Labels as Record<string, string> | null),
  };
  const env = new Map<string, string>();
  for (const e of [...(list(image.config.Env) ?? []), ...(list(body.Env) ?? [])]) {
    if (e.includes("=")) env.set(e.split("=")[0], e);
  }
  const hostConfig: Doc = { ...hostDefaults(sim.settings.api), ...defined(asked) };
  if (!hostConfig.NetworkMode || hostConfig.NetworkMode === "default") {
    hostConfig.NetworkMode = "bridge";
  }
  assignPorts(sim, body, hostConfig);
  const bound = Object.keys((hostConfig.PortBindings ?? {}) as Doc);
  const exposed = {
    ...(image.config.ExposedPorts as Doc | undefined),
    ...(body.ExposedPorts as Doc | undefined),
    ...Object.fromEntries(bound.map((p) => [p, {}])),
  };
  const c: SimContainer = {
    id,
    name,
    created: sim.now(),
    image: String(body.Image),
    imageId: image.id,
    path: argv[0],
    args: argv.slice(1),
    labels,
    tty: body.Tty === true,
    config: {
      Hostname: String(body.Hostname || id.slice(0, 12)),
      Domainname: String(body.Domainname ?? ""),
      User: String(body.User || image.config.User || ""),
      AttachStdin: body.AttachStdin === true,
      AttachStdout: body.AttachStdout === true,
      AttachStderr: body.AttachStderr === true,
      ...(Object.keys(exposed).length > 0 && { ExposedPorts: exposed }),
      Tty: body.Tty === true,
      OpenStdin: body.OpenStdin === true,
      StdinOnce: body.StdinOnce === true,
      Env: [...env.values()],
      Cmd: cmd,
      ...((body.Healthcheck ?? image.config.Healthcheck) !== undefined && {
        Healthcheck: body.Healthcheck ?? image.config.Healthcheck,
      }),
      Image: String(body.Image),
      Volumes: body.Volumes ?? image.config.Volumes ?? null,
      WorkingDir: String(body.WorkingDir || image.config.WorkingDir || ""),
      Entrypoint: entrypoint,
      OnBuild: null,
      Labels: labels,
      ...((body.StopSignal ?? image.config.StopSignal) !== undefined && {
        StopSignal: body.StopSignal ?? image.config.StopSignal,
      }),
      ...(body.StopTimeout !== undefined && { StopTimeout: body.StopTimeout }),
    },
    hostConfig,
    mounts: mounts(sim, body, asked, image.config),
    endpoints: [],
    status: "created",
    pid: 0,
    exitCode: 0,
    error: "",
    oomKilled: false,
    startedAt: 0,
    finishedAt: 0,
    restartCount: 0,
    stoppedByUser: false,
    log: sim.newLog(),
    sourceAt: 0,
    sinks: new Set(),
    onExit: new Set(),
    onRemove: new Set(),
    execs: [],
    pausedFor: 0,
    sizeRw: 0,
    load: {
      cpu: 0.002 + sim.random.next() * 0.02,
      memory: sim.random.int(1, 12) * 1024 * 1024,
      pids: 1,
      net: sim.random.int(10, 4000),
      disk: sim.random.int(0, 2000),
    },
  };
  const endpoints = (body.NetworkingConfig as Doc | undefined)?.EndpointsConfig;
  const nets = Object.entries((endpoints ?? {}) as Record<string, Doc | null>)
    .map(([n, e]) => [n === "default" ? "bridge" : n, e] as const);
  const mode = String(hostConfig.NetworkMode);
  if (!mode.startsWith("container:") && !nets.some(([n]) => n === mode)) {
    nets.unshift([mode, null]);
  }
  for (const [n, e] of nets) c.endpoints.push(newEndpoint(sim, sim.network(n), list(e?.Aliases)));
  sim.containers.set(id, c);
  sim.containerEvent(c, "create");
  return c;
}

/** Refuses a name that another container has, in the engine's words. */
export function checkNameFree(sim: Sim, name: string): void {
  for (const c of sim.containers.values()) {
    if (c.name === name) {
      throw new ApiError(
        409,
        `Conflict. The container name "/${name}" is already in use by container "${c.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
    }
  }
}

/** A place in the network, with the next address. */
export function newEndpoint(sim: Sim, n: SimNetwork, aliases: string[] | null): SimEndpoint {
  let ip = "", mac = "";
  if (n.subnet) {
    const host = ++n.lastIp;
    const [a, b] = n.subnet.split(".");
    ip = `${a}.${b}.${host >> 8}.${host & 255}`;
    mac = [2, 66, Number(a), Number(b), host >> 8, host & 255].map((x) =>
      x.toString(16).padStart(2, "0")
    ).join(":");
  }
  return { network: n.id, id: sim.random.hex(64), ip, mac, aliases };
}

function defined(doc: Doc): Doc {
  return Object.fromEntries(
    Object.entries(doc).filter(([k, v]) =>
      v !== undefined && v !== null && !(k === "LogConfig" && !(v as Doc).Type)
    ),
  );
}

/** Ports of `-P` and of `-p 80` get a free number, as the kernel would give one. */
function assignPorts(sim: Sim, body: Doc, host: Doc): void {
  const bindings = {
    ...(host.PortBindings as Record<string, { HostIp?: string; HostPort?: string }[] | null>),
  };
  if (host.PublishAllPorts) {
    for (const p of Object.keys((body.ExposedPorts ?? {}) as Doc)) bindings[p] ??= [{}];
  }
  for (const [p, l] of Object.entries(bindings)) {
    bindings[p] = (l ?? []).map((b) => ({
      HostIp: b.HostIp ?? "",
      HostPort: b.HostPort && b.HostPort !== "0" ? b.HostPort : String(++sim.lastPort),
    }));
  }
  if (host.PortBindings !== null || host.PublishAllPorts) host.PortBindings = bindings;
}

function mounts(sim: Sim, body: Doc, host: Doc, image: Doc): Doc[] {
  const out: Doc[] = [];
  const volume = (name: string, destination: string, rw: boolean, anonymous = false) => {
    // 20.10 tells of a creation also when the volume was there.
    const again = sim.volumes.has(name) && versionLess(sim.settings.api, "1.42");
    const v = ensureVolume(sim, name, anonymous);
    if (again) sim.event("volume", "create", name, { driver: v.driver });
    out.push({
      Type: "volume",
      Name: name,
      Source: `/var/lib/docker/volumes/${name}/_data`,
      Destination: destination,
      Driver: v.driver,
      Mode: "z",
      RW: rw,
      Propagation: "",
    });
  };
  const bind = (source: string, destination: string, mode: string) =>
    out.push({
      Type: "bind",
      Source: source,
      Destination: destination,
      Mode: mode,
      RW: !mode.split(",").includes("ro"),
      Propagation: "rprivate",
    });
  for (const b of list(host.Binds) ?? []) {
    const [source, destination, mode = ""] = b.split(":");
    if (source.startsWith("/")) bind(source, destination, mode);
    else volume(source, destination, !mode.split(",").includes("ro"));
  }
  for (const m of (host.Mounts ?? []) as Doc[]) {
    const target = String(m.Target);
    if (m.Type === "bind") bind(String(m.Source), target, m.ReadOnly ? "ro" : "");
    else if (m.Type === "tmpfs") {
      out.push({
        Type: "tmpfs",
        Source: "",
        Destination: target,
        Mode: "",
        RW: true,
        Propagation: "",
      });
    } else {
      volume(String(m.Source || sim.random.hex(64)), target, !m.ReadOnly, !m.Source);
    }
  }
  for (const d of Object.keys({ ...(image.Volumes as Doc), ...(body.Volumes as Doc) })) {
    if (!out.some((m) => m.Destination === d)) volume(sim.random.hex(64), d, true, true);
  }
  return out;
}

/** The volume of that name, made when it is not there. */
export function ensureVolume(sim: Sim, name: string, anonymous = false) {
  let v = sim.volumes.get(name);
  if (!v) {
    if (!NAME.test(name) || name.startsWith("/")) {
      throw new ApiError(
        400,
        `create ${name}: "${name}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
      );
    }
    v = {
      name,
      driver: "local",
      created: sim.now(),
      labels: anonymous ? { "com.docker.volume.anonymous": "" } : null,
      options: null,
      size: 0,
      anonymous,
    };
    sim.volumes.set(name, v);
    sim.event("volume", "create", name, { driver: "local" });
  }
  return v;
}
