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
  /** Port in the container. */
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
  /** Id of the network. */
  networkId: string;
  /** Absent while the container does not run. */
  ipAddress?: string;
  /** Absent without IPv6. */
  ipv6Address?: string;
  /** Address of the way out. */
  gateway?: string;
  /** Absent while the container does not run. */
  macAddress?: string;
  /** Further names in that network. */
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
  /** Id of the image. */
  imageId: string;
  /** Entrypoint and command in one line. */
  command: string;
  /** When it was made. */
  created: Date;
  /** What it is doing. */
  state: ContainerState;
  /** The engine's own words: `Up 3 minutes (healthy)`. */
  status: string;
  /** What the healthcheck says; absent without one. */
  health?: HealthState;
  /** Ports, published or merely exposed. */
  ports: Port[];
  /** Labels by key. */
  labels: Record<string, string>;
  /** What is mounted. */
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
  /** Time between two runs. */
  Interval?: number;
  /** How long one run may take. */
  Timeout?: number;
  /** Failures in a row that make it unhealthy. */
  Retries?: number;
  /** How long failures do not count after the start. */
  StartPeriod?: number;
  /** API 1.44. */
  StartInterval?: number;
}

/** What is the container's own, independent of the host (the engine's `Config`). */
export interface ContainerConfig {
  /** Host name; unset: the first 12 digits of the id. */
  Hostname?: string;
  /** Domain of the host name. */
  Domainname?: string;
  /** `user`, `user:group`, `uid:gid`. */
  User?: string;
  /** The client means to attach. */
  AttachStdin?: boolean;
  /** The client means to attach. */
  AttachStdout?: boolean;
  /** The client means to attach. */
  AttachStderr?: boolean;
  /** By `80/tcp`. */
  ExposedPorts?: Record<string, Record<string, never>> | null;
  /** With a terminal. */
  Tty?: boolean;
  /** Keep stdin open. */
  OpenStdin?: boolean;
  /** Closes the container's stdin when the first attached client ends its own. */
  StdinOnce?: boolean;
  /** `KEY=value`; a bare `KEY` takes one away. */
  Env?: string[] | null;
  /** What is run. */
  Cmd?: string[] | string | null;
  /** How to find out whether it is well. */
  Healthcheck?: HealthConfig;
  /** The command is escaped already (Windows). */
  ArgsEscaped?: boolean;
  /** Reference or id. */
  Image?: string;
  /** Paths that get an anonymous volume. */
  Volumes?: Record<string, Record<string, never>> | null;
  /** Folder that the process starts in. */
  WorkingDir?: string;
  /** What `Cmd` is given to. */
  Entrypoint?: string[] | string | null;
  /** Without any network. */
  NetworkDisabled?: boolean;
  /** MAC address; from API 1.44 a matter of the network. */
  MacAddress?: string;
  /** Dockerfile lines for images built on this one. */
  OnBuild?: string[] | null;
  /** Labels by key. */
  Labels?: Record<string, string> | null;
  /** Signal that asks it to end. */
  StopSignal?: string;
  /** Seconds. */
  StopTimeout?: number;
  /** Shell of the shell forms in a Dockerfile. */
  Shell?: string[];
}

/** A mount as create takes it. */
export interface Mount {
  /** What is mounted. */
  Type: "bind" | "volume" | "tmpfs" | "npipe" | "cluster" | "image";
  /** Path on the host, name of a volume, or reference of an image. */
  Source?: string;
  /** Path in the container. */
  Target: string;
  /** Cannot be written. */
  ReadOnly?: boolean;
  /** `consistent`, `cached`, `delegated`; without effect on Linux. */
  Consistency?: string;
  /** Only for `bind`. */
  BindOptions?: {
    Propagation?: string;
    NonRecursive?: boolean;
    CreateMountpoint?: boolean;
    ReadOnlyNonRecursive?: boolean;
    ReadOnlyForceRecursive?: boolean;
  };
  /** Only for `volume`. */
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: Record<string, string>;
    Subpath?: string;
    DriverConfig?: { Name?: string; Options?: Record<string, string> };
  };
  /** Only for `image`. */
  ImageOptions?: { Subpath?: string };
  /** Only for `tmpfs`. */
  TmpfsOptions?: { SizeBytes?: number; Mode?: number; Options?: string[][] };
}

/** A device of the host in the container. */
export interface DeviceMapping {
  /** Path on the host. */
  PathOnHost: string;
  /** Path in the container. */
  PathInContainer?: string;
  /** `r`, `w`, `m`, joined. */
  CgroupPermissions?: string;
}

/** A request for devices such as GPUs (API 1.40). A `Count` of -1 is all. */
export interface DeviceRequest {
  /** Driver: `local`, `bridge`, or a plugin's. */
  Driver?: string;
  /** How many; -1 is all. */
  Count?: number;
  /** Ids in the driver's own sense. */
  DeviceIDs?: string[];
  /** Lists of which one must be met: `[["gpu"]]`. */
  Capabilities?: string[][];
  /** Options of the driver. */
  Options?: Record<string, string>;
}

/** A limit by device: bytes or operations a second. */
export interface ThrottleDevice {
  /** Path of the device on the host. */
  Path: string;
  /** Bytes or operations a second. */
  Rate: number;
}

/** What update can change, too: memory in bytes, CPU times in microseconds. */
export interface Resources {
  /** Weight; 1024 is the default. */
  CpuShares?: number;
  /** Bytes; 0 is no limit. */
  Memory?: number;
  /** Billionths of a CPU. */
  NanoCpus?: number;
  /** Parent cgroup. */
  CgroupParent?: string;
  /** 10 to 1000; 0 is the default. */
  BlkioWeight?: number;
  /** Weight by device. */
  BlkioWeightDevice?: { Path: string; Weight: number }[] | null;
  /** Bytes a second by device. */
  BlkioDeviceReadBps?: ThrottleDevice[] | null;
  /** Bytes a second by device. */
  BlkioDeviceWriteBps?: ThrottleDevice[] | null;
  /** Operations a second by device. */
  BlkioDeviceReadIOps?: ThrottleDevice[] | null;
  /** Operations a second by device. */
  BlkioDeviceWriteIOps?: ThrottleDevice[] | null;
  /** Microseconds. */
  CpuPeriod?: number;
  /** Microseconds in each period. */
  CpuQuota?: number;
  /** Microseconds (cgroup v1). */
  CpuRealtimePeriod?: number;
  /** Microseconds (cgroup v1). */
  CpuRealtimeRuntime?: number;
  /** `0-3`, `0,1`. */
  CpusetCpus?: string;
  /** `0-3`, `0,1`. */
  CpusetMems?: string;
  /** Devices of the host. */
  Devices?: DeviceMapping[] | null;
  /** `c 42:* rmw`. */
  DeviceCgroupRules?: string[] | null;
  /** Devices that a driver finds, such as GPUs. */
  DeviceRequests?: DeviceRequest[] | null;
  /** Bytes (cgroup v1). */
  KernelMemory?: number;
  /** Bytes (cgroup v1). */
  KernelMemoryTCP?: number;
  /** Bytes that are kept for it. */
  MemoryReservation?: number;
  /** Memory and swap together; -1 is no limit. */
  MemorySwap?: number;
  /** 0 to 100 (cgroup v1). */
  MemorySwappiness?: number | null;
  /** The kernel does not kill it (cgroup v1). */
  OomKillDisable?: boolean | null;
  /** Processes and threads; 0 and -1 are no limit. */
  PidsLimit?: number | null;
  /** Limits of processes. */
  Ulimits?: { Name: string; Soft: number; Hard: number }[] | null;
  /** CPUs (Windows). */
  CpuCount?: number;
  /** Per cent (Windows). */
  CpuPercent?: number;
  /** Operations a second (Windows). */
  IOMaximumIOps?: number;
  /** Bytes a second (Windows). */
  IOMaximumBandwidth?: number;
}

/** When the engine starts a container again by itself. */
export interface RestartPolicy {
  /** Name. */
  Name: "" | "no" | "always" | "unless-stopped" | "on-failure";
  /** Only for `on-failure`; 0 is no limit. */
  MaximumRetryCount?: number;
}

/** What binds a container to its host (the engine's `HostConfig`). */
export interface HostConfig extends Resources {
  /** `source:target[:options]`. */
  Binds?: string[] | null;
  /** Where the client wrote the id. */
  ContainerIDFile?: string;
  /** Log driver and its options. */
  LogConfig?: { Type?: string; Config?: Record<string, string> | null };
  /** `bridge`, `host`, `none`, `container:name`, or a network. */
  NetworkMode?: string;
  /** By `80/tcp`. */
  PortBindings?: Record<string, PortBinding[] | null> | null;
  /** When the engine starts it again. */
  RestartPolicy?: RestartPolicy;
  /** Removed by the engine when it has ended. */
  AutoRemove?: boolean;
  /** Driver for volumes without one. */
  VolumeDriver?: string;
  /** Containers whose volumes it has: `name[:ro]`. */
  VolumesFrom?: string[] | null;
  /** Rows and columns. */
  ConsoleSize?: [number, number];
  /** For the runtime; API 1.43. */
  Annotations?: Record<string, string> | null;
  /** Kernel capabilities added. */
  CapAdd?: string[] | null;
  /** Kernel capabilities taken away. */
  CapDrop?: string[] | null;
  /** `private` or `host`. */
  CgroupnsMode?: string;
  /** Addresses of name servers. */
  Dns?: string[] | null;
  /** Options of the resolver. */
  DnsOptions?: string[] | null;
  /** Domains that are tried. */
  DnsSearch?: string[] | null;
  /** `name:address`; `host-gateway` is the host. */
  ExtraHosts?: string[] | null;
  /** Further groups of the process. */
  GroupAdd?: string[] | null;
  /** `none`, `private`, `shareable`, `host`, `container:name`. */
  IpcMode?: string;
  /** Cgroup of another container. */
  Cgroup?: string;
  /** Links of old: `container:alias`. */
  Links?: string[] | null;
  /** -1000 to 1000: how gladly the kernel kills it. */
  OomScoreAdj?: number;
  /** `host`, `container:name`, or its own. */
  PidMode?: string;
  /** Everything is allowed. */
  Privileged?: boolean;
  /** Every exposed port gets a free one of the host. */
  PublishAllPorts?: boolean;
  /** Its root file system cannot be written. */
  ReadonlyRootfs?: boolean;
  /** `seccomp=…`, `apparmor=…`, `no-new-privileges`. */
  SecurityOpt?: string[] | null;
  /** Options of the storage driver: `size`. */
  StorageOpt?: Record<string, string> | null;
  /** Options by path. */
  Tmpfs?: Record<string, string> | null;
  /** `host`, or its own host name. */
  UTSMode?: string;
  /** `host`, or the engine's mapping of users. */
  UsernsMode?: string;
  /** Bytes. */
  ShmSize?: number;
  /** Kernel parameters of its namespaces. */
  Sysctls?: Record<string, string> | null;
  /** OCI runtime by its name in the engine. */
  Runtime?: string;
  /** `default`, `process` or `hyperv` (Windows). */
  Isolation?: string;
  /** Mounts in the long form. */
  Mounts?: Mount[] | null;
  /** Paths that cannot be seen; null takes the default away. */
  MaskedPaths?: string[] | null;
  /** Paths that cannot be written; null takes the default away. */
  ReadonlyPaths?: string[] | null;
  /** An init as process 1 that reaps and forwards signals. */
  Init?: boolean | null;
}

/** What create takes: the engine's own document. */
export interface ContainerCreateConfig extends ContainerConfig {
  /** What binds it to its host. */
  HostConfig?: HostConfig;
  /** Networks, by name. */
  NetworkingConfig?: { EndpointsConfig?: Record<string, EndpointSettings> };
}

/** One run of a healthcheck. */
export interface HealthLog {
  /** RFC 3339. */
  Start: string;
  /** RFC 3339. */
  End: string;
  /** 0 is well. */
  ExitCode: number;
  /** At most 4 KiB of what it wrote. */
  Output: string;
}

/** The engine's document on one container, verbatim; only fields in use here are typed. */
export interface ContainerInspect {
  /** Full id. */
  Id: string;
  /** RFC 3339 with nanoseconds. */
  Created: string;
  /** The program that it runs. */
  Path: string;
  /** What it is run with. */
  Args: string[] | null;
  /** How it is. */
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
  /** Path on the host. */
  ResolvConfPath: string;
  /** Path on the host. */
  HostnamePath: string;
  /** Path on the host. */
  HostsPath: string;
  /** Path on the host, `""` for drivers without a file. */
  LogPath: string;
  /** With its leading slash. */
  Name: string;
  /** How often the engine started it again. */
  RestartCount: number;
  /** Storage driver. */
  Driver: string;
  /** `linux` or `windows`. */
  Platform: string;
  /** SELinux label of its files. */
  MountLabel: string;
  /** SELinux label of its processes. */
  ProcessLabel: string;
  /** AppArmor profile. */
  AppArmorProfile: string;
  /** Further processes. */
  ExecIDs: string[] | null;
  /** What binds it to its host. */
  HostConfig: HostConfig;
  /** Where its layers are. */
  GraphDriver?: { Name: string; Data: Record<string, string> | null };
  /** Only where `size` was asked for. */
  SizeRw?: number;
  /** Bytes of the whole root file system. */
  SizeRootFs?: number;
  /** What is mounted. */
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
  /** What is its own, independent of the host. */
  Config: ContainerConfig;
  /** Ports and networks as they are. */
  NetworkSettings: {
    Ports?: Record<string, PortBinding[] | null> | null;
    Networks?: Record<string, EndpointSettings> | null;
    [field: string]: unknown;
  };
  /** What is not typed here. */
  [field: string]: unknown;
}

/** A change to the file system of a container: changed, added, deleted. */
export interface FileChange {
  /** Absolute path in the container. */
  path: string;
  /** Added, changed or deleted. */
  kind: "A" | "C" | "D";
}
