/** A project as `compose config` shows it: keys in docker compose's order, sizes and times as texts. */
import { allDependsOn } from "./load.ts";
import { loadYaml } from "./load_yaml.ts";
import type { Project, Service } from "./model.ts";
import { durationText } from "./units.ts";

/** The keys of a service in the order they are shown; others follow. */
// deno-fmt-ignore
const ORDER = [
  "profiles", "annotations", "attach", "build", "develop", "blkio_config", "cap_add", "cap_drop",
  "cgroup_parent", "cgroup", "cpu_count", "cpu_percent", "cpu_period", "cpu_quota", "cpu_rt_period",
  "cpu_rt_runtime", "cpus", "cpuset", "cpu_shares", "command", "configs", "container_name",
  "depends_on", "deploy", "device_cgroup_rules", "devices", "dns", "dns_opt", "dns_search",
  "domainname", "entrypoint", "environment", "expose", "external_links", "extra_hosts", "gpus",
  "group_add", "hostname", "healthcheck", "image", "init", "ipc", "isolation", "labels", "links",
  "logging", "mem_limit", "mem_reservation", "memswap_limit", "mem_swappiness", "mac_address",
  "networks", "network_mode", "oom_kill_disable", "oom_score_adj", "pid", "pids_limit", "platform",
  "ports", "privileged", "pull_policy", "read_only", "restart", "runtime", "scale", "secrets",
  "security_opt", "shm_size", "stdin_open", "stop_grace_period", "stop_signal", "storage_opt",
  "sysctls", "tmpfs", "tty", "ulimits", "user", "userns_mode", "uts", "volumes", "volumes_from",
  "working_dir",
] as const;

const sizes = new Set([
  "mem_limit",
  "mem_reservation",
  "memswap_limit",
  "shm_size",
  "memory",
  "size",
]);
const times = new Set([
  "interval",
  "timeout",
  "start_period",
  "start_interval",
  "stop_grace_period",
  "delay",
  "monitor",
  "window",
]);
const MAPS = new Set([
  "annotations",
  "args",
  "environment",
  "labels",
  "options",
  "driver_opts",
  "sysctls",
  "storage_opt",
]);

/** Plain data for YAML or JSON. */
export function configDocument(
  project: Project,
  options: { escape?: boolean; all?: boolean; json?: boolean } = {},
): Record<string, unknown> {
  const show = (value: unknown, key = "", parent = ""): unknown => {
    if (typeof value === "string") return options.escape ? value.replaceAll("$", "$$$$") : value;
    if (typeof value === "number") {
      if (times.has(key)) return durationText(value);
      if (sizes.has(key)) return String(value);
      if (key === "mode" && (parent === "secrets" || parent === "configs")) {
        return "0" + value.toString(8);
      }
      return value;
    }
    if (Array.isArray(value)) return value.map((v) => show(v, key, key));
    if (value === null || typeof value !== "object") return value;
    const free = MAPS.has(key);
    const entries = Object.entries(value).filter(([, v]) => v !== undefined);
    if (free) entries.sort(([a], [b]) => a < b ? -1 : 1);
    return Object.fromEntries(entries.map(([k, v]) => [k, show(v, free ? "" : k, parent || key)]));
  };
  const services: Record<string, unknown> = {};
  for (const name of Object.keys(project.services).sort()) {
    const own = project.services[name], links = allDependsOn(own);
    const service = ordered({
      ...own,
      ...((own.depends_on !== undefined || Object.keys(links).length > 0) && { depends_on: links }),
    });
    // As JSON, docker compose says these also where they are nothing.
    const said = options.json ? { ...service, ...emptyWords(service) } : service;
    services[name] = show(said);
  }
  const used = usedOf(project);
  const out: Record<string, unknown> = { name: project.name, services };
  for (const section of ["networks", "volumes", "secrets", "configs"] as const) {
    const all = Object.keys(project[section]).sort()
      .filter((name) => options.all || used[section].has(name));
    if (all.length === 0) continue;
    out[section] = Object.fromEntries(
      all.map((name) => [
        name,
        show({
          ...resource(project[section][name] as { name: string }),
          ...(options.json && section === "networks" &&
            { ipam: project.networks[name].ipam ?? {} }),
        }),
      ]),
    );
  }
  return out;
}

/** What JSON has of a service where nothing is said. */
function emptyWords(service: Record<string, unknown>): Record<string, unknown> {
  const { command = null, entrypoint = null, deploy } = service;
  return {
    command,
    entrypoint,
    ...(deploy !== undefined && { deploy: { resources: {}, placement: {}, ...deploy as object } }),
  };
}

/** Names first. */
function resource({ name, ...rest }: { name: string }): Record<string, unknown> {
  return { name, ...rest };
}

function ordered(service: Service): Record<string, unknown> {
  const { name: _, ...given } = service;
  const all: Record<string, unknown> = { ...given };
  if (service.build !== undefined) {
    const { context, dockerfile, dockerfile_inline, ...rest } = service.build;
    all.build = {
      context,
      ...(dockerfile_inline === undefined && { dockerfile: dockerfile ?? "Dockerfile" }),
      ...(dockerfile_inline !== undefined && { dockerfile_inline }),
      ...rest,
    };
  }
  if (service.secrets !== undefined) {
    all.secrets = service.secrets.map((s) => ({
      source: s.source,
      target: s.target ?? `/run/secrets/${s.source}`,
      ...(s.uid !== undefined && { uid: s.uid }),
      ...(s.gid !== undefined && { gid: s.gid }),
      ...(s.mode !== undefined && { mode: s.mode }),
    }));
  }
  const inOrder = (keys: readonly string[]) => (form: object) =>
    Object.fromEntries(
      [...keys, ...Object.keys(form).filter((k) => !keys.includes(k))]
        .filter((k) => k in form).map((k) => [k, (form as Record<string, unknown>)[k]]),
    );
  all.ports = service.ports?.map(
    inOrder(["name", "mode", "host_ip", "target", "published", "protocol", "app_protocol"]),
  );
  all.volumes = service.volumes?.map(
    inOrder(["type", "source", "target", "read_only", "consistency"]),
  );
  const keys = [...ORDER, ...Object.keys(all).filter((k) => !ORDER.includes(k as "image"))];
  const out: Record<string, unknown> = {};
  for (const key of keys) {
    const value = all[key];
    if (value === undefined || Array.isArray(value) && value.length === 0) continue;
    // Networks in their order, as the engine gets them, are shown by name.
    out[key] = key === "networks" || key === "depends_on"
      ? Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => a < b ? -1 : 1))
      : value;
  }
  return out;
}

/** What services use of what stands beside them. */
export function usedOf(
  project: Project,
): Record<"networks" | "volumes" | "secrets" | "configs", Set<string>> {
  const used = {
    networks: new Set<string>(),
    volumes: new Set<string>(),
    secrets: new Set<string>(),
    configs: new Set<string>(),
  };
  for (const service of Object.values(project.services)) {
    for (const name of Object.keys(service.networks ?? {})) used.networks.add(name);
    for (const v of service.volumes ?? []) {
      if (v.type === "volume" && v.source) used.volumes.add(v.source);
    }
    for (const s of service.secrets ?? []) used.secrets.add(s.source);
    for (const c of service.configs ?? []) used.configs.add(c.source);
  }
  return used;
}

/** A document of {@link configDocument} as YAML. */
export async function configYaml(document: Record<string, unknown>): Promise<string> {
  const { stringify } = await loadYaml();
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false, compat: "yaml-1.1" });
}
