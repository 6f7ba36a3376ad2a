import type { EndpointSettings, PortBinding } from "../networks/types.ts";

/** The engine's word for what a container is doing. */
export type ContainerState =
  | "created"
  | "running"
  | "paused"
  | "restarting"
  | "removing"
  | "exited"
  | "dead"
  // Podman has more (`stopped`, `configured`), and engines to come may have others.
  | (string & Record<never, never>);

/** What a healthcheck says. */
export type HealthState = "starting" | "healthy" | "unhealthy";

/** A port of a container, published or merely exposed. */
export interface Port {
  /** Address on the host; absent when the port is not published. */
  ip?: string;
  privatePort: number;
  /** Port on the host; absent when the port is not published. */
  publicPort?: number;
  /** `tcp`, `udp` or `sctp`. */
  type: string;
}

/** A mount of a container as the list tells it. */
export interface ContainerMount {
  /** `bind`, `volume`, `tmpfs`, `npipe`, `cluster` or `image`. */
  type: string;
  /** Name of the volume, where it is one. */
  name?: string;
  /** Path on the host. */
  source: string;
  /** Path in the container. */
  destination: string;
  /** Writable. */
  rw: boolean;
}

/** A network that a container is attached to, as the list tells it. */
export interface NetworkAttachment {
  networkId: string;
  /** Absent while the container does not run. */
  ipAddress?: string;
  ipv6Address?: string;
  gateway?: string;
  macAddress?: string;
  aliases: string[];
}

/** A row of the list of containers: normalised, with nothing null. */
export interface ContainerSummary {
  /** 64 hexadecimal digits. */
  id: string;
  /** Every name without its leading slash; links look like `web/db`. May be empty. */
  names: string[];
  /** The container's own name, `""` if it has none (one that is being removed). */
  name: string;
  /** The image as the engine shows it: the reference it was made from, or an id. */
  image: string;
  imageId: string;
  command: string;
  created: Date;
  state: ContainerState;
  /** The engine's own words: `Up 3 minutes (healthy)`. */
  status: string;
  /** What the healthcheck says; absent without one. */
  health?: HealthState;
  ports: Port[];
  labels: Record<string, string>;
  mounts: ContainerMount[];
  /** By name of the network. */
  networks: Record<string, NetworkAttachment>;
  /** Bytes written to the container's own layer; only where `size` was asked for. */
  sizeRw?: number;
  /** Bytes of the whole root file system; only where `size` was asked for. */
  sizeRootFs?: number;
}

/** The healthcheck of an image or container. Times in nanoseconds; 0 means inherit. */
export interface HealthConfig {
  /** `["NONE"]` turns it off, `["CMD", …]` and `["CMD-SHELL", "…"]` run something. */
  Test?: string[];
  Interval?: number;
  Timeout?: number;
  Retries?: number;
  StartPeriod?: number;
  /** API 1.44. */
  StartInterval?: number;
}

/** What is the container's own, independent of the host (the engine's `Config`). */
export interface ContainerConfig {
  Hostname?: string;
  Domainname?: string;
  User?: string;
  AttachStdin?: boolean;
  AttachStdout?: boolean;
  AttachStderr?: boolean;
  ExposedPorts?: Record<string, Record<string, never>> | null;
  Tty?: boolean;
  OpenStdin?: boolean;
  /** Closes the container's stdin when the first attached client ends its own. */
  StdinOnce?: boolean;
  Env?: string[] | null;
  Cmd?: string[] | string | null;
  Healthcheck?: HealthConfig;
  ArgsEscaped?: boolean;
  Image?: string;
  Volumes?: Record<string, Record<string, never>> | null;
  WorkingDir?: string;
  Entrypoint?: string[] | string | null;
  NetworkDisabled?: boolean;
  MacAddress?: string;
  OnBuild?: string[] | null;
  Labels?: Record<string, string> | null;
  StopSignal?: string;
  /** Seconds. */
  StopTimeout?: number;
  Shell?: string[];
}

/** A mount as create takes it. */
export interface Mount {
  Type: "bind" | "volume" | "tmpfs" | "npipe" | "cluster" | "image";
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  Consistency?: string;
  BindOptions?: {
    Propagation?: string;
    NonRecursive?: boolean;
    CreateMountpoint?: boolean;
    ReadOnlyNonRecursive?: boolean;
    ReadOnlyForceRecursive?: boolean;
  };
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: Record<string, string>;
    Subpath?: string;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
  };
  ImageOptions?: { Subpath?: string };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number; Options?: string[][] };
}

/** A device of the host in the container. */
export interface DeviceMapping {
  PathOnHost: string;
  PathInContainer?: string;
  CgroupPermissions?: string;
}

/** A request for devices such as GPUs (API 1.40). A `Count` of -1 is all. */
export interface DeviceRequest {
  Driver?: string;
  Count?: number;
  DeviceIDs?: string[];
  Capabilities?: string[][];
  Options?: Record<string, string>;
}

/** A limit by device: bytes or operations a second. */
export interface ThrottleDevice {
  Path: string;
  Rate: number;
}

/** What update can change, too: memory in bytes, CPU times in microseconds. */
export interface Resources {
  CpuShares?: number;
  Memory?: number;
  /** Billionths of a CPU. */
  NanoCpus?: number;
  CgroupParent?: string;
  BlkioWeight?: number;
  BlkioWeightDevice?: { Path: string; Weight: number }[] | null;
  BlkioDeviceReadBps?: ThrottleDevice[] | null;
  BlkioDeviceWriteBps?: ThrottleDevice[] | null;
  BlkioDeviceReadIOps?: ThrottleDevice[] | null;
  BlkioDeviceWriteIOps?: ThrottleDevice[] | null;
  CpuPeriod?: number;
  CpuQuota?: number;
  CpuRealtimePeriod?: number;
  CpuRealtimeRuntime?: number;
  CpusetCpus?: string;
  CpusetMems?: string;
  Devices?: DeviceMapping[] | null;
  DeviceCgroupRules?: string[] | null;
  DeviceRequests?: DeviceRequest[] | null;
  KernelMemory?: number;
  KernelMemoryTCP?: number;
  MemoryReservation?: number;
  /** Memory and swap together; -1 is no limit. */
  MemorySwap?: number;
  MemorySwappiness?: number | null;
  OomKillDisable?: boolean | null;
  PidsLimit?: number | null;
  Ulimits?: { Name: string; Soft: number; Hard: number }[] | null;
  CpuCount?: number;
  CpuPercent?: number;
  IOMaximumIOps?: number;
  IOMaximumBandwidth?: number;
}

/** When the engine starts a container again by itself. */
export interface RestartPolicy {
  Name: "" | "no" | "always" | "unless-stopped" | "on-failure";
  /** Only for `on-failure`; 0 is no limit. */
  MaximumRetryCount?: number;
}

/** What binds a container to its host (the engine's `HostConfig`). */
export interface HostConfig extends Resources {
  Binds?: string[] | null;
  ContainerIDFile?: string;
  LogConfig?: { Type?: string; Config?: Record<string, string> | null };
  NetworkMode?: string;
  PortBindings?: Record<string, PortBinding[] | null> | null;
  RestartPolicy?: RestartPolicy;
  AutoRemove?: boolean;
  VolumeDriver?: string;
  VolumesFrom?: string[] | null;
  /** Rows and columns. */
  ConsoleSize?: [number, number];
  Annotations?: Record<string, string> | null;
  CapAdd?: string[] | null;
  CapDrop?: string[] | null;
  CgroupnsMode?: string;
  Dns?: string[] | null;
  DnsOptions?: string[] | null;
  DnsSearch?: string[] | null;
  ExtraHosts?: string[] | null;
  GroupAdd?: string[] | null;
  IpcMode?: string;
  Cgroup?: string;
  Links?: string[] | null;
  OomScoreAdj?: number;
  PidMode?: string;
  Privileged?: boolean;
  PublishAllPorts?: boolean;
  ReadonlyRootfs?: boolean;
  SecurityOpt?: string[] | null;
  StorageOpt?: Record<string, string> | null;
  Tmpfs?: Record<string, string> | null;
  UTSMode?: string;
  UsernsMode?: string;
  /** Bytes. */
  ShmSize?: number;
  Sysctls?: Record<string, string> | null;
  Runtime?: string;
  Isolation?: string;
  Mounts?: Mount[] | null;
  MaskedPaths?: string[] | null;
  ReadonlyPaths?: string[] | null;
  Init?: boolean | null;
}

/** What create takes: the engine's own document. */
export interface ContainerCreateConfig extends ContainerConfig {
  HostConfig?: HostConfig;
  NetworkingConfig?: { EndpointsConfig?: Record<string, EndpointSettings> };
}

/** One run of a healthcheck. */
export interface HealthLog {
  Start: string;
  End: string;
  ExitCode: number;
  Output: string;
}

/** The engine's document on one container, verbatim; only fields in use here are typed. */
export interface ContainerInspect {
  Id: string;
  /** RFC 3339 with nanoseconds. */
  Created: string;
  Path: string;
  Args: string[] | null;
  State: {
    Status: ContainerState;
    Running: boolean;
    Paused: boolean;
    Restarting: boolean;
    OOMKilled: boolean;
    Dead: boolean;
    Pid: number;
    ExitCode: number;
    Error: string;
    /** Go's zero time (`0001-01-01T00:00:00Z`) when it never started. */
    StartedAt: string;
    FinishedAt: string;
    Health?: { Status: string; FailingStreak: number; Log: HealthLog[] | null };
  };
  /** Id of the image. */
  Image: string;
  ResolvConfPath: string;
  HostnamePath: string;
  HostsPath: string;
  LogPath: string;
  /** With its leading slash. */
  Name: string;
  RestartCount: number;
  Driver: string;
  Platform: string;
  MountLabel: string;
  ProcessLabel: string;
  AppArmorProfile: string;
  ExecIDs: string[] | null;
  HostConfig: HostConfig;
  GraphDriver?: { Name: string; Data: Record<string, string> | null };
  /** Only where `size` was asked for. */
  SizeRw?: number;
  SizeRootFs?: number;
  Mounts: {
    Type: string;
    Name?: string;
    Source: string;
    Destination: string;
    Driver?: string;
    Mode: string;
    RW: boolean;
    Propagation: string;
  }[];
  Config: ContainerConfig;
  NetworkSettings: {
    Ports?: Record<string, PortBinding[] | null> | null;
    Networks?: Record<string, EndpointSettings> | null;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** A change to the file system of a container: changed, added, deleted. */
export interface FileChange {
  path: string;
  kind: "A" | "C" | "D";
}
