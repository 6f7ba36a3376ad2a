/** The documents that describe a container to be made. */
import type { EndpointSettings, PortBinding } from "../networks/types.ts";

/* What a container is made with: the engine's own documents, field by field. */

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
