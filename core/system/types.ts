import type { ContainerSummary } from "../containers/types.ts";
import type { ImageSummary } from "../images/types.ts";
import type { VolumeSummary } from "../volumes/types.ts";

/** What the engine tells of its version: its own document, verbatim. */
export interface EngineVersion {
  Version: string;
  /** The newest API version it speaks. */
  ApiVersion: string;
  MinAPIVersion?: string;
  GitCommit: string;
  GoVersion: string;
  Os: string;
  Arch: string;
  KernelVersion?: string;
  Experimental?: boolean;
  BuildTime?: string;
  Platform?: { Name: string };
  Components?: { Name: string; Version: string; Details?: Record<string, string> | null }[] | null;
  [field: string]: unknown;
}

/** What the engine tells of itself and its host: its own document; only fields in use are typed. */
export interface EngineInfo {
  ID: string;
  Name: string;
  ServerVersion: string;
  Containers: number;
  ContainersRunning: number;
  ContainersPaused: number;
  ContainersStopped: number;
  Images: number;
  Driver: string;
  DriverStatus?: [string, string][] | null;
  DockerRootDir: string;
  LoggingDriver: string;
  CgroupDriver?: string;
  CgroupVersion?: string;
  KernelVersion: string;
  OperatingSystem: string;
  OSVersion?: string;
  OSType: string;
  Architecture: string;
  NCPU: number;
  /** Bytes. */
  MemTotal: number;
  SystemTime?: string;
  Labels?: string[] | null;
  ExperimentalBuild?: boolean;
  LiveRestoreEnabled?: boolean;
  DefaultRuntime?: string;
  Runtimes?: Record<string, unknown> | null;
  SecurityOptions?: string[] | null;
  IndexServerAddress?: string;
  RegistryConfig?: Record<string, unknown> | null;
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
  Warnings?: string[] | null;
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
  time: Date;
  /** Nanoseconds since 1970, exact; what `since` takes to go on. */
  timeNano: bigint;
  /** `local` or `swarm`. */
  scope: string;
}

/** What one kind of object takes on disk. Sizes in bytes. */
export interface DiskUse<T> {
  totalCount: number;
  activeCount: number;
  totalSize: number;
  reclaimable: number;
  items: T[];
}

/** A record of the build cache. */
export interface BuildCacheRecord {
  id: string;
  parents: string[];
  /** `regular`, `source.local`, `exec.cachemount`, … */
  type: string;
  description: string;
  inUse: boolean;
  shared: boolean;
  /** Bytes. */
  size: number;
  created?: Date;
  lastUsed?: Date;
  usageCount: number;
}

/** What the engine's objects take on disk; absent is what was not asked for. */
export interface DiskUsage {
  images?: DiskUse<ImageSummary>;
  /** Sizes are those of the containers' own layers. */
  containers?: DiskUse<ContainerSummary>;
  volumes?: DiskUse<VolumeSummary>;
  buildCache?: DiskUse<BuildCacheRecord>;
}
