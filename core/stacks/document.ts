/** A project as `stack config` shows it: docker's keys in docker's order. Pure. */
import type { Project, Service } from "../projects/model.ts";
import { durationText } from "../projects/units.ts";
import { swarmPorts } from "./service_spec.ts";

type Document = Record<string, unknown>;

/** Keys of a service in the order they are shown. */
// deno-fmt-ignore
const SERVICE = [
  "build", "cap_add", "cap_drop", "cgroup_parent", "command", "configs", "container_name",
  "depends_on", "deploy", "devices", "dns", "dns_search", "domainname", "entrypoint",
  "environment", "expose", "external_links", "extra_hosts", "hostname", "healthcheck", "image",
  "init", "ipc", "isolation", "labels", "links", "logging", "mac_address", "network_mode",
  "networks", "pid", "ports", "privileged", "read_only", "restart", "secrets", "security_opt",
  "shm_size", "stdin_open", "stop_grace_period", "stop_signal", "sysctls", "tmpfs", "tty",
  "ulimits", "user", "oom_score_adj", "userns_mode", "volumes", "working_dir",
];
const DEPLOY = [
  "mode",
  "replicas",
  "labels",
  "update_config",
  "rollback_config",
  "resources",
  "restart_policy",
  "placement",
  "endpoint_mode",
];
const UPDATE = ["parallelism", "delay", "failure_action", "monitor", "max_failure_ratio", "order"];
const POLICY = ["condition", "delay", "max_attempts", "window"];
const HEALTH = [
  "test",
  "timeout",
  "interval",
  "retries",
  "start_period",
  "start_interval",
  "disable",
];
const RESOURCES = ["limits", "reservations"];
const AMOUNTS = ["cpus", "memory", "pids", "generic_resources"];
const PLACEMENT = ["constraints", "preferences", "max_replicas_per_node"];
const NETWORK = [
  "name",
  "driver",
  "driver_opts",
  "ipam",
  "external",
  "internal",
  "attachable",
  "labels",
];
const FILE = ["name", "file", "external", "labels", "driver", "driver_opts", "template_driver"];
const REFERENCE = ["source", "target", "uid", "gid", "mode"];
const MOUNT = ["type", "source", "target", "read_only", "consistency", "bind", "volume", "tmpfs"];

/** Keys in an order, others behind them; what is empty is left out. */
function inOrder(value: object | undefined, keys: readonly string[]): Document | undefined {
  if (value === undefined) return undefined;
  const given = value as Document;
  const all = [...keys, ...Object.keys(given).filter((k) => !keys.includes(k))];
  const out = Object.fromEntries(
    all.filter((k) => !isNothing(given[k])).map((k) => [k, given[k]]),
  );
  return Object.keys(out).length === 0 ? undefined : out;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === "" || value === false || value === null ||
    typeof value === "object" && Object.keys(value as object).length === 0;
}

const sorted = (value: object | undefined) =>
  value && Object.fromEntries(Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1));

/** Durations as text, by their keys. */
function timed(value: object | undefined, ...keys: string[]): Document | undefined {
  if (value === undefined) return undefined;
  const out = { ...value } as Document;
  for (const key of keys) {
    if (typeof out[key] === "number") out[key] = durationText(out[key] as number);
  }
  return out;
}

/** Plain data for YAML. */
export function stackDocument(project: Project): Record<string, unknown> {
  const out: Document = { version: "3.13" };
  const names = Object.keys(project.services).sort();
  out.services = Object.fromEntries(names.map((n) => [n, serviceOf(project.services[n]) ?? {}]));
  for (const section of ["networks", "volumes", "secrets", "configs"] as const) {
    // A network that nobody describes is not shown.
    const all = Object.keys(project[section]).sort().filter((key) =>
      section !== "networks" || key !== "default" || Object.keys(project.networks[key]).length > 1
    );
    if (all.length === 0) continue;
    const order = section === "networks" || section === "volumes" ? NETWORK : FILE;
    out[section] = Object.fromEntries(all.map((key) => {
      const { name, ...rest } = project[section][key] as { name: string };
      const own = name === `${project.name}_${key}` ? rest : { name, ...rest };
      return [key, inOrder(own, order) ?? {}];
    }));
  }
  return out;
}

function serviceOf({ name: _, ...service }: Service): Document | undefined {
  const references = (all: Service["secrets"]) => all?.map((r) => inOrder(r, REFERENCE));
  return inOrder({
    ...service,
    configs: references(service.configs),
    secrets: references(service.secrets),
    depends_on: service.depends_on && Object.keys(service.depends_on),
    deploy: deployOf(service),
    environment: sorted(service.environment),
    extra_hosts: service.extra_hosts?.map((h) => h.replace("=", ":")),
    healthcheck: inOrder(
      timed(service.healthcheck, "interval", "timeout", "start_period", "start_interval"),
      HEALTH,
    ),
    labels: sorted(service.labels),
    networks: networksOf(service),
    ports: swarmPorts(service).map((p) => ({
      mode: p.PublishMode,
      target: p.TargetPort,
      ...(p.PublishedPort && { published: p.PublishedPort }),
      protocol: p.Protocol,
    })),
    stop_grace_period: service.stop_grace_period === undefined
      ? undefined
      : durationText(service.stop_grace_period),
    ulimits: sorted(service.ulimits),
    volumes: service.volumes?.map(({ bind, volume, ...v }) =>
      inOrder({
        ...v,
        bind: inOrder({ propagation: bind?.propagation }, []),
        volume: inOrder({ nocopy: volume?.nocopy, subpath: volume?.subpath }, []),
      }, MOUNT)
    ),
  }, SERVICE);
}

/** A network with nothing said of it is null, as in the file. */
function networksOf({ networks }: Pick<Service, "networks">): Document | undefined {
  return networks && sorted(
    Object.fromEntries(
      Object.entries(networks).map(([k, v]) => [k, v === null ? null : inOrder(v, ["aliases"])]),
    ),
  );
}

function deployOf({ deploy }: Pick<Service, "deploy">): Document | undefined {
  if (deploy === undefined) return undefined;
  const amounts = (all: object | undefined) => {
    const { cpus, memory } = (all ?? {}) as { cpus?: number; memory?: number };
    return inOrder(
      all && {
        ...all,
        ...(cpus !== undefined && { cpus: String(cpus) }),
        ...(memory !== undefined && { memory: String(memory) }),
      },
      AMOUNTS,
    );
  };
  const { limits, reservations } = deploy.resources ?? {};
  return inOrder({
    ...deploy,
    labels: sorted(deploy.labels),
    update_config: inOrder(timed(deploy.update_config as object, "delay", "monitor"), UPDATE),
    rollback_config: inOrder(timed(deploy.rollback_config as object, "delay", "monitor"), UPDATE),
    resources: inOrder({ limits: amounts(limits), reservations: amounts(reservations) }, RESOURCES),
    restart_policy: inOrder(timed(deploy.restart_policy, "delay", "window"), POLICY),
    placement: inOrder(deploy.placement as object, PLACEMENT),
  }, DEPLOY);
}
