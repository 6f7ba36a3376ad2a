/** The shapes of containers as the engine gives them. */
import type { EndpointSettings, PortBinding } from "../networks/types.ts";
import type { ContainerConfig, HostConfig } from "./config.ts";

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
