/** What a service of a project is put together from: its build, health check, deployment and the like. */

/** A file of a secret or config in a service. */
export interface FileReference {
  /** `source` of the specification. */
  source: string;
  /** `target` of the specification. */
  target?: string;
  /** `uid` of the specification. */
  uid?: string;
  /** `gid` of the specification. */
  gid?: string;
  /** Bits. */
  mode?: number;
}

/** How a service hangs on another one. */
export interface Dependency {
  /** `condition` of the specification. */
  condition: "service_started" | "service_healthy" | "service_completed_successfully";
  /** `required` of the specification. */
  required: boolean;
  /** `restart` of the specification. */
  restart?: boolean;
}

/** A service's end on a network. */
export interface ServiceNetwork {
  /** `aliases` of the specification. */
  aliases?: string[];
  /** `interface_name` of the specification. */
  interface_name?: string;
  /** `ipv4_address` of the specification. */
  ipv4_address?: string;
  /** `ipv6_address` of the specification. */
  ipv6_address?: string;
  /** `link_local_ips` of the specification. */
  link_local_ips?: string[];
  /** `mac_address` of the specification. */
  mac_address?: string;
  /** `driver_opts` of the specification. */
  driver_opts?: Record<string, string>;
  /** `priority` of the specification. */
  priority?: number;
  /** `gw_priority` of the specification. */
  gw_priority?: number;
}

/** How a service's image is built. */
export interface Build {
  /** An absolute path, or an address. */
  context: string;
  /** `dockerfile` of the specification. */
  dockerfile?: string;
  /** `dockerfile_inline` of the specification. */
  dockerfile_inline?: string;
  /** `args` of the specification. */
  args?: Record<string, string | null>;
  /** `labels` of the specification. */
  labels?: Record<string, string>;
  /** `cache_from` of the specification. */
  cache_from?: string[];
  /** `no_cache` of the specification. */
  no_cache?: boolean;
  /** `network` of the specification. */
  network?: string;
  /** `pull` of the specification. */
  pull?: boolean;
  /** `target` of the specification. */
  target?: string;
  /** Bytes. */
  shm_size?: number;
  /** `extra_hosts` of the specification. */
  extra_hosts?: string[];
  /** `isolation` of the specification. */
  isolation?: string;
  /** `tags` of the specification. */
  tags?: string[];
  /** `ulimits` of the specification. */
  ulimits?: Record<string, Ulimit>;
  /** `platforms` of the specification. */
  platforms?: string[];
}

/** A limit of processes: one number for both, or each. */
export type Ulimit = number | { soft: number; hard: number };

/** When a service is well; times in nanoseconds. */
export interface Healthcheck {
  /** `test` of the specification. */
  test?: string[];
  /** `interval` of the specification. */
  interval?: number;
  /** `timeout` of the specification. */
  timeout?: number;
  /** `start_period` of the specification. */
  start_period?: number;
  /** `start_interval` of the specification. */
  start_interval?: number;
  /** `retries` of the specification. */
  retries?: number;
  /** `disable` of the specification. */
  disable?: boolean;
}

/** Devices that a driver finds. */
export interface DeviceWish {
  /** `capabilities` of the specification. */
  capabilities?: string[];
  /** -1 is all. */
  count?: number;
  /** `device_ids` of the specification. */
  device_ids?: string[];
  /** `driver` of the specification. */
  driver?: string;
  /** `options` of the specification. */
  options?: Record<string, string>;
}

/** How many, where, and with which limits; what only a swarm reads stands here as in the file. */
export interface Deploy {
  /** `mode` of the specification. */
  mode?: string;
  /** `replicas` of the specification. */
  replicas?: number;
  /** `labels` of the specification. */
  labels?: Record<string, string>;
  /** `resources` of the specification. */
  resources?: {
    /** Memory in bytes. */
    limits?: { cpus?: number; memory?: number; pids?: number };
    reservations?: {
      cpus?: number;
      memory?: number;
      devices?: DeviceWish[];
      [key: string]: unknown;
    };
  };
  /** `restart_policy` of the specification. */
  restart_policy?: { condition?: string; delay?: number; max_attempts?: number; window?: number };
  /** What only a swarm reads. */
  [key: string]: unknown;
}

/** A command that is run in a service's containers. */
export interface ServiceHook {
  /** The program and its arguments. */
  command: string[];
  /** `user` of the specification. */
  user?: string;
  /** `privileged` of the specification. */
  privileged?: boolean;
  /** `working_dir` of the specification. */
  working_dir?: string;
  /** `environment` of the specification. */
  environment?: Record<string, string | null>;
}

/** What is done when files of a folder change. */
export interface WatchRule {
  /** Absolute: a file, or a folder with all below it. */
  path: string;
  /** What is done. */
  action: "rebuild" | "sync" | "restart" | "sync+restart" | "sync+exec";
  /** Where the files go in the container. */
  target?: string;
  /** Patterns as in `.dockerignore`, from `path`. */
  ignore?: string[];
  /** Only what one of these patterns matches. */
  include?: string[];
  /** Run after files were copied. */
  exec?: ServiceHook;
  /** Files are copied once at the beginning. */
  initial_sync?: boolean;
}
