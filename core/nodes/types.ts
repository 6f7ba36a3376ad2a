/** The shapes of nodes as the engine gives them. */
import type { ObjectVersion } from "../swarm/types.ts";

/** A row of the list of nodes: normalised, with nothing null. */
export interface NodeSummary {
  /** Id of the node. */
  id: string;
  /** `Version.Index`, for update. */
  version: number;
  /** Another name than that of the host, where it was given one (`Spec.Name`). */
  name?: string;
  /** Name of the host. */
  hostname: string;
  /** `worker` or `manager`. */
  role: string;
  /** `active`, `pause` or `drain`. */
  availability: string;
  /** `ready`, `down`, `unknown` or `disconnected`. */
  state: string;
  /** Why it is in that state, in the engine's words. */
  message?: string;
  /** Address it is reached at. */
  addr: string;
  /** Only of managers. */
  manager?: { leader: boolean; reachability: string; addr: string };
  /** Version of its engine. */
  engineVersion: string;
  /** How many CPUs it has. */
  cpus?: number;
  /** Bytes of memory that it has. */
  memory?: number;
  /** Who it trusts: the swarm's own of the same form tells whether it is up to date. */
  tlsInfo?: Readonly<Record<string, string>>;
  /** Labels of the node. */
  labels: Record<string, string>;
  /** When it joined. */
  created?: Date;
  /** When it last changed. */
  updated?: Date;
}

/** Settings of a node: the engine's own document. */
export interface NodeSpec {
  /** Another name than that of the host. */
  Name?: string;
  /** Labels of the node. */
  Labels?: Record<string, string> | null;
  /** `worker` or `manager`. */
  Role: string;
  /** `active`, `pause` or `drain`. */
  Availability: string;
}

/** The engine's document on one node, verbatim; only fields in use here are typed. */
export interface NodeInspect {
  /** Id of the node. */
  ID: string;
  /** For update. */
  Version: ObjectVersion;
  /** RFC 3339 with nanoseconds. */
  CreatedAt?: string;
  /** RFC 3339 with nanoseconds. */
  UpdatedAt?: string;
  /** Settings. */
  Spec: NodeSpec;
  /** What the node says of itself. */
  Description: {
    Hostname?: string;
    Platform?: { Architecture?: string; OS?: string };
    Resources?: { NanoCPUs?: number; MemoryBytes?: number };
    Engine?: { EngineVersion?: string; Labels?: Record<string, string> | null };
    TLSInfo?: Record<string, string> | null;
    [field: string]: unknown;
  };
  /** How it is. */
  Status: { State?: string; Message?: string; Addr?: string };
  /** Only of managers. */
  ManagerStatus?: { Leader?: boolean; Reachability?: string; Addr?: string } | null;
  /** What is not typed here. */
  [field: string]: unknown;
}
