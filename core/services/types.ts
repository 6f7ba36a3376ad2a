/** The shapes of services as the engine gives them. */
import type { ObjectVersion } from "../swarm/types.ts";

/** A published port of a service. */
export interface ServicePort {
  /** A name of one's own choice. */
  Name?: string;
  /** `tcp`, `udp` or `sctp`. */
  Protocol?: string;
  /** Port in the containers. */
  TargetPort?: number;
  /** Port on the hosts. */
  PublishedPort?: number;
  /** `ingress` (every node) or `host` (where a task runs). */
  PublishMode?: string;
}

/** What every task of a service is: the engine's own document; only fields in use are typed. */
export interface TaskSpec {
  /** What runs. */
  ContainerSpec?: {
    Image?: string;
    Command?: string[] | null;
    Args?: string[] | null;
    Env?: string[] | null;
    Labels?: Record<string, string> | null;
    Dir?: string;
    User?: string;
    TTY?: boolean;
    StopGracePeriod?: number;
    [field: string]: unknown;
  };
  /** Limits and reservations: memory in bytes, CPU in billionths. */
  Resources?: {
    Limits?: { NanoCPUs?: number; MemoryBytes?: number; Pids?: number };
    Reservations?: { NanoCPUs?: number; MemoryBytes?: number };
    [field: string]: unknown;
  };
  /** When a task is started again; delays in nanoseconds. */
  RestartPolicy?: { Condition?: string; Delay?: number; MaxAttempts?: number; Window?: number };
  /** Where tasks may run. */
  Placement?: { Constraints?: string[] | null; [field: string]: unknown };
  /** Networks that tasks are attached to. */
  Networks?: { Target?: string; Aliases?: string[] | null }[] | null;
  /** Log driver of the tasks. */
  LogDriver?: { Name?: string; Options?: Record<string, string> | null };
  /** Another number makes every task anew. */
  ForceUpdate?: number;
  /** What is not typed here. */
  [field: string]: unknown;
}

/** What a service is to be: the engine's own document; only fields in use are typed. */
export interface ServiceSpec {
  /** Name of the service. */
  Name?: string;
  /** Labels of the service. */
  Labels?: Record<string, string> | null;
  /** What every task is. */
  TaskTemplate: TaskSpec;
  /** One of them. */
  Mode?: {
    Replicated?: { Replicas?: number };
    Global?: Record<string, never>;
    ReplicatedJob?: { MaxConcurrent?: number; TotalCompletions?: number };
    GlobalJob?: Record<string, never>;
  };
  /** How an update goes; times in nanoseconds. */
  UpdateConfig?: { Parallelism?: number; Delay?: number; [field: string]: unknown };
  /** How going back goes; times in nanoseconds. */
  RollbackConfig?: { Parallelism?: number; Delay?: number; [field: string]: unknown };
  /** Networks that tasks are attached to. */
  Networks?: { Target?: string; Aliases?: string[] | null }[] | null;
  /** `vip` or `dnsrr`, and ports. */
  EndpointSpec?: { Mode?: string; Ports?: ServicePort[] | null };
  /** What is not typed here. */
  [field: string]: unknown;
}

/** A row of the list of services: normalised, with nothing null. */
export interface ServiceSummary {
  /** Id of the service. */
  id: string;
  /** `Version.Index`, for update. */
  version: number;
  /** Name of the service. */
  name: string;
  /** Which of the kinds it is. */
  mode: "replicated" | "global" | "replicated-job" | "global-job";
  /** How many tasks are wanted; absent for global services unless `status` was asked for. */
  desired?: number;
  /** How many tasks run; only where `status` was asked for, from API 1.41. */
  running?: number;
  /** How many tasks of a job are done; only where `status` was asked for. */
  completed?: number;
  /** Reference of the image, often with its digest. */
  image: string;
  /** Published ports. */
  ports: { protocol: string; targetPort: number; publishedPort?: number; mode: string }[];
  /** Labels of the service. */
  labels: Record<string, string>;
  /** When it was made. */
  created?: Date;
  /** When it last changed. */
  updated?: Date;
  /** How the last update goes or went: `updating`, `completed`, `paused`, …. */
  updateState?: string;
  /** The swarm's words on the last update. */
  updateMessage?: string;
  /** When the last update ended. */
  updateEnded?: Date;
  /** How an update goes: tasks at a time (0: all), the delay between in nanoseconds, what follows a failure. */
  updateConfig?: { parallelism: number; delay: number; onFailure: string };
  /** What it was before its last change: what a rollback leads to. */
  previous?: { image: string; desired?: number };
}

/** The engine's document on one service, verbatim; only fields in use here are typed. */
export interface ServiceInspect {
  /** Id of the service. */
  ID: string;
  /** For update. */
  Version: ObjectVersion;
  /** RFC 3339 with nanoseconds. */
  CreatedAt: string;
  /** RFC 3339 with nanoseconds. */
  UpdatedAt: string;
  /** What it is to be. */
  Spec: ServiceSpec;
  /** What it was to be before the last update. */
  PreviousSpec?: ServiceSpec;
  /** What it got. */
  Endpoint?: { Ports?: ServicePort[] | null; [field: string]: unknown };
  /** How the last update goes or went. */
  UpdateStatus?: {
    State?: string;
    Message?: string;
    StartedAt?: string | null;
    CompletedAt?: string | null;
    [field: string]: unknown;
  } | null;
  /** How many tasks there are; only in a list with `status`. */
  ServiceStatus?: { RunningTasks: number; DesiredTasks: number; CompletedTasks?: number } | null;
  /** What is not typed here. */
  [field: string]: unknown;
}
