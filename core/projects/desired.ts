/** What the engine is to be asked for: a service as a create request, networks, volumes. Pure but for the hash. */
import type { ContainerCreateConfig, HostConfig, Mount } from "../containers/config.ts";
import type { EndpointSettings, NetworkCreateConfig, PortBinding } from "../networks/types.ts";
import { LABEL } from "./labels.ts";
import { allDependsOn } from "./load.ts";
import { deviceRequests, resources } from "./desired_resources.ts";
import {
  type FileReference,
  imageOf,
  type Project,
  type ProjectFile,
  type ProjectNetwork,
  type ProjectVolume,
  type Service,
} from "./model.ts";

/** A file that is put into a container between its making and its start. */
export interface PutFile {
  /** Absolute path in the container. */
  path: string;
  /** What is in it. */
  content: string;
  /** Who has it. */
  uid: number;
  /** Which group has it. */
  gid: number;
  /** Bits. */
  mode: number;
}

/** A service's container, but for its number. */
export interface DesiredContainer {
  /** Its name in the files. */
  service: string;
  /** What create takes, but for the number. */
  request: ContainerCreateConfig;
  /** Put in between create and start. */
  files: PutFile[];
  /** SHA-256 of all of it, in hexadecimal. */
  hash: string;
  /** `os/arch/variant`, where one is asked for. */
  platform?: string;
}

/** What {@link desiredContainer} has to know of other containers. */
export interface Others {
  /** The name of a service's first container, for `service:NAME`. */
  containerOf(service: string): string;
}

/** Keys in order, so that equal requests have equal texts. */
export function stableJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${stableJson(v)}`).join(",")}}`;
}

/** SHA-256 of a value, in hexadecimal. */
export async function hashOf(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(stableJson(value));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/** What a service's containers are made from. */
export async function desiredContainer(
  project: Project,
  service: Service,
  others: Others,
): Promise<DesiredContainer> {
  const { binds, mounts, anonymous } = volumesOf(project, service);
  const { files, fileBinds } = filesOf(project, service);
  const links = nonEmpty(linksOf(project, service, others));
  const networks = endpointsOf(project, service, links);
  const mode = networkMode(project, service, others, networks);
  const { exposed, bindings } = portsOf(service);
  const hostConfig: HostConfig = compact({
    ...resources(service),
    Binds: nonEmpty([...binds, ...fileBinds]),
    Mounts: nonEmpty(mounts),
    NetworkMode: mode,
    PortBindings: nonEmptyMap(bindings),
    RestartPolicy: restartPolicy(service),
    LogConfig: service.logging &&
      { Type: service.logging.driver ?? "", Config: service.logging.options ?? {} },
    Annotations: service.annotations,
    CapAdd: service.cap_add,
    CapDrop: service.cap_drop,
    CgroupnsMode: service.cgroup,
    Dns: service.dns,
    DnsOptions: service.dns_opt,
    DnsSearch: service.dns_search,
    ExtraHosts: service.extra_hosts?.map((h) => h.replace("=", ":")),
    GroupAdd: service.group_add,
    IpcMode: shared(service.ipc, others),
    Links: links,
    OomScoreAdj: service.oom_score_adj,
    PidMode: shared(service.pid, others),
    Privileged: service.privileged,
    ReadonlyRootfs: service.read_only,
    SecurityOpt: service.security_opt,
    StorageOpt: service.storage_opt,
    Tmpfs: nonEmptyMap(tmpfsOf(service)),
    UTSMode: service.uts,
    UsernsMode: service.userns_mode,
    ShmSize: service.shm_size,
    Sysctls: service.sysctls,
    Runtime: service.runtime,
    Isolation: service.isolation,
    Init: service.init,
    VolumesFrom: service.volumes_from?.map((v) => volumesFrom(v, others)),
    DeviceRequests: nonEmpty(deviceRequests(service)),
  });
  const request: ContainerCreateConfig = compact({
    Hostname: service.hostname,
    Domainname: service.domainname,
    User: service.user,
    ExposedPorts: nonEmptyMap(exposed),
    Tty: service.tty,
    OpenStdin: service.stdin_open,
    Env: nonEmpty(
      Object.entries(service.environment ?? {}).filter(([, v]) => v !== null)
        .map(([k, v]) => `${k}=${v}`).sort(),
    ),
    Cmd: service.command ?? undefined,
    Entrypoint: service.entrypoint ?? undefined,
    Image: imageOf(project, service),
    Volumes: nonEmptyMap(anonymous),
    WorkingDir: service.working_dir,
    StopSignal: service.stop_signal,
    StopTimeout: service.stop_grace_period === undefined
      ? undefined
      : Math.ceil(service.stop_grace_period / 1e9),
    Healthcheck: healthcheckOf(service),
    Labels: { ...service.labels },
    HostConfig: hostConfig,
    NetworkingConfig: networks.length === 0 ? undefined : {
      EndpointsConfig: Object.fromEntries(networks.map((n) => [n.network, n.endpoint])),
    },
  });
  const hash = await hashOf({ request, files, platform: service.platform });
  // As docker compose has it; for who looks at the container, no more.
  Object.assign(request, { AttachStdout: true, AttachStderr: true });
  request.Labels = {
    ...request.Labels,
    [LABEL.project]: project.name,
    [LABEL.service]: service.name,
    [LABEL.oneoff]: "False",
    [LABEL.configHash]: "",
    [LABEL.workingDir]: project.workingDir,
    [LABEL.files]: project.files.join(","),
    [LABEL.dependsOn]: Object.entries(allDependsOn(service))
      .map(([name, d]) => `${name}:${d.condition}:${d.restart ?? false}`).join(","),
    [LABEL.hash]: hash,
  };
  return {
    service: service.name,
    request,
    files,
    hash,
    ...(service.platform !== undefined && { platform: service.platform }),
  };
}

function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
}
const nonEmpty = <T>(all: T[]): T[] | undefined => all.length === 0 ? undefined : all;
const nonEmptyMap = <T extends object>(all: T): T | undefined =>
  Object.keys(all).length === 0 ? undefined : all;

function restartPolicy(service: Service): HostConfig["RestartPolicy"] {
  if (service.restart !== undefined) {
    const [name, count] = service.restart.split(":");
    return {
      Name: name as "no",
      ...(count !== undefined && { MaximumRetryCount: Number(count) }),
    };
  }
  const policy = service.deploy?.restart_policy;
  if (policy === undefined) return undefined;
  if (policy.condition === "none") return { Name: "no" };
  const name = policy.condition === "on-failure" ? "on-failure" : "always";
  return {
    Name: name,
    ...(name === "on-failure" && policy.max_attempts !== undefined &&
      { MaximumRetryCount: policy.max_attempts }),
  };
}

function healthcheckOf(service: Service): ContainerCreateConfig["Healthcheck"] {
  const check = service.healthcheck;
  if (check === undefined) return undefined;
  if (check.disable || check.test?.[0] === "NONE") return { Test: ["NONE"] };
  return compact({
    Test: check.test,
    Interval: check.interval,
    Timeout: check.timeout,
    StartPeriod: check.start_period,
    StartInterval: check.start_interval,
    Retries: check.retries,
  });
}

function portsOf(service: Service) {
  const exposed: Record<string, Record<string, never>> = {};
  const bindings: Record<string, PortBinding[]> = {};
  for (const word of service.expose ?? []) {
    const [range, protocol = "tcp"] = word.split("/");
    const [from, to = from] = range.split("-").map(Number);
    for (let n = from; n <= to && n - from < 65_536; n++) exposed[`${n}/${protocol}`] = {};
  }
  for (const port of service.ports ?? []) {
    const key = `${port.target}/${port.protocol}`;
    exposed[key] = {};
    (bindings[key] ??= []).push({ HostIp: port.host_ip ?? "", HostPort: port.published ?? "" });
  }
  return { exposed, bindings };
}

function tmpfsOf(service: Service): Record<string, string> {
  return Object.fromEntries((service.tmpfs ?? []).map((word) => {
    const [path, ...options] = word.split(":");
    return [path, options.join(":")];
  }));
}

/** Binds where a bind says it all, mounts for the rest, as docker compose does it. */
function volumesOf(project: Project, service: Service) {
  const binds: string[] = [], mounts: Mount[] = [];
  const anonymous: Record<string, Record<string, never>> = {};
  for (const v of service.volumes ?? []) {
    const mount: Mount = { Type: v.type as "bind", Target: v.target };
    if (v.read_only) mount.ReadOnly = true;
    if (v.consistency) mount.Consistency = v.consistency;
    if (v.type === "bind") {
      const { recursive, create_host_path, propagation, selinux } = v.bind ?? {};
      if (create_host_path !== false && recursive === undefined) {
        const words = [v.read_only ? "ro" : "rw", selinux, propagation].filter((w) => w);
        binds.push(`${v.source}:${v.target}:${words.join(",")}`);
        continue;
      }
      mount.Source = v.source;
      mount.BindOptions = compact({
        Propagation: propagation,
        CreateMountpoint: create_host_path || undefined,
        NonRecursive: recursive === "disabled" || undefined,
        ReadOnlyNonRecursive: recursive === "writable" || undefined,
        ReadOnlyForceRecursive: recursive === "readonly" || undefined,
      });
    } else if (v.type === "volume") {
      const source = v.source ? project.volumes[v.source].name : undefined;
      const { nocopy, subpath, labels } = v.volume ?? {};
      if (source === undefined && !nocopy && !labels) {
        anonymous[v.target] = {};
        continue;
      }
      if (source !== undefined && subpath === undefined && labels === undefined) {
        binds.push(`${source}:${v.target}:${v.read_only ? "ro" : "rw"}${nocopy ? ",nocopy" : ""}`);
        continue;
      }
      if (source !== undefined) mount.Source = source;
      mount.VolumeOptions = compact({ NoCopy: nocopy, Subpath: subpath, Labels: labels });
    } else if (v.type === "tmpfs") {
      mount.TmpfsOptions = compact({
        SizeBytes: v.tmpfs?.size === undefined ? undefined : Number(v.tmpfs.size),
        Mode: v.tmpfs?.mode,
      });
    } else {
      mount.Source = v.source;
      if (v.image?.subpath) mount.ImageOptions = { Subpath: v.image.subpath };
    }
    mounts.push(mount);
  }
  return { binds, mounts, anonymous };
}

/** Files of secrets and configs: those of this machine are bound, others are put in. */
function filesOf(project: Project, service: Service): { files: PutFile[]; fileBinds: string[] } {
  const files: PutFile[] = [], fileBinds: string[] = [];
  const add = (ref: FileReference, from: ProjectFile, folder: string) => {
    const target = ref.target ?? ref.source;
    const path = target.startsWith("/") ? target : `${folder}${target}`;
    if (from.file !== undefined) {
      fileBinds.push(`${from.file}:${path}:ro`);
      return;
    }
    const content = from.content ??
      (from.environment === undefined ? undefined : project.variables[from.environment]);
    if (content === undefined) return;
    const id = (word: string | undefined) => Number(word ?? 0) || 0;
    files.push({ path, content, uid: id(ref.uid), gid: id(ref.gid), mode: ref.mode ?? 0o444 });
  };
  for (const ref of service.secrets ?? []) add(ref, project.secrets[ref.source], "/run/secrets/");
  for (const ref of service.configs ?? []) add(ref, project.configs[ref.source], "/");
  return { files, fileBinds };
}

/** The networks of a service, the first one first: of the highest priority, else by name. */
function endpointsOf(
  project: Project,
  service: Service,
  links: string[] | undefined,
): { network: string; endpoint: EndpointSettings }[] {
  if (service.network_mode !== undefined) return [];
  const all = Object.entries(service.networks ?? {});
  all.sort(([a, x], [b, y]) => (y?.priority ?? 0) - (x?.priority ?? 0) || (a < b ? -1 : 1));
  return all.map(([key, own], n) => {
    const options = {
      ...own?.driver_opts,
      ...(own?.interface_name &&
        { "com.docker.network.endpoint.ifname": own.interface_name }),
    };
    const addresses = compact({
      IPv4Address: own?.ipv4_address,
      IPv6Address: own?.ipv6_address,
      LinkLocalIPs: own?.link_local_ips,
    });
    return {
      network: project.networks[key].name,
      endpoint: compact<EndpointSettings>({
        Aliases: [service.name, ...own?.aliases ?? []],
        // Those of the host config count on the engine's own bridge alone.
        Links: links,
        IPAMConfig: nonEmptyMap(addresses),
        DriverOpts: nonEmptyMap(options),
        MacAddress: own?.mac_address ?? (n === 0 ? service.mac_address : undefined),
        GwPriority: own?.gw_priority,
      }),
    };
  });
}

function networkMode(
  project: Project,
  service: Service,
  others: Others,
  networks: readonly { network: string }[],
): string | undefined {
  if (service.network_mode !== undefined) return shared(service.network_mode, others);
  return networks[0]?.network ?? (Object.keys(project.networks).length === 0 ? undefined : "none");
}

function shared(word: string | undefined, others: Others): string | undefined {
  const name = /^service:(.+)$/.exec(word ?? "")?.[1];
  return name === undefined ? word : `container:${others.containerOf(name)}`;
}

/** Links as docker compose makes them: each with the names by which it can be reached, too. */
function linksOf(project: Project, service: Service, others: Others): string[] {
  const own = (service.links ?? []).flatMap((word) => {
    const [name, alias = name] = word.split(":");
    const names = [alias, `${name}-1`, `${project.name}-${name}-1`];
    return names.map((n) => `${others.containerOf(name)}:${n}`);
  });
  const external = (service.external_links ?? []).map((word) =>
    word.includes(":") ? word : `${word}:${word}`
  );
  return [...own, ...external];
}

function volumesFrom(word: string, others: Others): string {
  if (word.startsWith("container:")) return word.slice("container:".length);
  const [name, ...mode] = word.split(":");
  return [others.containerOf(name), ...mode].join(":");
}

/** What a network of the project is made from; undefined for one that is there already. */
export async function desiredNetwork(
  project: Pick<Project, "name">,
  key: string,
  network: ProjectNetwork,
): Promise<NetworkCreateConfig | undefined> {
  if (network.external) return undefined;
  const { ipam } = network;
  const request: NetworkCreateConfig = compact({
    Name: network.name,
    Driver: network.driver ?? "bridge",
    Internal: network.internal,
    Attachable: network.attachable,
    EnableIPv4: network.enable_ipv4 === false ? false : undefined,
    EnableIPv6: network.enable_ipv6,
    Options: network.driver_opts,
    IPAM: ipam && compact({
      Driver: ipam.driver,
      Options: ipam.options,
      Config: ipam.config?.map((c) =>
        compact({
          Subnet: c.subnet,
          IPRange: c.ip_range,
          Gateway: c.gateway,
          AuxiliaryAddresses: c.aux_addresses,
        })
      ),
    }),
    Labels: { ...network.labels },
  });
  const hash = await hashOf(request);
  request.Labels = {
    ...request.Labels,
    [LABEL.project]: project.name,
    [LABEL.network]: key,
    [LABEL.hash]: hash,
  };
  return request;
}

/** What a volume of the project is made from; undefined for one that is there already. */
export async function desiredVolume(
  project: Pick<Project, "name">,
  key: string,
  volume: ProjectVolume,
): Promise<
  | {
    name: string;
    driver: string;
    driverOpts?: Record<string, string>;
    labels: Record<string, string>;
  }
  | undefined
> {
  if (volume.external) return undefined;
  const request = {
    name: volume.name,
    driver: volume.driver ?? "local",
    ...(volume.driver_opts && { driverOpts: volume.driver_opts }),
    labels: { ...volume.labels },
  };
  const hash = await hashOf(request);
  return {
    ...request,
    labels: {
      ...request.labels,
      [LABEL.project]: project.name,
      [LABEL.volume]: key,
      [LABEL.hash]: hash,
    },
  };
}
