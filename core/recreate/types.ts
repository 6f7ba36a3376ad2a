/** What a recreate is: the plan, its edits, its steps, its outcome. All of it is plain data. */
import type {
  ContainerConfig,
  ContainerCreateConfig,
  HostConfig,
  Resources,
  RestartPolicy,
} from "../containers/config.ts";
import type { EngineDefaults } from "./create_request.ts";
import type { EndpointSettings } from "../networks/types.ts";

/** What is to be different. Everything may be left out; what is not named stays. */
export interface RecreateEdits {
  /** Another image, as it is to be named in the new container. */
  image?: string;
  /** Fields of the config; `undefined` takes one away, so that the image's own counts. */
  config?: Partial<ContainerConfig>;
  /** Fields of the host config; `undefined` takes one away. */
  hostConfig?: Partial<HostConfig>;
  /** All of its networks, where they are to be others. */
  endpoints?: Record<string, EndpointSettings>;
  /** Another name. */
  name?: string;
  /** `os/arch/variant` of the image, where it is to be another. */
  platform?: string;
}

/** What `POST /containers/{id}/update` can change without a new container. */
export type ContainerLimits = Partial<Resources> & { RestartPolicy?: RestartPolicy };

/** What else the plan is made from. */
export interface PlanSurroundings {
  /** The engine's endpoint, as the journal knows it. */
  endpoint: string;
  /** The engine's API version. */
  api: string;
  /** The engine is podman's. */
  podman?: boolean;
  /** What the engine takes by itself. */
  defaults?: EngineDefaults;
  /** Paths that were changed in the container's own layer (`GET /changes`). */
  changes?: readonly { path: string; kind: string }[];
  /** What to do with them; unset: they are a reason not to. */
  layer?: "discard" | "commit";
  /** Other containers' documents, to find those that share its network or its processes. */
  others?: readonly {
    Id: string;
    Name: string;
    State: { Running: boolean };
    HostConfig: HostConfig;
  }[];
  /** Make a new container although an update would do, or nothing is different. */
  always?: boolean;
  /** Full ids of the containers that this very process runs in. */
  own?: readonly string[];
  /** When it is; part of the backup's name. */
  now: Date;
}

/** A container that stands on the one that is made anew. */
export interface Dependent {
  /** Full id. */
  id: string;
  /** Without a slash. */
  name: string;
  /** What it shares. */
  shares: readonly ("network" | "ipc" | "pid")[];
  /** It runs. */
  running: boolean;
}

/**
 * Everything that will be done, and what it costs. Made by `planRecreate`, carried out by
 * `executeRecreate`, shown by whoever asks first. Survives JSON.
 */
export interface RecreatePlan {
  /** Version of this shape. */
  version: 1;
  /** `recreate`: a new container. `update`: the engine changes the one there is. `restore`: a backup comes back. */
  kind: "recreate" | "update" | "restore" | "nothing";
  /** The engine. */
  endpoint: string;
  /** The container's name, which the new one gets. */
  name: string;
  /** The container that is there. */
  old: {
    id: string;
    /** Its name now, which is another than the plan's where it is to be renamed. */
    name: string;
    imageId: string;
    /** The image as its config names it. */
    image: string;
    running: boolean;
    paused: boolean;
    autoRemove: boolean;
    restartPolicy: RestartPolicy;
  };
  /** The image of the new one. */
  image: { id: string; ref: string };
  /** What the engine is asked to make; for `restore` what would make the backup once more. */
  request: ContainerCreateConfig;
  /** What makes the old one once more, for a container that is gone as soon as it stops. */
  oldRequest?: ContainerCreateConfig;
  /** `platform` of create. */
  platform?: string;
  /** Networks that are connected after create (engines before API 1.44). */
  connects: { network: string; endpoint: EndpointSettings }[];
  /** Networks to be left after create. */
  disconnects: string[];
  /** Anonymous volumes that are taken along. */
  volumes: { name: string; target: string }[];
  /** Containers that are made anew after it, as they share what is its. */
  dependents: Dependent[];
  /** The new one is started, watched, and paused again where the old one was. */
  start: boolean;
  /** Name of the backup. */
  backup: string;
  /** Tag that holds the old image. */
  backupTag: string;
  /** For `restore`: the container that comes back. */
  restore?: { id: string; name: string; restartPolicy: RestartPolicy };
  /** For `update`: what the engine is told. */
  update?: ContainerLimits;
  /** The layer is committed to this image first, which the new one is made from. */
  commit?: string;
  /** What is different, field by field: `HostConfig.Memory: 0 → 268435456`. */
  differences: string[];
  /** What stays, in words. */
  keeps: string[];
  /** What is lost, in words. */
  loses: string[];
  /** What one should know. */
  warnings: string[];
  /** Why it cannot be done; empty where it can. */
  problems: string[];
}

/** The steps, in their order. A name in the journal means: this was about to be done. */
export type RecreateStep =
  | "update"
  | "commit"
  | "create"
  | "connect"
  | "disconnect"
  | "hold"
  | "disarm"
  | "arm"
  | "stop"
  | "make room"
  | "take over"
  | "start"
  | "gate"
  | "pause"
  | "dependents"
  | "done"
  | "undo";

/** What is told of a step. */
export interface StepReport {
  /** The container. */
  name: string;
  /** Which step. */
  step: RecreateStep;
  /** In words: `Stop the old container`. */
  text: string;
  /** Begun, done, or failed. */
  state: "begin" | "done" | "failed";
  /** What the gate waits for, or why it failed. */
  detail?: string;
}

/** How it ended, where it went well. */
export interface RecreateResult {
  /** Id of the container that has the name now. */
  id: string;
  /** Id of the image that it runs. */
  imageId: string;
  /** Name of the backup; absent where there is none. */
  backup?: string;
  /** Warnings of the engine. */
  warnings: string[];
  /** Milliseconds from the stop of the old one to the start of the new one; absent where none ran. */
  downMs?: number;
  /** Dependents that were made anew, by name. */
  dependents: string[];
}
