/** The engine's words and ours: rows and details as the page and the API name them. */
import type { ContainerInspect, ContainerSummary, Port } from "../../containers/types.ts";
import type { ImageSummary } from "../../images/types.ts";
import type { LiveContainer } from "../../live/types.ts";
import type { NetworkSummary } from "../../networks/types.ts";
import { protectionsOf, type ProtectRule } from "../../protect/rules.ts";
import { backupOf } from "../../recreate/names.ts";
import type { VolumeSummary } from "../../volumes/types.ts";

/** Takes out of a text what a screen must not see. */
export type Clean = (text: string) => string;

/** A container of the list. */
export interface ContainerRow {
  host: string;
  id: string;
  name: string;
  image: string;
  imageId: string;
  command: string;
  /** RFC 3339. */
  created: string;
  state: string;
  health?: string;
  exitCode?: number;
  /** How long it had been in its state at `asOf`, in milliseconds, as exact as the engine tells. */
  stateMs?: number;
  asOf: string;
  ports: { ip?: string; public?: number; private: number; type: string }[];
  networks: { name: string; address?: string }[];
  volumes: string[];
  project?: string;
  service?: string;
  /** What it is protected from, and by what. */
  protected?: Record<string, string>;
  /** It is the backup of the container of this name. */
  backupOf?: string;
}

const UNITS: Readonly<Record<string, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_592_000_000,
  year: 31_536_000_000,
};

/** `Up 3 hours (healthy)`, `Exited (137) 9 days ago`: the exit code and the time, as told. */
export function readStatus(status: string): { exitCode?: number; stateMs?: number } {
  const code = /\((-?\d{1,5})\)/.exec(status.slice(0, 40))?.[1];
  const exited = status.startsWith("Exited") || status.startsWith("Restarting");
  const words = status.slice(0, 80).toLowerCase().split(" ");
  let stateMs: number | undefined;
  words.forEach((word, n) => {
    const unit = UNITS[word.replace(/s$/, "")];
    if (unit === undefined || stateMs !== undefined) return;
    const before = words[n - 1];
    // "About an hour", "a minute", "Less than a second"
    const count = /^\d{1,6}$/.test(before ?? "") ? Number(before) : 1;
    stateMs = words.includes("less") ? 0 : count * unit;
  });
  return {
    ...(exited && code !== undefined && { exitCode: Number(code) }),
    ...(stateMs !== undefined && { stateMs }),
  };
}

function portsOf(ports: readonly Port[]): ContainerRow["ports"] {
  const seen = new Set<string>();
  return ports.toSorted((a, b) => a.privatePort - b.privatePort).flatMap((p) => {
    // Once for IPv4 and IPv6 alike.
    const key = `${p.publicPort} ${p.privatePort} ${p.type}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const all = p.ip === undefined || p.ip === "0.0.0.0" || p.ip === "::";
    return [{
      ...(!all && { ip: p.ip }),
      ...(p.publicPort !== undefined && { public: p.publicPort }),
      private: p.privatePort,
      type: p.type,
    }];
  });
}

/** A row from the live cache, or from a list. */
export function containerRow(
  host: string,
  c: ContainerSummary & Partial<Pick<LiveContainer, "asOf">>,
  rules: readonly ProtectRule[],
  endpoint: string,
  clean: Clean,
): ContainerRow {
  const guarded = protectionsOf(c, rules, endpoint);
  const project = c.labels["com.docker.compose.project"];
  const service = c.labels["com.docker.compose.service"];
  const backup = backupOf(c.name);
  return {
    host,
    id: c.id,
    name: clean(c.name),
    image: clean(c.image),
    imageId: c.imageId,
    command: clean(c.command.slice(0, 300)),
    created: c.created.toISOString(),
    state: clean(c.state),
    ...(c.health !== undefined && { health: c.health }),
    ...readStatus(c.status),
    asOf: (c.asOf ?? new Date()).toISOString(),
    ports: portsOf(c.ports),
    networks: Object.entries(c.networks).map(([name, n]) => ({
      name: clean(name),
      ...(n.ipAddress && { address: n.ipAddress }),
    })),
    volumes: c.mounts.flatMap((m) => m.type === "volume" && m.name ? [clean(m.name)] : []),
    ...(project !== undefined && { project: clean(project) }),
    ...(service !== undefined && { service: clean(service) }),
    ...(guarded.size > 0 && { protected: Object.fromEntries(guarded) }),
    ...(backup !== undefined && { backupOf: clean(backup.of) }),
  };
}

/** An image of the list. */
export function imageRow(host: string, i: ImageSummary, clean: Clean) {
  return {
    host,
    id: i.id,
    tags: i.repoTags.map(clean),
    size: i.size,
    created: i.created.toISOString(),
  };
}

/** A network of the list. */
export function networkRow(host: string, n: NetworkSummary, clean: Clean) {
  return {
    host,
    id: n.id,
    name: clean(n.name),
    driver: clean(n.driver),
    internal: n.internal,
    subnets: n.subnets.map(clean),
  };
}

/** A volume of the list. */
export function volumeRow(host: string, v: VolumeSummary, clean: Clean) {
  return {
    host,
    name: clean(v.name),
    driver: clean(v.driver),
    mountpoint: clean(v.mountpoint),
    ...(v.created && { created: v.created.toISOString() }),
  };
}

const zero = (time: string) => time === "" || time.startsWith("0001-01-01");

/** All of a container that a person asks about; values are as the engine has them. */
export function containerDetails(host: string, c: ContainerInspect) {
  const { State: s, Config: config, HostConfig: h } = c;
  return {
    host,
    id: c.Id,
    name: c.Name.replace(/^\//, ""),
    image: config.Image ?? c.Image,
    imageId: c.Image,
    created: c.Created,
    state: s.Status,
    running: s.Running,
    paused: s.Paused,
    ...(!zero(s.StartedAt) && { startedAt: s.StartedAt }),
    ...(!zero(s.FinishedAt) && { finishedAt: s.FinishedAt }),
    ...(!s.Running && { exitCode: s.ExitCode }),
    oomKilled: s.OOMKilled,
    ...(s.Error !== "" && { error: s.Error }),
    restartCount: c.RestartCount,
    ...(s.Health && {
      health: {
        status: s.Health.Status,
        failingStreak: s.Health.FailingStreak,
        log: (s.Health.Log ?? []).slice(-5).map((l) => ({
          at: l.End,
          exitCode: l.ExitCode,
          output: l.Output.slice(0, 2_000),
        })),
      },
    }),
    command: config.Cmd ?? [],
    entrypoint: config.Entrypoint ?? [],
    env: config.Env ?? [],
    labels: config.Labels ?? {},
    user: config.User ?? "",
    workingDir: config.WorkingDir ?? "",
    tty: config.Tty ?? false,
    ports: Object.entries(h.PortBindings ?? {}).flatMap(([key, all]) =>
      (all ?? []).map((b) => ({
        ip: b.HostIp ?? "",
        public: b.HostPort ?? "",
        private: key,
      }))
    ),
    binds: h.Binds ?? [],
    mounts: (c.Mounts ?? []).map((m) => ({
      type: m.Type,
      source: m.Name || m.Source || "",
      target: m.Destination,
      writable: m.RW,
    })),
    networks: Object.entries(c.NetworkSettings.Networks ?? {}).map(([name, n]) => ({
      name,
      address: n?.IPAddress ?? "",
      aliases: n?.Aliases ?? [],
    })),
    networkMode: h.NetworkMode ?? "",
    restartPolicy: h.RestartPolicy?.Name || "no",
    restartLimit: h.RestartPolicy?.MaximumRetryCount ?? 0,
    memory: h.Memory ?? 0,
    cpus: (h.NanoCpus ?? 0) / 1e9,
    privileged: h.Privileged ?? false,
    autoRemove: h.AutoRemove ?? false,
    ...(c.SizeRw !== undefined && { writtenBytes: c.SizeRw }),
  };
}
