/** A project as it is meant to be: plain data, keys as in the specification, everything in its long form. */
import type { PortForm, VolumeForm } from "./short_syntax.ts";
import type {
  Build,
  Dependency,
  Deploy,
  DeviceWish,
  FileReference,
  Healthcheck,
  ServiceHook,
  ServiceNetwork,
  Ulimit,
  WatchRule,
} from "./service_parts.ts";

export type {
  Build,
  Dependency,
  Deploy,
  DeviceWish,
  FileReference,
  Healthcheck,
  ServiceHook,
  ServiceNetwork,
  Ulimit,
  WatchRule,
} from "./service_parts.ts";

/** A service: what its containers are made of. Sizes in bytes, times in nanoseconds. */
export interface Service {
  /** `name` of the specification. */
  name: string;
  /** `annotations` of the specification. */
  annotations?: Record<string, string>;
  /** `attach` of the specification. */
  attach?: boolean;
  /** `blkio_config` of the specification. */
  blkio_config?: {
    weight?: number;
    weight_device?: { path: string; weight: number }[];
    device_read_bps?: { path: string; rate: number }[];
    device_read_iops?: { path: string; rate: number }[];
    device_write_bps?: { path: string; rate: number }[];
    device_write_iops?: { path: string; rate: number }[];
  };
  /** `build` of the specification. */
  build?: Build;
  /** `cap_add` of the specification. */
  cap_add?: string[];
  /** `cap_drop` of the specification. */
  cap_drop?: string[];
  /** `cgroup` of the specification. */
  cgroup?: string;
  /** `cgroup_parent` of the specification. */
  cgroup_parent?: string;
  /** `command` of the specification. */
  command?: string[] | null;
  /** `configs` of the specification. */
  configs?: FileReference[];
  /** `container_name` of the specification. */
  container_name?: string;
  /** `cpu_count` of the specification. */
  cpu_count?: number;
  /** `cpu_percent` of the specification. */
  cpu_percent?: number;
  /** Microseconds. */
  cpu_period?: number;
  /** Microseconds. */
  cpu_quota?: number;
  /** `cpu_rt_period` of the specification. */
  cpu_rt_period?: number;
  /** `cpu_rt_runtime` of the specification. */
  cpu_rt_runtime?: number;
  /** `cpu_shares` of the specification. */
  cpu_shares?: number;
  /** `cpus` of the specification. */
  cpus?: number;
  /** `cpuset` of the specification. */
  cpuset?: string;
  /** `depends_on` of the specification. */
  depends_on?: Record<string, Dependency>;
  /** `deploy` of the specification. */
  deploy?: Deploy;
  /** `develop` of the specification. */
  develop?: { watch?: WatchRule[] };
  /** `device_cgroup_rules` of the specification. */
  device_cgroup_rules?: string[];
  /** `devices` of the specification. */
  devices?: { source: string; target: string; permissions: string }[];
  /** `dns` of the specification. */
  dns?: string[];
  /** `dns_opt` of the specification. */
  dns_opt?: string[];
  /** `dns_search` of the specification. */
  dns_search?: string[];
  /** `domainname` of the specification. */
  domainname?: string;
  /** `entrypoint` of the specification. */
  entrypoint?: string[] | null;
  /** `env_file` of the specification. */
  env_file?: { path: string; required: boolean; format?: string }[];
  /** `environment` of the specification. */
  environment?: Record<string, string | null>;
  /** `expose` of the specification. */
  expose?: string[];
  /** `external_links` of the specification. */
  external_links?: string[];
  /** `extra_hosts` of the specification. */
  extra_hosts?: string[];
  /** `gpus` of the specification. */
  gpus?: DeviceWish[];
  /** `group_add` of the specification. */
  group_add?: string[];
  /** `healthcheck` of the specification. */
  healthcheck?: Healthcheck;
  /** `hostname` of the specification. */
  hostname?: string;
  /** `image` of the specification. */
  image?: string;
  /** `init` of the specification. */
  init?: boolean;
  /** `ipc` of the specification. */
  ipc?: string;
  /** `isolation` of the specification. */
  isolation?: string;
  /** `label_file` of the specification. */
  label_file?: string[];
  /** `labels` of the specification. */
  labels?: Record<string, string>;
  /** `links` of the specification. */
  links?: string[];
  /** `logging` of the specification. */
  logging?: { driver?: string; options?: Record<string, string> };
  /** `mac_address` of the specification. */
  mac_address?: string;
  /** `mem_limit` of the specification. */
  mem_limit?: number;
  /** `mem_reservation` of the specification. */
  mem_reservation?: number;
  /** `mem_swappiness` of the specification. */
  mem_swappiness?: number;
  /** `memswap_limit` of the specification. */
  memswap_limit?: number;
  /** `network_mode` of the specification. */
  network_mode?: string;
  /** `networks` of the specification. */
  networks?: Record<string, ServiceNetwork | null>;
  /** `oom_kill_disable` of the specification. */
  oom_kill_disable?: boolean;
  /** `oom_score_adj` of the specification. */
  oom_score_adj?: number;
  /** `pid` of the specification. */
  pid?: string;
  /** `pids_limit` of the specification. */
  pids_limit?: number;
  /** `platform` of the specification. */
  platform?: string;
  /** `ports` of the specification. */
  ports?: PortForm[];
  /** `post_start` of the specification. */
  post_start?: ServiceHook[];
  /** `pre_stop` of the specification. */
  pre_stop?: ServiceHook[];
  /** `privileged` of the specification. */
  privileged?: boolean;
  /** `profiles` of the specification. */
  profiles?: string[];
  /** `pull_policy` of the specification. */
  pull_policy?: string;
  /** `read_only` of the specification. */
  read_only?: boolean;
  /** `restart` of the specification. */
  restart?: string;
  /** `runtime` of the specification. */
  runtime?: string;
  /** `scale` of the specification. */
  scale?: number;
  /** `secrets` of the specification. */
  secrets?: FileReference[];
  /** `security_opt` of the specification. */
  security_opt?: string[];
  /** `shm_size` of the specification. */
  shm_size?: number;
  /** `stdin_open` of the specification. */
  stdin_open?: boolean;
  /** `stop_grace_period` of the specification. */
  stop_grace_period?: number;
  /** `stop_signal` of the specification. */
  stop_signal?: string;
  /** `storage_opt` of the specification. */
  storage_opt?: Record<string, string>;
  /** `sysctls` of the specification. */
  sysctls?: Record<string, string>;
  /** `tmpfs` of the specification. */
  tmpfs?: string[];
  /** `tty` of the specification. */
  tty?: boolean;
  /** `ulimits` of the specification. */
  ulimits?: Record<string, Ulimit>;
  /** `user` of the specification. */
  user?: string;
  /** `userns_mode` of the specification. */
  userns_mode?: string;
  /** `uts` of the specification. */
  uts?: string;
  /** `volumes` of the specification. */
  volumes?: VolumeForm[];
  /** `volumes_from` of the specification. */
  volumes_from?: string[];
  /** `working_dir` of the specification. */
  working_dir?: string;
}

/** A network of the project. */
export interface ProjectNetwork {
  /** On the engine. */
  name: string;
  /** `driver` of the specification. */
  driver?: string;
  /** `driver_opts` of the specification. */
  driver_opts?: Record<string, string>;
  /** `ipam` of the specification. */
  ipam?: {
    driver?: string;
    config?: {
      subnet?: string;
      ip_range?: string;
      gateway?: string;
      aux_addresses?: Record<string, string>;
    }[];
    options?: Record<string, string>;
  };
  /** `external` of the specification. */
  external?: boolean;
  /** `internal` of the specification. */
  internal?: boolean;
  /** `enable_ipv4` of the specification. */
  enable_ipv4?: boolean;
  /** `enable_ipv6` of the specification. */
  enable_ipv6?: boolean;
  /** `attachable` of the specification. */
  attachable?: boolean;
  /** `labels` of the specification. */
  labels?: Record<string, string>;
}

/** A named volume of the project. */
export interface ProjectVolume {
  /** On the engine. */
  name: string;
  /** `driver` of the specification. */
  driver?: string;
  /** `driver_opts` of the specification. */
  driver_opts?: Record<string, string>;
  /** `external` of the specification. */
  external?: boolean;
  /** `labels` of the specification. */
  labels?: Record<string, string>;
}

/** A secret or config of the project; exactly one of its sources is set. */
export interface ProjectFile {
  /** `name` of the specification. */
  name: string;
  /** An absolute path. */
  file?: string;
  /** A variable. */
  environment?: string;
  /** `content` of the specification. */
  content?: string;
  /** `external` of the specification. */
  external?: boolean;
  /** `labels` of the specification. */
  labels?: Record<string, string>;
  /** `driver` of the specification. */
  driver?: string;
  /** `driver_opts` of the specification. */
  driver_opts?: Record<string, string>;
  /** `template_driver` of the specification. */
  template_driver?: string;
}

/** A project. */
export interface Project {
  /** `name` of the specification. */
  name: string;
  /** Absolute. */
  workingDir: string;
  /** Absolute, in their order; `-` is stdin. */
  files: string[];
  /** By name; those that no active profile names are left out. */
  services: Record<string, Service>;
  /** Left out by their profiles. */
  disabled: Record<string, Service>;
  /** `networks` of the specification. */
  networks: Record<string, ProjectNetwork>;
  /** `volumes` of the specification. */
  volumes: Record<string, ProjectVolume>;
  /** `secrets` of the specification. */
  secrets: Record<string, ProjectFile>;
  /** `configs` of the specification. */
  configs: Record<string, ProjectFile>;
  /** What `environment` of secrets and configs is read from. */
  variables: Readonly<Record<string, string | undefined>>;
  /** What one should know. */
  warnings: string[];
}

/** How many containers a service has. */
export function scaleOf(service: Service): number {
  return service.scale ?? service.deploy?.replicas ?? 1;
}

/** The image a service runs: its own, or the one that is built for it. */
export function imageOf(project: Pick<Project, "name">, service: Service): string {
  return service.image ?? `${project.name}-${service.name}`;
}
