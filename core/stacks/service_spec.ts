/** A service of a project as a swarm takes it (docker/cli compose/convert/service.go). Pure. */
import type { Deploy, FileReference, Project, Service } from "../projects/model.ts";
import type { ServicePort, ServiceSpec } from "../services/types.ts";
import { IMAGE, stackLabels } from "./labels.ts";
import { mountsOf } from "./mounts.ts";

/** Names of networks that every engine has: tasks on them have no other names. */
const BUILT_IN = /^(default|bridge|host|none|nat|container:.*)$/;
/** The ids of configs and secrets by name, as the swarm knows them. */
export interface FileIds {
  /** Ids of secrets, by name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Ids of configs, by name. */
  readonly configs: ReadonlyMap<string, string>;
}

/** What a swarm does not have that a file asks for. */
export class StackError extends Error {
  /** Always `StackError`. */
  override readonly name = "StackError";
}

/** The whole specification of a service; `project.name` is the stack. Throws {@link StackError}. */
export function serviceSpec(project: Project, service: Service, ids: FileIds): ServiceSpec {
  const { deploy = {} } = service;
  const labels = stackLabels(project.name, deploy.labels);
  labels[IMAGE] = service.image ?? "";
  return compact<ServiceSpec>({
    Name: `${project.name}_${service.name}`,
    Labels: labels,
    TaskTemplate: compact({
      ContainerSpec: containerSpec(project, service, ids),
      LogDriver: service.logging &&
        compact({ Name: service.logging.driver, Options: service.logging.options }),
      Resources: resourcesOf(deploy),
      RestartPolicy: restartPolicy(service),
      Placement: placementOf(deploy),
      Networks: networksOf(project, service),
    }),
    Mode: modeOf(service.name, deploy),
    UpdateConfig: updateConfig(deploy.update_config),
    RollbackConfig: updateConfig(deploy.rollback_config),
    EndpointSpec: compact({
      Mode: typeof deploy.endpoint_mode === "string"
        ? deploy.endpoint_mode.toLowerCase()
        : undefined,
      Ports: swarmPorts(service),
    }),
  });
}

function containerSpec(project: Project, service: Service, ids: FileIds) {
  const { add, drop } = capabilities(service);
  const dns = service.dns?.length || service.dns_search?.length;
  return compact({
    Image: service.image,
    Command: service.entrypoint ?? undefined,
    Args: service.command ?? undefined,
    Hostname: service.hostname,
    Hosts: service.extra_hosts?.map(hostEntry),
    DNSConfig: dns ? compact({ Nameservers: service.dns, Search: service.dns_search }) : undefined,
    Healthcheck: healthcheckOf(service),
    Env: environmentOf(service),
    Labels: stackLabels(project.name, service.labels),
    Dir: service.working_dir,
    User: service.user,
    Mounts: mountsOf(project, service),
    StopGracePeriod: service.stop_grace_period,
    StopSignal: service.stop_signal,
    TTY: service.tty,
    OpenStdin: service.stdin_open,
    Secrets: filesOf(project, service, "secrets", ids),
    Configs: filesOf(project, service, "configs", ids),
    ReadOnly: service.read_only,
    Privileges: {},
    Isolation: service.isolation,
    Init: service.init,
    Sysctls: service.sysctls,
    CapabilityAdd: add,
    CapabilityDrop: drop,
    Ulimits: service.ulimits === undefined ? undefined : Object.entries(service.ulimits)
      .sort(([a], [b]) => a < b ? -1 : 1)
      .map(([Name, u]) =>
        typeof u === "number" ? { Name, Soft: u, Hard: u } : { Name, Soft: u.soft, Hard: u.hard }
      ),
    OomScoreAdj: service.oom_score_adj,
  });
}

/** What is set, without what is not. */
export function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}

/** `host:address` as a line of a hosts file. */
function hostEntry(text: string): string {
  const at = text.search(/[:=]/);
  return `${text.slice(at + 1).replace(/^\[(.*)\]$/, "$1")} ${text.slice(0, at)}`;
}

function healthcheckOf({ healthcheck }: Service) {
  if (healthcheck === undefined) return undefined;
  if (healthcheck.disable) return { Test: ["NONE"] };
  return compact({
    Test: healthcheck.test,
    Interval: healthcheck.interval,
    Timeout: healthcheck.timeout,
    StartPeriod: healthcheck.start_period,
    StartInterval: healthcheck.start_interval,
    Retries: healthcheck.retries,
  });
}

function environmentOf({ environment }: Service): string[] | undefined {
  if (environment === undefined) return undefined;
  return Object.entries(environment).map(([k, v]) => v === null ? k : `${k}=${v}`).sort();
}

/** What is added counts before what is dropped. */
function capabilities(service: Service): { add?: string[]; drop?: string[] } {
  const whole = (word: string) => {
    const name = word.trim().toUpperCase();
    return name === "ALL" || name.startsWith("CAP_") ? name : `CAP_${name}`;
  };
  const set = (words: readonly string[] | undefined) => {
    const all = new Set((words ?? []).map(whole));
    return all.has("ALL") ? new Set(["ALL"]) : all;
  };
  const add = set(service.cap_add), drop = set(service.cap_drop);
  const dropped = [...drop].filter((c) => !add.has(c));
  return {
    ...(add.size > 0 && { add: [...add].sort() }),
    ...(dropped.length > 0 && { drop: dropped.sort() }),
  };
}

function filesOf(
  project: Project,
  service: Service,
  kind: "secrets" | "configs",
  ids: FileIds,
) {
  const refs = service[kind];
  if (refs === undefined || refs.length === 0) return undefined;
  const one = kind === "secrets" ? "Secret" : "Config";
  return refs.map((ref: FileReference) => {
    const { name } = project[kind][ref.source];
    const id = ids[kind].get(name);
    if (id === undefined) {
      throw new StackError(`service ${service.name}: ${one.toLowerCase()} not found: ${name}`);
    }
    return {
      File: {
        Name: ref.target ?? ref.source,
        UID: ref.uid ?? "0",
        GID: ref.gid ?? "0",
        Mode: ref.mode ?? 0o444,
      },
      [`${one}ID`]: id,
      [`${one}Name`]: name,
    };
  }).sort((a, b) => {
    const [x, y] = [a, b].map((f) => `${f[`${one}Name`]}\0${f.File.Name}`);
    return x < y ? -1 : 1;
  });
}

function resourcesOf({ resources }: Deploy) {
  const { limits, reservations } = resources ?? {};
  const cpus = (n: number | undefined) => n === undefined ? undefined : Math.round(n * 1e9);
  const generic = (reservations?.generic_resources ?? []) as {
    discrete_resource_spec?: { kind: string; value: unknown };
  }[];
  return compact({
    Limits: limits &&
      compact({
        NanoCPUs: cpus(limits.cpus),
        MemoryBytes: limits.memory,
        Pids: limits.pids,
      }),
    Reservations: reservations && compact({
      NanoCPUs: cpus(reservations.cpus),
      MemoryBytes: reservations.memory,
      GenericResources: generic.length === 0 ? undefined : generic.map((g) => ({
        DiscreteResourceSpec: g.discrete_resource_spec && {
          Kind: g.discrete_resource_spec.kind,
          Value: Number(g.discrete_resource_spec.value),
        },
      })),
    }),
  });
}

/** `deploy.restart_policy`, else what `restart` of a container would be. */
function restartPolicy({ deploy, restart }: Service) {
  const policy = deploy?.restart_policy;
  if (policy !== undefined) {
    return compact({
      Condition: policy.condition,
      Delay: policy.delay,
      MaxAttempts: policy.max_attempts,
      Window: policy.window,
    });
  }
  const [name = "no", count] = (restart ?? "no").split(":");
  if (name === "no") return undefined;
  const attempts = Number(count ?? 0);
  return compact({
    Condition: name === "on-failure" ? "on-failure" : "any",
    MaxAttempts: attempts > 0 ? attempts : undefined,
  });
}

function placementOf({ placement }: Deploy) {
  const { constraints, preferences, max_replicas_per_node } = (placement ?? {}) as {
    constraints?: string[];
    preferences?: { spread?: string }[];
    max_replicas_per_node?: number;
  };
  return compact({
    Constraints: constraints,
    Preferences: preferences?.map((p) => ({ Spread: { SpreadDescriptor: p.spread ?? "" } })),
    MaxReplicas: max_replicas_per_node,
  });
}

/** Aliases of the file, then the service's own name. */
function networksOf(project: Project, service: Service) {
  const keys = Object.keys(service.networks ?? {});
  return (keys.length === 0 ? ["default"] : keys).map((key) => {
    const own = service.networks?.[key];
    const Target = project.networks[key]?.name ?? `${project.name}_${key}`;
    const names = [...own?.aliases ?? [], ...BUILT_IN.test(Target) ? [] : [service.name]];
    return compact({
      Target,
      Aliases: names.length > 0 ? names : undefined,
      DriverOpts: own?.driver_opts,
    });
  }).sort((a, b) => a.Target! < b.Target! ? -1 : 1) as { Target: string }[];
}

function modeOf(name: string, { mode = "replicated", replicas }: Deploy): ServiceSpec["Mode"] {
  const many = replicas === undefined ? {} : { Replicas: replicas };
  if (mode.startsWith("global") && replicas !== undefined) {
    throw new StackError(
      `service ${name}: replicas can only be used with replicated or replicated-job mode`,
    );
  }
  switch (mode) {
    case "global-job":
      return { GlobalJob: {} };
    case "global":
      return { Global: {} };
    case "replicated-job":
      return {
        ReplicatedJob: replicas === undefined
          ? {}
          : { MaxConcurrent: replicas, TotalCompletions: replicas },
      };
    case "replicated":
    case "":
      return { Replicated: many };
  }
  throw new StackError(`service ${name}: Unknown mode: ${mode}`);
}

function updateConfig(given: unknown) {
  if (given === undefined) return undefined;
  const u = given as Record<string, string | number | undefined>;
  return compact({
    Parallelism: Number(u.parallelism ?? 1),
    Delay: u.delay as number | undefined,
    FailureAction: u.failure_action,
    Monitor: u.monitor,
    MaxFailureRatio: u.max_failure_ratio,
    Order: u.order,
  });
}

/** One for each port of a host; a range of them for one port of a task is as many. */
export function swarmPorts(service: Pick<Service, "ports">): ServicePort[] {
  return (service.ports ?? []).flatMap((port) => {
    const [from, to = from] = (port.published ?? "").split("-").map(Number);
    const hosts = port.published ? Array.from({ length: to - from + 1 }, (_, n) => from + n) : [0];
    return hosts.map((host) =>
      compact<ServicePort>({
        Protocol: port.protocol,
        TargetPort: port.target,
        PublishedPort: host || undefined,
        PublishMode: port.mode,
      })
    );
  }).sort((a, b) => (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0));
}
