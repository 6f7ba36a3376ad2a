/** The plan of a project: steps, each with its cause. Plain data. */
import type { DesiredContainer } from "./desired.ts";

/** What a step does. */
export type StepKind =
  | "pull"
  | "build"
  | "create network"
  | "create volume"
  | "recreate network"
  | "recreate volume"
  | "create"
  | "recreate"
  | "start"
  | "stop"
  | "remove"
  | "remove network"
  | "remove volume"
  | "remove image";

/** One engine call, or the few that belong together. */
export interface ProjectStep {
  /** Unique in the plan: `start demo-web-1`. */
  id: string;
  /** What is done. */
  kind: StepKind;
  /** A container's name, a network's, a volume's, an image's reference. */
  subject: string;
  /** Of the files, where it is of a service. */
  service?: string;
  /** Why. */
  cause: string;
  /** Ids of steps that have to be done before. */
  after: string[];
  /** The id of the container, or of the network, that is there. */
  container?: string;
  /** The number of the one to be made. */
  number?: number;
  /** Key of the network or volume in the file. */
  key?: string;
  /** Before a start: services that have to be well, or done. */
  waits?: ServiceWait[];
}

/** What is waited for. */
export interface ServiceWait {
  /** Whose containers. */
  service: string;
  /** A condition of `depends_on`, or, for `up --wait`, that they run or are healthy. */
  condition: "service_healthy" | "service_completed_successfully" | "running_or_healthy";
  /** Left with a word where it cannot come, unless it is required. */
  required: boolean;
}

/** Everything that would be done. */
export interface ProjectPlan {
  /** Version of this shape. */
  version: 1;
  /** The name. */
  project: string;
  /** In an order in which they could be done one by one. */
  steps: ProjectStep[];
  /** Containers that stay as they are, by name. */
  unchanged: string[];
  /** Containers of services that the files do not have, by name. */
  orphans: string[];
  /** Volumes that are not as the files say, and stay as they are, by name. */
  drifted?: string[];
  /** What one should know. */
  warnings: string[];
  /** Why it cannot be done; empty where it can. */
  problems: string[];
}

/** What each service's containers are made from, by service. */
export type DesiredServices = Readonly<Record<string, DesiredContainer>>;
