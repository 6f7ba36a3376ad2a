/** Simulated containers as the engine's JSON: the list's rows, inspect, and the filters on them. */
import { any, type Filters, labelsMatch, matches, truth } from "./filters.ts";
import { fullReference, isUp, type Sim, type SimContainer, type SimEndpoint } from "./state.ts";
import { type Doc, versionLess } from "./wire.ts";

/** Go's zero time. */
export const ZERO_TIME = "0001-01-01T00:00:00Z";

/** RFC 3339 with the nanoseconds that Go writes, trailing zeros off; 0 is Go's zero time. */
export function goTime(ms: number): string {
  return ms === 0 ? ZERO_TIME : new Date(ms).toISOString().replace(/\.?0*Z$/, "Z");
}

/** A time span in the engine's words (docker/go-units HumanDuration). */
export function humanDuration(ms: number): string {
  const s = Math.floor(ms / 1000);
  if (s < 1) return "Less than a second";
  if (s === 1) return "1 second";
  if (s < 60) return `${s} seconds`;
  const m = Math.floor(s / 60);
  if (m === 1) return "About a minute";
  if (m < 60) return `${m} minutes`;
  const h = Math.floor(s / 3600 + 0.5);
  if (h === 1) return "About an hour";
  if (h < 48) return `${h} hours`;
  if (h < 24 * 7 * 2) return `${Math.floor(h / 24)} days`;
  if (h < 24 * 30 * 2) return `${Math.floor(h / 24 / 7)} weeks`;
  if (h < 24 * 365 * 2) return `${Math.floor(h / 24 / 30)} months`;
  return `${Math.floor(h / 24 / 365)} years`;
}

/** The STATUS of a list, in the engine's words. */
export function statusText(sim: Sim, c: SimContainer): string {
  const ago = (t: number) => humanDuration(sim.now() - t);
  switch (c.status) {
    case "running":
      return `Up ${ago(c.startedAt)}` +
        (c.health
          ? ` (${c.health.status === "starting" ? "health: starting" : c.health.status})`
          : "");
    case "paused":
      return `Up ${ago(c.startedAt)} (Paused)`;
    case "restarting":
      return `Restarting (${c.exitCode}) ${ago(c.finishedAt)} ago`;
    case "created":
      return "Created";
    case "removing":
      return "Removal In Progress";
    case "dead":
      return "Dead";
    case "exited":
      return `Exited (${c.exitCode}) ${ago(c.finishedAt)} ago`;
  }
}

/** An endpoint as list and inspect show it. */
function endpointDoc(sim: Sim, c: SimContainer, e: SimEndpoint, version: string): Doc {
  const up = isUp(c), n = sim.networks.get(e.network);
  const prefix = Number(n?.subnet?.split("/")[1] ?? 0);
  const doc: Doc = {
    IPAMConfig: null,
    Links: null,
    Aliases: e.aliases,
    MacAddress: up ? e.mac : "",
    DriverOpts: null,
    GwPriority: 0,
    NetworkID: c.startedAt ? e.network : "",
    EndpointID: up ? e.id : "",
    Gateway: up ? n?.gateway ?? "" : "",
    IPAddress: up ? e.ip : "",
    IPPrefixLen: up ? prefix : 0,
    IPv6Gateway: "",
    GlobalIPv6Address: "",
    GlobalIPv6PrefixLen: 0,
    DNSNames: n && !n.builtin ? [c.name, c.id.slice(0, 12)] : null,
  };
  if (versionLess(version, "1.48")) delete doc.GwPriority;
  if (versionLess(version, "1.44")) delete doc.DNSNames;
  return doc;
}

function networkDocs(sim: Sim, c: SimContainer, version: string): Doc {
  return Object.fromEntries(
    c.endpoints.map((
      e,
    ) => [sim.networks.get(e.network)?.name ?? e.network, endpointDoc(sim, c, e, version)]),
  );
}

interface Binding {
  HostIp?: string;
  HostPort?: string;
}

/** Published and exposed ports as inspect shows them; empty unless it is up. */
export function portMap(sim: Sim, c: SimContainer): Record<string, Binding[] | null> {
  // Without a bridge there is nothing to publish, and the engine does not show them.
  if (!isUp(c) || !c.endpoints.some((e) => sim.networks.get(e.network)?.subnet)) return {};
  const out: Record<string, Binding[] | null> = {};
  for (const p of Object.keys((c.config.ExposedPorts ?? {}) as Doc)) out[p] = null;
  const bound = (c.hostConfig.PortBindings ?? {}) as Record<string, Binding[] | null>;
  for (const [p, list] of Object.entries(bound)) {
    if (!list?.length) continue;
    out[p] = list.flatMap((b) => {
      const port = b.HostPort || "0";
      return b.HostIp
        ? [{ HostIp: b.HostIp, HostPort: port }]
        : [{ HostIp: "0.0.0.0", HostPort: port }, { HostIp: "::", HostPort: port }];
    });
  }
  return out;
}

function portList(sim: Sim, c: SimContainer): Doc[] {
  const out: Doc[] = [];
  for (const [key, list] of Object.entries(portMap(sim, c))) {
    const [port, proto] = key.split("/");
    if (!list) out.push({ PrivatePort: Number(port), Type: proto });
    else {
      for (const b of list) {
        out.push({
          IP: b.HostIp,
          PrivatePort: Number(port),
          PublicPort: Number(b.HostPort),
          Type: proto,
        });
      }
    }
  }
  return out;
}

/** The image as a list shows it: its name while that still means it, else the id. */
function shownImage(sim: Sim, c: SimContainer): string {
  return sim.findImage(c.image)?.id === c.imageId ? c.image : c.imageId;
}

/** One row of `/containers/json`. */
export function summaryDoc(sim: Sim, c: SimContainer, version: string, size: boolean): Doc {
  const words = [c.path, ...c.args].map((a) => /[\s;&|<>$"'()]/.test(a) ? `'${a}'` : a);
  return {
    Id: c.id,
    Names: ["/" + c.name],
    Image: shownImage(sim, c),
    ImageID: c.imageId,
    Command: words.join(" "),
    Created: Math.floor(c.created / 1000),
    Ports: portList(sim, c),
    ...(size && {
      ...(c.sizeRw && { SizeRw: c.sizeRw }),
      SizeRootFs: (sim.images.get(c.imageId)?.size ?? 0) + c.sizeRw,
    }),
    Labels: c.labels,
    State: c.status,
    Status: statusText(sim, c),
    HostConfig: { NetworkMode: c.hostConfig.NetworkMode },
    NetworkSettings: { Networks: networkDocs(sim, c, version) },
    Mounts: c.mounts,
  };
}

/** `/containers/{id}/json`. */
export function inspectDoc(sim: Sim, c: SimContainer, version: string, size: boolean): Doc {
  const dir = `/var/lib/docker/containers/${c.id}`;
  const up = isUp(c);
  const execs = c.execs.filter((e) => sim.execs.get(e)?.exitCode === null);
  const bridge = c.endpoints.find((e) => sim.networks.get(e.network)?.name === "bridge");
  const b = bridge ? endpointDoc(sim, c, bridge, version) : {};
  return {
    Id: c.id,
    Created: goTime(c.created),
    Path: c.path,
    Args: c.args,
    State: {
      Status: c.status,
      Running: up || c.status === "restarting",
      Paused: c.status === "paused",
      Restarting: c.status === "restarting",
      OOMKilled: c.oomKilled,
      Dead: c.status === "dead",
      Pid: c.pid,
      ExitCode: c.exitCode,
      Error: c.error,
      StartedAt: goTime(c.startedAt),
      FinishedAt: goTime(c.finishedAt),
      ...(c.health && {
        Health: {
          Status: c.health.status,
          FailingStreak: c.health.streak,
          Log: c.health.log.map((r) => ({
            Start: goTime(r.start),
            End: goTime(r.end),
            ExitCode: r.exitCode,
            Output: r.output,
          })),
        },
      }),
    },
    Image: c.imageId,
    ResolvConfPath: up ? `${dir}/resolv.conf` : "",
    HostnamePath: up ? `${dir}/hostname` : "",
    HostsPath: up ? `${dir}/hosts` : "",
    LogPath: up ? `${dir}/${c.id}-json.log` : "",
    Name: "/" + c.name,
    RestartCount: c.restartCount,
    Driver: "overlay2",
    Platform: "linux",
    MountLabel: "",
    ProcessLabel: "",
    AppArmorProfile: "",
    ExecIDs: execs.length ? execs : null,
    HostConfig: c.hostConfig,
    GraphDriver: {
      Data: {
        ...(versionLess(version, "1.44") ? {} : { ID: c.id }),
        LowerDir: `/var/lib/docker/overlay2/${c.id}-init/diff`,
        MergedDir: `/var/lib/docker/overlay2/${c.id}/merged`,
        UpperDir: `/var/lib/docker/overlay2/${c.id}/diff`,
        WorkDir: `/var/lib/docker/overlay2/${c.id}/work`,
      },
      Name: "overlay2",
    },
    ...(size && {
      ...(c.sizeRw && { SizeRw: c.sizeRw }),
      SizeRootFs: (sim.images.get(c.imageId)?.size ?? 0) + c.sizeRw,
    }),
    Mounts: c.mounts,
    Config: c.config,
    NetworkSettings: {
      SandboxID: up ? c.id.split("").reverse().join("") : "",
      SandboxKey: up ? `/var/run/docker/netns/${c.id.slice(0, 12)}` : "",
      Ports: portMap(sim, c),
      // Of the default bridge alone, long since repeated in Networks.
      ...(versionLess(version, "1.52") && {
        Bridge: "",
        HairpinMode: false,
        LinkLocalIPv6Address: "",
        LinkLocalIPv6PrefixLen: 0,
        SecondaryIPAddresses: null,
        SecondaryIPv6Addresses: null,
        EndpointID: b.EndpointID ?? "",
        Gateway: b.Gateway ?? "",
        GlobalIPv6Address: "",
        GlobalIPv6PrefixLen: 0,
        IPAddress: b.IPAddress ?? "",
        IPPrefixLen: b.IPPrefixLen ?? 0,
        IPv6Gateway: "",
        MacAddress: b.MacAddress ?? "",
      }),
      Networks: networkDocs(sim, c, version),
    },
  };
}

/** The filters that `/containers/json` knows. */
export const CONTAINER_FILTERS = [
  "ancestor",
  "before",
  "exited",
  "expose",
  "health",
  "id",
  "is-task",
  "isolation",
  "label",
  "name",
  "network",
  "publish",
  "since",
  "status",
  "volume",
];

/** Whether the container passes all filters but `before` and `since`. */
export function passes(sim: Sim, c: SimContainer, f: Filters): boolean {
  const image = sim.images.get(c.imageId);
  const ports = (which: "ExposedPorts" | "PortBindings") =>
    Object.keys(
      ((which === "ExposedPorts" ? c.config[which] : c.hostConfig[which]) ?? {}) as Doc,
    );
  return any(f, "id", (v) => c.id.startsWith(v)) &&
    any(f, "name", (v) => matches(v, "/" + c.name) || matches(v, c.name)) &&
    any(f, "status", (v) => v === c.status) &&
    any(f, "exited", (v) => Number(v) === c.exitCode && c.status === "exited") &&
    any(f, "health", (v) => v === (c.health?.status ?? "none")) &&
    any(f, "ancestor", (v) =>
      image?.tags.includes(fullReference(v)) === true ||
      sim.findImage(v)?.id === c.imageId) &&
    any(f, "volume", (v) => c.mounts.some((m) => m.Name === v || m.Destination === v)) &&
    any(
      f,
      "network",
      (v) =>
        c.endpoints.some((e) => e.network.startsWith(v) || sim.networks.get(e.network)?.name === v),
    ) &&
    any(f, "expose", (v) => ports("ExposedPorts").some((p) => p.split("/")[0] === v || p === v)) &&
    any(f, "publish", (v) => ports("PortBindings").some((p) => p.split("/")[0] === v || p === v)) &&
    labelsMatch(f, c.labels) &&
    truth(f, "is-task") !== true;
}
