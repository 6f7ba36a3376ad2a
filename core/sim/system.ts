/** Calls on the simulated engine as a whole: ping, version, info, disk use, events. */
import { summaryDoc } from "./container_docs.ts";
import { eventDoc, scopeOf, type SimEvent, SUBSCRIBER_BOUND } from "./events.ts";
import { any, type Filters, labelsMatch, parseFilters } from "./filters.ts";
import { imageRow } from "./images.ts";
import type { Route } from "./route.ts";
import { CPUS, MEMORY } from "./stats.ts";
import type { Sim } from "./state.ts";
import {
  ApiError,
  concat,
  type Doc,
  json,
  jsonBytes,
  readDoc,
  type SimRequest,
  utf8,
} from "./wire.ts";
import { swarmInfo, swarmWord } from "./swarm_state.ts";
import { versionLess } from "./wire.ts";
import { volumeDoc } from "./volumes.ts";

const COMMIT = "0f3a9c2";

/** The release that spoke this API version first. */
export function engineVersion(api: string): string {
  const releases: Record<string, string> = {
    "1.41": "20.10.24",
    "1.42": "23.0.6",
    "1.43": "24.0.9",
    "1.44": "25.0.5",
    "1.45": "26.1.5",
    "1.46": "27.0.3",
    "1.47": "27.5.1",
    "1.48": "28.0.4",
    "1.49": "28.1.1",
    "1.50": "28.2.2",
    "1.51": "28.5.2",
    "1.52": "29.0.4",
    "1.53": "29.2.1",
    "1.54": "29.3.1",
    "1.55": "29.6.1",
  };
  return releases[api];
}

/** The oldest API version it takes. */
export function minApi(api: string): string {
  if (!versionLess(api, "1.52")) return versionLess(api, "1.54") ? "1.44" : "1.40";
  return versionLess(api, "1.44") ? "1.12" : "1.24";
}

function version(sim: Sim): Doc {
  const api = sim.settings.api, v = engineVersion(api);
  const built = "2025-11-05T14:43:30.000000000+00:00";
  const common = { GitCommit: COMMIT, GoVersion: "go1.24.9", Os: "linux", Arch: "amd64" };
  return {
    Platform: { Name: "Docker Engine - Demo" },
    Components: [
      {
        Name: "Engine",
        Version: v,
        Details: {
          ApiVersion: api,
          Arch: "amd64",
          BuildTime: built,
          Experimental: "false",
          GitCommit: COMMIT,
          GoVersion: "go1.24.9",
          KernelVersion: "6.12.0-demo",
          MinAPIVersion: minApi(api),
          Os: "linux",
        },
      },
      { Name: "containerd", Version: "v1.7.28", Details: { GitCommit: "b98a3aa" } },
      { Name: "runc", Version: "1.3.3", Details: { GitCommit: "v1.3.3-0-gd842d77" } },
      { Name: "docker-init", Version: "0.19.0", Details: { GitCommit: "de40ad0" } },
    ],
    Version: v,
    ApiVersion: api,
    MinAPIVersion: minApi(api),
    ...common,
    KernelVersion: "6.12.0-demo",
    BuildTime: built,
  };
}

function info(sim: Sim): Doc {
  const all = [...sim.containers.values()];
  const old = versionLess(sim.settings.api, "1.44");
  const commits = versionLess(sim.settings.api, "1.48");
  const running = all.filter((c) => c.status === "running" || c.status === "restarting").length;
  const paused = all.filter((c) => c.status === "paused").length;
  return {
    ID: `${sim.id.slice(0, 8)}-${sim.id.slice(8, 12)}-${sim.id.slice(12, 16)}-${
      sim.id.slice(16, 20)
    }-${sim.id.slice(20)}`,
    Containers: all.length,
    ContainersRunning: running,
    ContainersPaused: paused,
    ContainersStopped: all.length - running - paused,
    Images: sim.images.size,
    Driver: "overlay2",
    DriverStatus: [
      ["Backing Filesystem", "extfs"],
      ["Supports d_type", "true"],
      ["Using metacopy", "false"],
      ["Native Overlay Diff", "true"],
      ["userxattr", "false"],
    ],
    Plugins: {
      Volume: ["local"],
      Network: ["bridge", "host", "ipvlan", "macvlan", "null", "overlay"],
      Authorization: null,
      Log: ["awslogs", "fluentd", "gelf", "journald", "json-file", "local", "splunk", "syslog"],
    },
    MemoryLimit: true,
    SwapLimit: true,
    ...(old && { KernelMemory: true }),
    KernelMemoryTCP: true,
    CpuCfsPeriod: true,
    CpuCfsQuota: true,
    CPUShares: true,
    CPUSet: true,
    PidsLimit: true,
    IPv4Forwarding: true,
    ...(old && { BridgeNfIptables: true, BridgeNfIp6tables: true }),
    Debug: false,
    NFd: 40 + all.length,
    OomKillDisable: old,
    NGoroutines: 60 + all.length,
    SystemTime: new Date(sim.now()).toISOString(),
    LoggingDriver: "json-file",
    CgroupDriver: old ? "cgroupfs" : "systemd",
    CgroupVersion: old ? "1" : "2",
    NEventsListener: sim.events.listeners,
    KernelVersion: "6.12.0-demo",
    OperatingSystem: "Demo Linux",
    OSVersion: "1.0",
    OSType: "linux",
    Architecture: "x86_64",
    IndexServerAddress: "https://index.docker.io/v1/",
    RegistryConfig: {
      ...(old && {
        AllowNondistributableArtifactsCIDRs: null,
        AllowNondistributableArtifactsHostnames: null,
      }),
      InsecureRegistryCIDRs: ["::1/128", "127.0.0.0/8"],
      IndexConfigs: {
        "docker.io": { Mirrors: [], Name: "docker.io", Official: true, Secure: true },
      },
      Mirrors: null,
    },
    NCPU: CPUS,
    MemTotal: MEMORY,
    GenericResources: null,
    DockerRootDir: "/var/lib/docker",
    HttpProxy: "",
    HttpsProxy: "",
    NoProxy: "",
    Name: "demo",
    Labels: [],
    ExperimentalBuild: false,
    ServerVersion: engineVersion(sim.settings.api),
    Runtimes: { "io.containerd.runc.v2": { path: "runc" }, runc: { path: "runc" } },
    DefaultRuntime: "runc",
    Swarm: swarmInfo(sim),
    LiveRestoreEnabled: false,
    Isolation: "",
    InitBinary: "docker-init",
    ContainerdCommit: { ID: "b98a3aa", ...(commits && { Expected: "b98a3aa" }) },
    RuncCommit: { ID: "v1.3.3-0-gd842d77", ...(commits && { Expected: "v1.3.3-0-gd842d77" }) },
    InitCommit: { ID: "de40ad0", ...(commits && { Expected: "de40ad0" }) },
    SecurityOptions: ["name=seccomp,profile=builtin", "name=cgroupns"],
    ...(!versionLess(sim.settings.api, "1.49") && { FirewallBackend: { Driver: "iptables" } }),
    ...(!old && {
      CDISpecDirs: ["/etc/cdi", "/var/run/cdi"],
      Containerd: {
        Address: "/run/containerd/containerd.sock",
        Namespaces: { Containers: "moby", Plugins: "plugins.moby" },
      },
    }),
    Warnings: null,
  };
}

function df(sim: Sim, req: SimRequest): Doc {
  const types = req.query.getAll("type");
  const want = (t: string) => types.length === 0 || types.includes(t);
  const images = [...sim.images.values()];
  return {
    LayersSize: want("image") ? images.reduce((n, i) => n + i.size, 0) : 0,
    Images: want("image") ? images.map((i) => imageRow(sim, i, req.version, true)) : null,
    Containers: want("container")
      ? [...sim.containers.values()].map((c) => summaryDoc(sim, c, req.version, true))
      : null,
    Volumes: want("volume")
      ? [...sim.volumes.values()].map((v) => ({
        ...volumeDoc(v),
        UsageData: { RefCount: sim.volumeUsers(v.name).length, Size: v.size },
      }))
      : null,
    BuildCache: want("build-cache") ? [] : null,
    ...(versionLess(req.version, "1.42") && { BuilderSize: 0 }),
  };
}

/** `since` and `until` of `/events`: seconds with a fraction, or a date; nanoseconds. */
function eventTime(text: string | null): bigint | undefined {
  if (text === null || text === "") return undefined;
  const m = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (m) return BigInt(m[1]) * 1_000_000_000n + BigInt((m[2] ?? "").padEnd(9, "0"));
  const date = Date.parse(text);
  if (Number.isNaN(date)) {
    throw new ApiError(400, `invalid value for "since": failed to parse value as integer`);
  }
  return BigInt(date) * 1_000_000n;
}

function eventPasses(e: SimEvent, f: Filters): boolean {
  const object = (type: string) => (v: string) =>
    (e.type === type && (e.id === v || e.id.startsWith(v) || e.attributes.name === v)) ||
    (type === "image" && e.attributes.image?.split(":")[0] === v.split(":")[0] &&
      e.attributes.image !== undefined);
  return any(f, "type", (v) => v === e.type) &&
    any(f, "event", (v) => e.action === v || e.action.startsWith(v + ":")) &&
    any(f, "action", (v) => e.action === v || e.action.startsWith(v + ":")) &&
    any(f, "container", object("container")) && any(f, "image", object("image")) &&
    any(f, "volume", object("volume")) && any(f, "network", object("network")) &&
    any(f, "scope", (v) => v === scopeOf(e)) && labelsMatch(f, e.attributes);
}

/** Listens from now on, also while nobody reads yet. */
function eventBody(sim: Sim, req: SimRequest): AsyncGenerator<Uint8Array> {
  const since = eventTime(req.query.get("since")), until = eventTime(req.query.get("until"));
  const f = parseFilters(req.query.get("filters"));
  const queue: SimEvent[] = [];
  let wake = () => {};
  const take = (e: SimEvent) => {
    if (!eventPasses(e, f)) return;
    // As with the real engine, who does not read loses what comes.
    if (queue.length < SUBSCRIBER_BOUND) queue.push(e);
    wake();
  };
  if (since !== undefined || until !== undefined) {
    for (const e of sim.events.past) {
      if ((since === undefined || e.time >= since) && (until === undefined || e.time <= until)) {
        if (eventPasses(e, f)) queue.push(e);
      }
    }
  }
  const unlisten = sim.events.listen(take);
  const over = new AbortController();
  const stop = AbortSignal.any([req.signal, sim.closing, over.signal]);
  stop.addEventListener("abort", () => wake(), { once: true });
  if (until !== undefined) {
    const ms = Number(until / 1_000_000n) - sim.now();
    void sim.clock.sleep(ms, stop).then(() => over.abort(), () => {});
  }
  stop.addEventListener("abort", unlisten, { once: true });
  return (async function* () {
    for (;;) {
      if (queue.length) {
        const batch = queue.splice(0).filter((e) => until === undefined || e.time <= until);
        if (batch.length) yield concat(batch.map((e) => jsonBytes(eventDoc(e, req.version))));
      } else if (stop.aborted) return;
      else await new Promise<void>((resolve) => wake = resolve);
    }
  })();
}

/** What the answers to `/_ping` say of the engine. */
export function pingHeaders(sim: Sim): Record<string, string> {
  const old = versionLess(sim.settings.api, "1.42");
  return {
    ...(!old && { "builder-version": "2", swarm: swarmWord(sim) }),
    "cache-control": "no-cache, no-store, must-revalidate",
    pragma: "no-cache",
    "content-type": "text/plain; charset=utf-8",
  };
}

/** The calls on the engine itself. */
export const systemRoutes: readonly Route[] = [
  ["GET", "/_ping", (sim) => ({ status: 200, headers: pingHeaders(sim), body: utf8("OK") })],
  ["HEAD", "/_ping", (sim) => ({ status: 200, headers: pingHeaders(sim) })],
  ["GET", "/version", (sim) => json(version(sim))],
  ["GET", "/info", (sim) => json(info(sim))],
  ["GET", "/system/df", (sim, req) => json(df(sim, req))],
  ["POST", "/auth", async (_sim, req) => {
    const body = await readDoc(req);
    const server = String(body.serveraddress || "https://index.docker.io/v1/");
    if (!body.username || body.password === "wrong") {
      throw new ApiError(
        401,
        `Get "${server.replace(/\/v1\/$/, "/v2/")}": unauthorized: incorrect username or password`,
      );
    }
    return json({ Status: "Login Succeeded", IdentityToken: "" });
  }],
  ["GET", "/events", (sim, req) => {
    const since = eventTime(req.query.get("since")), until = eventTime(req.query.get("until"));
    if (since !== undefined && until !== undefined && since > until) {
      const show = (name: string) => `\`${name}\` time (${req.query.get(name)})`;
      throw new ApiError(400, `${show("since")} cannot be after ${show("until")}`);
    }
    parseFilters(req.query.get("filters"));
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: eventBody(sim, req),
    };
  }],
  ...([
    ["POST", "/build", "build images"],
    ["POST", "/session", "build images"],
    ["GET", "/images/get", "save images"],
    ["GET", "/images/{*}/get", "save images"],
    ["POST", "/images/load", "load images"],
    ["POST", "/images/{*}/push", "push images"],
    ["GET", "/distribution/{*}/json", "ask registries"],
    ["POST", "/swarm/init", "be part of a swarm"],
    ["POST", "/swarm/join", "be part of a swarm"],
    ["POST", "/plugins/pull", "install plugins"],
  ] as const).map(([method, path, what]): Route => [method, path, () => {
    throw new ApiError(501, `the demo engine does not ${what}`);
  }]),
  ["GET", "/plugins", () => json([])],
  ["POST", "/build/prune", () => json({ CachesDeleted: null, SpaceReclaimed: 0 })],
];
