/** What an engine tells of itself: version, info, use of disk. */
import type { ContainerSummary } from "../containers/types.ts";
import type { ImageSummary } from "../images/types.ts";
import type { VolumeSummary } from "../volumes/types.ts";

/** What the engine tells of its version: its own document, verbatim. */
export interface EngineVersion {
  /** Version of the engine. */
  Version: string;
  /** The newest API version it speaks. */
  ApiVersion: string;
  /** The oldest API version it speaks. */
  MinAPIVersion?: string;
  /** Commit it was built from. */
  GitCommit: string;
  /** Version of Go it was built with. */
  GoVersion: string;
  /** `linux` or `windows`. */
  Os: string;
  /** `amd64`, `arm64`, …. */
  Arch: string;
  /** Version of the kernel. */
  KernelVersion?: string;
  /** Experimental features are on. */
  Experimental?: boolean;
  /** When it was built. */
  BuildTime?: string;
  /** What the vendor calls it. */
  Platform?: { Name: string };
  /** The parts it is made of. */
  Components?: { Name: string; Version: string; Details?: Record<string, string> | null }[] | null;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** What the engine tells of itself and its host: its own document; only fields in use are typed. */
export interface EngineInfo {
  /** Id of the engine. */
  ID: string;
  /** Name of the host. */
  Name: string;
  /** Version of the engine. */
  ServerVersion: string;
  /** All containers. */
  Containers: number;
  /** Containers that run. */
  ContainersRunning: number;
  /** Containers that are paused. */
  ContainersPaused: number;
  /** Containers that do not run. */
  ContainersStopped: number;
  /** All images. */
  Images: number;
  /** Storage driver. */
  Driver: string;
  /** What the storage driver says. */
  DriverStatus?: [string, string][] | null;
  /** Folder of the engine's data. */
  DockerRootDir: string;
  /** Log driver where none is named. */
  LoggingDriver: string;
  /** `cgroupfs`, `systemd` or `none`. */
  CgroupDriver?: string;
  /** `1` or `2`. */
  CgroupVersion?: string;
  /** Version of the kernel. */
  KernelVersion: string;
  /** Name of the system. */
  OperatingSystem: string;
  /** Version of the system. */
  OSVersion?: string;
  /** `linux` or `windows`. */
  OSType: string;
  /** `amd64`, `arm64`, …. */
  Architecture: string;
  /** CPUs of the host. */
  NCPU: number;
  /** Bytes. */
  MemTotal: number;
  /** The host's clock, RFC 3339. */
  SystemTime?: string;
  /** Labels by key. */
  Labels?: string[] | null;
  /** Experimental features are on. */
  ExperimentalBuild?: boolean;
  /** Containers outlive the engine. */
  LiveRestoreEnabled?: boolean;
  /** OCI runtime where none is named. */
  DefaultRuntime?: string;
  /** OCI runtimes by name. */
  Runtimes?: Record<string, unknown> | null;
  /** `name=seccomp,profile=default`, `name=rootless`, …. */
  SecurityOptions?: string[] | null;
  /** Docker's own registry. */
  IndexServerAddress?: string;
  /** Mirrors and insecure registries. */
  RegistryConfig?: Record<string, unknown> | null;
  /** The swarm it is part of. */
  Swarm?: {
    NodeID: string;
    NodeAddr: string;
    LocalNodeState: string;
    ControlAvailable: boolean;
    Error: string;
    RemoteManagers: { NodeID: string; Addr: string }[] | null;
    Nodes?: number;
    Managers?: number;
  };
  /** What it warns of. */
  Warnings?: string[] | null;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** Something that happened. */
export interface EngineEvent {
  /** `container`, `image`, `network`, `volume`, `plugin`, `daemon`, `service`, `node`, … */
  type: string;
  /** `start`, `die`, `health_status: healthy`, `exec_start: ls -l`, … */
  action: string;
  /** Id of what it happened to; for images a reference, for volumes a name. */
  id: string;
  /** Labels, name, image, `exitCode` and the like, all as text. */
  attributes: Record<string, string>;
  /** When, to the millisecond. */
  time: Date;
  /** Nanoseconds since 1970, exact; what `since` takes to go on. */
  timeNano: bigint;
  /** `local` or `swarm`. */
  scope: string;
}

/** What one kind of object takes on disk. Sizes in bytes. */
export interface DiskUse<T> {
  /** How many there are. */
  totalCount: number;
  /** How many are in use. */
  activeCount: number;
  /** What they take. */
  totalSize: number;
  /** What removing the others would free. */
  reclaimable: number;
  /** Each of them. */
  items: T[];
}

/** A record of the build cache. */
export interface BuildCacheRecord {
  /** Full id. */
  id: string;
  /** Ids of the records it is built on. */
  parents: string[];
  /** `regular`, `source.local`, `exec.cachemount`, … */
  type: string;
  /** What its author says of it. */
  description: string;
  /** It is in use. */
  inUse: boolean;
  /** It shares its data with another. */
  shared: boolean;
  /** Bytes. */
  size: number;
  /** When it was made. */
  created?: Date;
  /** When it was last used. */
  lastUsed?: Date;
  /** How often it was used. */
  usageCount: number;
}

/** What the engine's objects take on disk; absent is what was not asked for. */
export interface DiskUsage {
  /** Images. */
  images?: DiskUse<ImageSummary>;
  /** Sizes are those of the containers' own layers. */
  containers?: DiskUse<ContainerSummary>;
  /** Volumes. */
  volumes?: DiskUse<VolumeSummary>;
  /** Results of BuildKit. */
  buildCache?: DiskUse<BuildCacheRecord>;
}
