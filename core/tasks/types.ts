/** The shapes of tasks as the engine gives them. */
import type { TaskSpec } from "../services/types.ts";
import type { ObjectVersion } from "../swarm/types.ts";

/** A row of the list of tasks: normalised, with nothing null. */
export interface TaskSummary {
  /** Id of the task. */
  id: string;
  /** Service it belongs to. */
  serviceId: string;
  /** Node it runs on; absent until it has one. */
  nodeId?: string;
  /** Number among its service's replicas, from 1; absent for global services. */
  slot?: number;
  /** Reference of the image, often with its digest. */
  image: string;
  /** What the swarm wants of it: `running`, `shutdown`, `remove`, …. */
  desiredState: string;
  /** How it is: `new`, `pending`, `preparing`, `running`, `complete`, `failed`, `rejected`, …. */
  state: string;
  /** The swarm's words on the state. */
  message: string;
  /** What went wrong, in the engine's words. */
  error?: string;
  /** Its container; absent until it has one. */
  containerId?: string;
  /** How it ended. */
  exitCode?: number;
  /** When it was made. */
  created?: Date;
  /** When it last changed. */
  updated?: Date;
  /** Since when it is in its state. */
  since?: Date;
  /** Labels of the task's container. */
  labels: Record<string, string>;
  /** Ports that it publishes on its node by itself (mode `host`). */
  ports?: readonly TaskPort[];
}

/** A port of a node that leads to a task. */
export interface TaskPort {
  /** On the node. */
  published: number;
  /** In the container. */
  target: number;
  /** `tcp`, `udp` or `sctp`. */
  protocol: string;
}

/** The engine's document on one task, verbatim; only fields in use here are typed. */
export interface TaskInspect {
  /** Id of the task. */
  ID: string;
  /** Grows with every change. */
  Version: ObjectVersion;
  /** RFC 3339 with nanoseconds. */
  CreatedAt?: string;
  /** RFC 3339 with nanoseconds. */
  UpdatedAt?: string;
  /** What it is to be. */
  Spec: TaskSpec;
  /** Service it belongs to. */
  ServiceID?: string;
  /** Number among its service's replicas. */
  Slot?: number;
  /** Node it runs on. */
  NodeID?: string;
  /** How it is. */
  Status: {
    Timestamp?: string;
    State?: string;
    Message?: string;
    Err?: string;
    ContainerStatus?: { ContainerID?: string; PID?: number; ExitCode?: number } | null;
    PortStatus?: {
      Ports?: { PublishedPort?: number; TargetPort?: number; Protocol?: string }[] | null;
    };
    [field: string]: unknown;
  };
  /** What the swarm wants of it. */
  DesiredState: string;
  /** What is not typed here. */
  [field: string]: unknown;
}
