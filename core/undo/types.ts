/** What undoing a removal is: what can be undone, the plan, its outcome. All of it is plain data. */
import type { ContainerCreateConfig, RestartPolicy } from "../containers/config.ts";
import type { EndpointSettings } from "../networks/types.ts";

/** How a container was when it was removed. */
export type StateBefore = "running" | "paused" | "ended" | "created";

/** A container that is gone, and may be made again. */
export interface Removed {
  /** Full id that it had; of one that is kept, that it has. */
  id: string;
  /** Its name. */
  name: string;
  /** Its image, as its config named it. */
  image: string;
  /** When it was removed. */
  removedAt: Date;
  /** It went while no recorder looked, so `removedAt` is when that was noticed. */
  noticed: boolean;
  /** How it was. */
  was: StateBefore;
  /** It still exists, stopped and under another name: it comes back whole, with its layer. */
  kept?: { name: string };
  /** Why it cannot be undone, where that is known at once. */
  cannot?: string;
}

/** An image that must be pulled first. */
export interface PullFirst {
  /** The very same one: `nginx@sha256:…`. */
  reference: string;
  /** The name that it gets again, where nobody else has that. */
  tag?: string;
}

/** Everything that undoing a removal does, and what does not come back. Survives JSON. */
export interface UndoPlan {
  /** Version of this shape. */
  version: 1;
  /** `make`: a new container from the document. `restore`: the one that was kept comes back. */
  kind: "make" | "restore";
  /** The engine. */
  endpoint: string;
  /** The name that it gets. */
  name: string;
  /** The container that was removed. */
  removed: Removed;
  /** The image that it is made from. */
  image: { id: string; ref: string; pull?: PullFirst };
  /** What the engine is asked to make. */
  request: ContainerCreateConfig;
  /** Networks that are connected after create (engines before API 1.44). */
  connects: { network: string; endpoint: EndpointSettings }[];
  /** Networks to be left after create. */
  disconnects: string[];
  /** It is started, and paused after that. */
  start: boolean;
  pause: boolean;
  /** For `restore`: its restart policy. */
  restartPolicy?: RestartPolicy;
  /** What comes back, in words. */
  keeps: string[];
  /** What does not, in words. */
  loses: string[];
  /** What one should know. */
  warnings: string[];
  /** Why it cannot be done; empty where it can. */
  problems: string[];
}

/** How it ended. */
export interface Undone {
  /** Id of the container that is there now. */
  id: string;
  name: string;
  /** It runs. */
  running: boolean;
  /** It is there, but could not be started or paused: the engine's words. */
  refused?: string;
  warnings: string[];
}

/** What is told of a step, in words: `Pull nginx@sha256:…`. */
export type UndoStep = "pull" | "create" | "connect" | "name" | "start" | "pause";
