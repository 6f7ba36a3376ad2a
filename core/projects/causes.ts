/** Why a container is not as it is meant to be, in words. Pure. */
import type { ContainerCreateConfig } from "../containers/config.ts";
import type { ContainerInspect } from "../containers/types.ts";
import type { ImageInspect } from "../images/types.ts";
import { stableJson } from "./desired.ts";

/** What is compared. */
export interface Compared {
  request: ContainerCreateConfig;
  inspect: ContainerInspect;
  /** The image that it was made from; absent where it is gone. */
  oldImage?: Pick<ImageInspect, "Id" | "Config">;
  /** The image that its reference means now; absent where it is not here. */
  image?: Pick<ImageInspect, "Id" | "Config">;
}

/** Longer values are cut, in UTF-16 units. */
const SHOWN = 40;
/** Values that are better not shown. */
const SECRET = /pass|secret|token|key|credential|auth|dsn|url/i;
/** Labels of ours, of compose's, of the engine's. */
const OWN_LABEL = /^(com\.docker\.compose\.|dev\.dockerctl\.|desktop\.docker\.io\/)/;

/** Variables that podman puts into every container's document by itself. */
const BY_PODMAN = /^(TERM|container|HOME|HOSTNAME)$/;
/** Limits that podman gives every container that asks for none, and docker none. */
const PODMAN_LIMITS: Readonly<Record<string, string>> = {
  PidsLimit: "2048",
  CapDrop: '["AUDIT_WRITE","MKNOD","NET_RAW"]',
};
/** A reference as podman and docker both mean it. */
const plainName = (reference: string | undefined) =>
  (reference ?? "").replace(/^(localhost\/|docker\.io\/(library\/)?)/, "");

const short = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value) ?? "nothing";
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, " ");
  return plain.length > SHOWN ? plain.slice(0, SHOWN - 1) + "…" : plain;
};
const digest = (id: string) => id.replace(/^sha256:/, "").slice(0, 12);

/** What differs; `trusted`: its hash is right, so only what could be changed by hand is looked at. */
export function causesOf(compared: Compared, trusted: boolean): string[] {
  const { request, inspect, image } = compared;
  const causes: string[] = [];
  if (plainName(inspect.Config.Image) !== plainName(request.Image) && !trusted) {
    causes.push(`image ${short(inspect.Config.Image)} -> ${short(request.Image)}`);
  }
  if (image !== undefined && image.Id !== inspect.Image && causes.length === 0) {
    causes.push(`image changed (${digest(inspect.Image)} -> ${digest(image.Id)})`);
  }
  causes.push(...envCauses(compared));
  causes.push(...portCauses(compared));
  if (trusted) return [...causes, ...cutOff(compared)];
  causes.push(...wordCauses(compared), ...labelCauses(compared), ...mountCauses(compared));
  causes.push(...networkCauses(compared), ...limitCauses(compared));
  return causes;
}

function pairs(words: readonly string[] | null | undefined): Map<string, string> {
  return new Map((words ?? []).map((word) => {
    const at = word.indexOf("=");
    return at < 0 ? [word, ""] : [word.slice(0, at), word.slice(at + 1)];
  }));
}

function envCauses({ request, inspect, oldImage }: Compared): string[] {
  const was = pairs(inspect.Config.Env), is = pairs(request.Env);
  const image = pairs(oldImage?.Config?.Env);
  const out: string[] = [];
  for (const [key, value] of is) {
    const old = was.get(key);
    if (old === value) continue;
    if (SECRET.test(key)) out.push(`env ${key} ${old === undefined ? "added" : "changed"}`);
    else {out.push(
        `env ${key} ${
          old === undefined ? `added: ${short(value)}` : `${short(old)} -> ${short(value)}`
        }`,
      );}
  }
  for (const [key, value] of was) {
    if (BY_PODMAN.test(key)) continue;
    if (!is.has(key) && image.get(key) !== value) out.push(`env ${key} removed`);
  }
  return out;
}

function portCauses({ request, inspect }: Compared): string[] {
  const words = (all: ContainerCreateConfig["HostConfig"]) =>
    Object.entries(all?.PortBindings ?? {}).flatMap(([target, ends]) =>
      (ends ?? []).map((e) => {
        const ip = e.HostIp === "" || e.HostIp === undefined ? "" : `${e.HostIp}:`;
        return `${ip}${e.HostPort ?? ""}:${target}`;
      })
    ).sort();
  const was = words(inspect.HostConfig), is = words(request.HostConfig);
  if (stableJson(was) === stableJson(is)) return [];
  return [`ports ${short(was.join(" ") || "none")} -> ${short(is.join(" ") || "none")}`];
}

function wordCauses({ request, inspect, oldImage }: Compared): string[] {
  const out: string[] = [];
  const asList = (v: unknown) => v === null || v === undefined ? [] : Array.isArray(v) ? v : [v];
  for (const [key, word] of [["Cmd", "command"], ["Entrypoint", "entrypoint"]] as const) {
    const own = oldImage?.Config?.[key];
    // An entrypoint of one's own takes the image's command away.
    const none = key === "Cmd" && request.Entrypoint !== undefined ? [] : asList(own);
    const is = request[key] === undefined ? none : asList(request[key]);
    const was = asList(inspect.Config[key]);
    if (stableJson(was) !== stableJson(is)) {
      out.push(`${word} ${short(was.join(" "))} -> ${short(is.join(" "))}`);
    }
  }
  for (const [key, word] of [["User", "user"], ["WorkingDir", "working_dir"]] as const) {
    const is = request[key] ?? oldImage?.Config?.[key] ?? "", was = inspect.Config[key] ?? "";
    if (key === "WorkingDir" && (is || "/") === (was || "/")) continue;
    if (is !== was) out.push(`${word} ${short(was)} -> ${short(is)}`);
  }
  if (request.Healthcheck !== undefined) {
    const was = { ...inspect.Config.Healthcheck };
    for (const [k, v] of Object.entries(request.Healthcheck)) {
      if (stableJson((was as Record<string, unknown>)[k]) === stableJson(v)) continue;
      out.push("healthcheck changed");
      break;
    }
  }
  if (request.Hostname !== undefined && request.Hostname !== inspect.Config.Hostname) {
    out.push(`hostname ${short(inspect.Config.Hostname)} -> ${short(request.Hostname)}`);
  }
  return out;
}

function labelCauses({ request, inspect, oldImage }: Compared): string[] {
  const is = request.Labels ?? {}, was = inspect.Config.Labels ?? {};
  const image = oldImage?.Config?.Labels ?? {};
  const out: string[] = [];
  for (const [key, value] of Object.entries(is)) {
    if (OWN_LABEL.test(key) || was[key] === value) continue;
    out.push(`label ${short(key)} ${was[key] === undefined ? "added" : "changed"}`);
  }
  for (const [key, value] of Object.entries(was)) {
    if (OWN_LABEL.test(key) || is[key] !== undefined || image[key] === value) continue;
    out.push(`label ${short(key)} removed`);
  }
  return out;
}

/** Binds and mounts by their targets, whichever form they were asked for in. */
function mountsOf(config: ContainerCreateConfig): Map<string, string> {
  const out = new Map<string, string>();
  for (const bind of config.HostConfig?.Binds ?? []) {
    const [source, target, options = ""] = bind.split(":");
    const ro = options.split(",").includes("ro");
    if (target !== undefined) out.set(target, `${source}${ro ? ":ro" : ""}`);
  }
  for (const m of config.HostConfig?.Mounts ?? []) {
    if (m.Type === "volume" && !m.Source) continue;
    out.set(m.Target, `${m.Type === "tmpfs" ? "tmpfs" : m.Source}${m.ReadOnly ? ":ro" : ""}`);
  }
  for (const target of Object.keys(config.HostConfig?.Tmpfs ?? {})) out.set(target, "tmpfs");
  return out;
}

function mountCauses({ request, inspect }: Compared): string[] {
  const is = mountsOf(request);
  const was = mountsOf({ ...inspect.Config, HostConfig: inspect.HostConfig });
  const anonymous = /^[0-9a-f]{64}(:ro)?$/;
  const out: string[] = [];
  for (const [target, source] of is) {
    const old = was.get(target);
    if (old !== source) {
      out.push(`volume ${short(target)}: ${short(old ?? "none")} -> ${short(source)}`);
    }
  }
  for (const [target, source] of was) {
    if (!is.has(target) && !anonymous.test(source)) out.push(`volume ${short(target)} removed`);
  }
  return out;
}

/** Networks that were taken from it, by hand or by an end in the middle. */
function cutOff({ request, inspect }: Compared): string[] {
  const is = Object.keys(request.NetworkingConfig?.EndpointsConfig ?? {});
  const was = inspect.NetworkSettings.Networks ?? {};
  return is.filter((name) => was[name] === undefined).map((name) =>
    `network ${short(name)} is not connected`
  );
}

function networkCauses({ request, inspect }: Compared): string[] {
  const mode = request.HostConfig?.NetworkMode ?? "";
  const ends = request.NetworkingConfig?.EndpointsConfig;
  if (ends === undefined) {
    const was = inspect.HostConfig.NetworkMode ?? "";
    if (mode.startsWith("container:") && was.startsWith("container:")) return [];
    return mode === "" || mode === was ? [] : [`network_mode ${short(was)} -> ${short(mode)}`];
  }
  const was = Object.keys(inspect.NetworkSettings.Networks ?? {}).sort();
  const is = Object.keys(ends).sort();
  if (stableJson(was) !== stableJson(is)) {
    return [`networks ${short(was.join(" ") || "none")} -> ${short(is.join(" "))}`];
  }
  for (const name of is) {
    const now = inspect.NetworkSettings.Networks![name]!;
    const address = ends[name].IPAMConfig?.IPv4Address;
    if (address !== undefined && now.IPAMConfig?.IPv4Address !== address) {
      return [`address on ${short(name)} -> ${address}`];
    }
    const missing = (ends[name].Aliases ?? []).filter((a) => !now.Aliases?.includes(a));
    if (missing.length > 0) return [`aliases on ${short(name)}: ${short(missing.join(" "))} added`];
    const [was, is] = [[...now.Links ?? []].sort(), [...ends[name].Links ?? []].sort()];
    if (stableJson(was) !== stableJson(is)) {
      return [
        `links on ${short(name)}: ${short(was.join(" ") || "none")} -> ${
          short(is.join(" ") || "none")
        }`,
      ];
    }
  }
  return [];
}

/** Fields of the host config that are compared as they stand, where they are asked for. */
const LIMITS: readonly [string, string][] = [
  ["Memory", "memory"],
  ["MemoryReservation", "memory reservation"],
  ["NanoCpus", "cpus"],
  ["CpuShares", "cpu_shares"],
  ["PidsLimit", "pids_limit"],
  ["Privileged", "privileged"],
  ["ReadonlyRootfs", "read_only"],
  ["Init", "init"],
  ["ShmSize", "shm_size"],
  ["CapAdd", "cap_add"],
  ["CapDrop", "cap_drop"],
  ["Sysctls", "sysctls"],
  ["ExtraHosts", "extra_hosts"],
  ["Dns", "dns"],
  ["Ulimits", "ulimits"],
  ["Devices", "devices"],
];

function limitCauses({ request, inspect }: Compared): string[] {
  const is = (request.HostConfig ?? {}) as Record<string, unknown>;
  const was = inspect.HostConfig as Record<string, unknown>;
  const out: string[] = [];
  const nothing = (v: unknown) =>
    v === undefined || v === null || v === 0 || v === false || v === "" ||
    Array.isArray(v) && v.length === 0 || typeof v === "object" && Object.keys(v!).length === 0;
  const show = (v: unknown) => short(nothing(v) ? "none" : v);
  const sorted = (v: unknown) =>
    Array.isArray(v)
      ? v.map((x) => typeof x === "string" ? x.replace(/^CAP_/, "") : stableJson(x)).sort()
      : v;
  for (const [key, word] of LIMITS) {
    // The engine has a size of its own for this one.
    if (key === "ShmSize" && is[key] === undefined) continue;
    if (nothing(is[key]) && nothing(was[key])) continue;
    if (nothing(is[key]) && stableJson(sorted(was[key])) === PODMAN_LIMITS[key]) continue;
    if (stableJson(sorted(is[key])) === stableJson(sorted(was[key]))) continue;
    out.push(`${word} ${show(was[key])} -> ${show(is[key])}`);
  }
  const policy = (p: { Name?: string; MaximumRetryCount?: number } | undefined) =>
    `${p?.Name || "no"}${p?.MaximumRetryCount ? `:${p.MaximumRetryCount}` : ""}`;
  const [a, b] = [
    policy(inspect.HostConfig.RestartPolicy),
    policy(request.HostConfig?.RestartPolicy),
  ];
  if (a !== b) out.push(`restart ${a} -> ${b}`);
  const log = request.HostConfig?.LogConfig;
  if (
    log !== undefined && log.Type !== "" &&
    stableJson(log.Config ?? {}) !== stableJson(inspect.HostConfig.LogConfig?.Config ?? {})
  ) {
    out.push("logging changed");
  }
  return out;
}
