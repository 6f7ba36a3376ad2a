/** The shapes of the live cache. */
import type { ContainerSummary } from "../containers/types.ts";
import type { EngineError } from "../errors.ts";
import type { ImageSummary } from "../images/types.ts";
import type { NetworkSummary } from "../networks/types.ts";
import type { EngineEvent } from "../system/types.ts";
import type { VolumeSummary } from "../volumes/types.ts";

/** A container as the cache keeps it: its row of the list, and when that was listed. */
export interface LiveContainer extends ContainerSummary {
  /**
   * When the engine said so. `status` (`Up 3 minutes`) was right then, and nothing asks again
   * before the next event.
   */
  readonly asOf: Date;
}
/** An image as the cache keeps it. */
export type LiveImage = ImageSummary;
/** A network as the cache keeps it. */
export type LiveNetwork = NetworkSummary;
/** A volume as the cache keeps it. */
export type LiveVolume = VolumeSummary;

/** What the cache can hold, by kind. */
export interface LiveRows {
  /** By id. */
  containers: LiveContainer;
  /** By id. */
  images: LiveImage;
  /** By id. */
  networks: LiveNetwork;
  /** By name. */
  volumes: LiveVolume;
}

/** A kind of object that the cache can hold. */
export type LiveKind = keyof LiveRows;

/**
 * `connecting`: nothing is certain yet. `live`: the first kind is what the engine has,
 * and so are the others that {@link Live.listed} names. `lost`: the
 * engine does not answer (see {@link Live.lastError}); what was known is still there, and every
 * try to come back is made after a growing pause.
 */
export type LiveState = "connecting" | "live" | "lost";

/**
 * What is known at one moment. Never changed once handed out; a kind's map, and a row, stays the
 * same object as long as nothing in it changes, so `===` tells whether to draw again.
 */
export interface LiveSnapshot {
  /** Grows by one with every change; see {@link LiveChange.generation}. */
  readonly generation: number;
  /** All containers, running or not, by id; newest first. */
  readonly containers: ReadonlyMap<string, LiveContainer>;
  /** By id. */
  readonly images: ReadonlyMap<string, LiveImage>;
  /** By id. */
  readonly networks: ReadonlyMap<string, LiveNetwork>;
  /** By name. */
  readonly volumes: ReadonlyMap<string, LiveVolume>;
}

/** One notification: what became different from the generation before. */
export type LiveChange =
  | {
    readonly type: "rows";
    /** Of the snapshot that has the change. */
    readonly generation: number;
    readonly kind: LiveKind;
    /** Keys that are new or whose row is another now. */
    readonly changed: readonly string[];
    /** Keys that are gone. */
    readonly removed: readonly string[];
  }
  | {
    readonly type: "state";
    readonly generation: number;
    readonly state: LiveState;
    /** Why it was lost. */
    readonly error?: EngineError;
  };

/** Options of `openLive`. */
export interface LiveOptions {
  /** What to hold, what counts most first; unset: everything, containers first. */
  kinds?: readonly LiveKind[];
  /** Ends the cache, as {@link Live.close} does. */
  signal?: AbortSignal;
  /**
   * Listeners are told what happened from then on (nanoseconds since 1970), as far as the engine
   * remembers it. Unset: what happens from now on.
   */
  since?: bigint;
  /** The longest pause between two tries to come back, in milliseconds; 5 s. */
  longestPause?: number;
}

/** A cache of the engine's objects that its events keep true; nothing is polled. */
export interface Live extends AsyncDisposable {
  /** How it stands with the engine. */
  readonly state: LiveState;
  /** Why the engine was lost last; absent while all is well. */
  readonly lastError?: EngineError;
  /** When the next try to come back begins (ms since 1970), while lost and known. */
  readonly retryAt?: number;
  /** Kinds whose first list is in, and from which on their rows are kept true. */
  readonly listed: ReadonlySet<LiveKind>;
  /** Kinds that cannot be listed while the engine answers otherwise, and in which words. */
  readonly refused: ReadonlyMap<LiveKind, EngineError>;
  /** What is known now. */
  snapshot(): LiveSnapshot;
  /**
   * Resolves when the first lists are in, rejects with the first EngineError if the engine does
   * not answer (the cache goes on trying), or when the signal says stop.
   */
  ready(signal?: AbortSignal): Promise<void>;
  /**
   * Calls `listener` after each change, never from within this call. Several events that lie
   * close together make one change. Returns what ends it. A listener that throws is dropped.
   */
  subscribe(listener: (change: LiveChange) => void): () => void;
  /**
   * Calls `listener` for every event of the engine as it comes, each once; the rows follow later.
   * What happened while the engine was lost comes as far as the engine remembers it. Returns what
   * ends it. A listener that throws is dropped.
   */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Ends the streams; the last snapshot stays readable. Safe to call twice. */
  close(): Promise<void>;
}
