/** The shapes of recorded documents: what a container was, each time that it changed. */
import type { ContainerConfig } from "../../containers/config.ts";
import type { ContainerInspect } from "../../containers/types.ts";
import type { Moment } from "../../timestamp.ts";

/**
 * Why a document was taken: an action of the engine (`create`, `start`, `die`, `rename`, `update`,
 * `pause`, `unpause`, `connect`, `disconnect`, `health`, `destroy`), or `seen`: the recorder found
 * it so when it began to look.
 */
export type DocumentAction =
  | "create"
  | "start"
  | "die"
  | "pause"
  | "unpause"
  | "rename"
  | "update"
  | "connect"
  | "disconnect"
  | "health"
  | "destroy"
  | "seen";

/** One change of a container. */
export interface DocumentChange {
  /** Full id. */
  containerId: string;
  /** The engine's clock (ns since 1970). */
  time: bigint;
  action: DocumentAction;
  /** Its name from then on, without slash. */
  name: string;
  /** Names the document: equal hashes, equal documents. Empty where none could be had. */
  hash: string;
  /** It happened while no recorder looked: `time` is when that was noticed. */
  noticed?: boolean;
  /** Of `die`. */
  exitCode?: number;
  /** Of `die`: a signal that the engine was asked to send shortly before, by its name or number. */
  killedBy?: string;
  /** Of `health`. */
  health?: HealthChange;
}

/** A change of a container's health. */
export interface HealthChange {
  /** `starting`, `healthy`, `unhealthy`. */
  status: string;
  /** What it was before, where that was recorded. */
  from?: string;
  /** Probes that failed one after the other. */
  failing: number;
  /** The first of these probes that the engine still had: what it said, and how it ended. */
  output?: string;
  exitCode?: number;
  /** When that probe began, as the engine writes it. */
  at?: string;
}

/** What is kept of the image of a container. */
export interface DocumentedImage {
  /** `sha256:…` */
  id: string;
  /** Names by which a registry has it: `nginx@sha256:…`. */
  repoDigests: string[];
  repoTags: string[];
  os: string;
  architecture: string;
  variant?: string;
  config: Pick<ContainerConfig, "Entrypoint" | "Cmd" | "Env" | "WorkingDir" | "User">;
}

/** A container's document as it was at a time. */
export interface RecordedDocument extends DocumentChange {
  /**
   * What the engine said (`GET /containers/{id}/json`), but for the log of its health and the list
   * of its execs. Numbers beyond 2^53 are kept for `JSON.stringify`.
   */
  document: ContainerInspect;
  /**
   * `recorded`: `Config.Env` is whole. `left out`: it has names alone (`env: false`), or the file
   * of the values is gone.
   */
  env: "recorded" | "left out";
  /** Its image, where that was looked at. */
  image?: DocumentedImage;
}

/** A container with documents. */
export interface DocumentedContainer {
  /** Full id. */
  id: string;
  /** Its last name. */
  name: string;
  /** All that it had, the last one last. */
  names: string[];
  /** First and last change. */
  from: bigint;
  to: bigint;
  /** Set once it is gone. */
  removedAt?: bigint;
}

/** Which changes. */
export interface ChangeQuery {
  since?: Moment;
  until?: Moment;
}

/** Reads the documents of a record. Damaged parts are passed over, and told in {@link lacks}. */
export interface DocumentReader {
  /** What could not be read, in words; unset: nothing. */
  readonly lacks?: string;
  /** All containers with documents, those that were removed last, or are there, first. */
  containers(): DocumentedContainer[];
  /** By full id, else by a name that it had, else by a start of an id; as {@link containers} sorts. */
  find(reference: string): DocumentedContainer[];
  /** What happened to one (full id), in the order of time. */
  changes(containerId: string, query?: ChangeQuery): DocumentChange[];
  /**
   * The latest document of a container at a time, or of all. `reference` is a full id, or a name:
   * then the container that had the name at that time, or had it last before.
   */
  latest(reference: string, at?: Moment): RecordedDocument | undefined;
  /** The document of a change; undefined where it cannot be read any more. */
  documentOf(change: DocumentChange): RecordedDocument | undefined;
}
