/**
 * The record: what is kept of an engine's containers after they, or the engine, are gone.
 *
 * ```
 * <record>/                     one folder an engine, see places.ts
 *   recorder.lock               locked while a recorder runs; holds who it is as JSON
 *   index.db                    SQLite (WAL): containers, segments, samples, events
 *   logs/DATE_NAME_SHORTID.log  the segment being written
 *   logs/DATE_NAME_SHORTID.0001.log.gz   earlier segments, oldest first
 *   logs/all.log                the consolidated file, if asked for
 *   documents/ID.doc            what the engine said of the container at each change, see documents/
 *   documents/ID.env            the values of its environment
 * ```
 *
 * The log files are the truth and their own position: a recorder that comes back reads the tail of
 * a container's newest segments, cuts off a torn last line, asks the engine from somewhat earlier
 * on, and leaves out, count-aware, what stands there already. `index.db` can be made anew from
 * the files' first lines, but for samples and events. A container whose earliest segment has a
 * number (`seq`) above 1 lost what came before to retention: readers tell it as `truncated`.
 * The segment being written may be absent: it is made when there is a line for it.
 *
 * All times are nanoseconds since 1970 (bigint) where the engine's clock counts, and Dates where
 * milliseconds do.
 * @module
 */
import type { Moment } from "../timestamp.ts";

/** How lines are written. */
export type RecordFormat = "text" | "json";

/** What a person can choose; every field has a default (config.ts), and nothing else is read. */
export interface RecordConfig {
  /** The folder of all records. Default: `$XDG_STATE_HOME/dockerctl/record`. */
  dir: string;
  /** Which containers; all unless given. A container must match one of each list that is set. */
  include: { names: readonly string[]; labels: readonly string[]; projects: readonly string[] };
  /** Globs of names that are left out, whatever `include` says. */
  exclude: readonly string[];
  logs: {
    enabled: boolean;
    format: RecordFormat;
    /** Fields: `{date}` `{time}` `{name}` `{id}` `{shortid}` `{image}` `{project}` `{service}`. */
    file: string;
    /** Also one file with the container's name in each line. */
    consolidated: boolean;
    /** A segment is closed at this size (bytes) or age (ms), whichever is first. */
    rotateBytes: number;
    rotateAge: number;
    gzip: boolean;
    /** Whole segments older than this go (ms). */
    keepAge: number;
    /** A container's segments together (bytes). */
    keepBytes: number;
  };
  stats: {
    enabled: boolean;
    /** Between two samples (ms), 1,000 at least. */
    every: number;
    /** Samples as taken are kept so long, then one a minute (ms). */
    keepFine: number;
    /** One a minute is kept so long (ms). */
    keepMinutes: number;
  };
  events: { enabled: boolean; keepAge: number };
  /** What the engine says of each container, each time that it changes. */
  documents: {
    enabled: boolean;
    /** Values of its environment, too, in a file of their own. */
    env: boolean;
    /** After its removal (ms). */
    keepAge: number;
  };
  /** Everything together (bytes): the oldest closed segments go first. */
  totalBytes: number;
}

/** A container as the record knows it. */
export interface RecordedContainer {
  id: string;
  /** The last name it had, without slash. */
  name: string;
  image: string;
  imageId: string;
  command: string;
  labels: Readonly<Record<string, string>>;
  created: Date;
  /** When the recorder saw it first and last. */
  firstSeen: Date;
  lastSeen: Date;
  /** Set once it is gone from the engine. */
  removedAt?: Date;
  /** The engine's word (`running`, `exited`, …) when it was seen last. */
  state: string;
  startedAt?: Date;
  finishedAt?: Date;
  exitCode?: number;
  oomKilled?: boolean;
  restartCount: number;
  /** What is kept of its log; `from` and `to` are absent while it has no line. */
  log: { from?: bigint; to?: bigint; lines: number; bytes: number; gaps: number };
}

/** A line as it was recorded. */
export interface RecordedLine {
  type: "line";
  containerId: string;
  stream: "stdout" | "stderr";
  time: bigint;
  /** Without its line feed. */
  data: Uint8Array;
  /** False for a last line without its end, and for all parts but the last of one over 1 MiB. */
  complete: boolean;
}

/** Something between two lines. */
export interface RecordedMark {
  type: "mark";
  containerId: string;
  time: bigint;
  /**
   * `gap`: the engine no longer had what came before `time`, or perhaps not, see `maybe`;
   * `late`: lines follow from `time` on that were passed over and found later, behind newer ones;
   * `stopped` and `started`: the container; `truncated`: retention removed what came before.
   */
  mark: "gap" | "late" | "stopped" | "started" | "truncated";
  exitCode?: number;
  /** Of a gap, where it is known: the time of the last line before it, or of the start. */
  from?: bigint;
  /** Of a gap that could as well be a pause of the container: nobody can tell any more. */
  maybe?: true;
}

/** One of both. */
export type RecordedItem = RecordedLine | RecordedMark;

/** One measure of a container; rates are a second's, over the time since the sample before. */
export interface RecordedSample {
  containerId: string;
  time: Date;
  /** How long it stands for (ms): the sampling interval, or 60,000 once thinned. */
  span: number;
  /** Percent of one CPU, as `docker stats` says; `cpuMax` is the highest within the span. */
  cpu: number;
  cpuMax: number;
  /** Bytes without the page cache, and the limit (0: none known). */
  memory: number;
  memoryMax: number;
  memoryLimit: number;
  /** Bytes a second. */
  networkIn: number;
  networkOut: number;
  diskRead: number;
  diskWrite: number;
  pids: number;
}

/** An event of the engine as it was recorded. */
export interface RecordedEvent {
  time: bigint;
  /** `container`, `image`, `network`, `volume`, `daemon`, … */
  type: string;
  action: string;
  id: string;
  attributes: Readonly<Record<string, string>>;
}

/** Which lines. */
export interface LineQuery {
  /** Full ids; unset: all containers. */
  containers?: readonly string[];
  /** Both inclusive, as docker has them. */
  since?: Moment;
  until?: Moment;
  /** Only lines in which this is found. Flags `i` and `u` count; marks are left out. */
  grep?: RegExp;
  /** Lines in which `grep` is not found. */
  invert?: boolean;
  streams?: readonly ("stdout" | "stderr")[];
  /** Only the last so many (after `grep`). */
  tail?: number;
  /** Then go on with what is recorded from now on, until the signal. */
  follow?: boolean;
  signal?: AbortSignal;
}

/**
 * Called for a line: its time begins at `start`, then comes what a line of text has in a segment
 * (format/line_codec.ts); its line feed stands at `end`. `bytes` are good until the next call. Gives
 * a promise where it has to be waited for.
 */
export type VisitLine = (
  containerId: string,
  bytes: Uint8Array,
  start: number,
  end: number,
) => Promise<void> | undefined;

/** Which samples or events. */
export interface SpanQuery {
  /** Full ids; unset: all containers (events: all objects). */
  containers?: readonly string[];
  since?: Moment;
  until?: Moment;
  signal?: AbortSignal;
}

/** What is known of a record as a whole. */
export interface RecordInfo {
  /** The endpoint as a DOCKER_HOST string. */
  endpoint: string;
  /** Where it lies, or the server it was read from. */
  place: string;
  /** The recorder that writes it now. */
  recorder?: RecorderIdentity;
  /** Bytes on disk, all files. */
  bytes: number;
  containers: number;
  from?: Date;
  to?: Date;
  /** What keeps the recorder from writing now, in words: a full disk. */
  trouble?: string;
  /** What cannot be read of the record, in words: its database is damaged. */
  lacks?: string;
}

/** Who holds the lock. */
export interface RecorderIdentity {
  pid: number;
  host: string;
  startedAt: Date;
  version: string;
  endpoint: string;
  /** Where it listens for other dockerctls, if it does. */
  listen?: string;
}

/**
 * Reads a record: from its folder, whether or not a recorder or an engine runs, or from a server.
 * Failures are EngineErrors: `not_found` (no record), `config` (one that cannot be read).
 */
export interface RecordReader extends AsyncDisposable {
  info(signal?: AbortSignal): Promise<RecordInfo>;
  /** All, newest first. */
  containers(signal?: AbortSignal): Promise<RecordedContainer[]>;
  /**
   * By full id, else exact name, else prefix of an id: all that fit, newest first, since a name
   * can have been used again and again.
   */
  find(reference: string, signal?: AbortSignal): Promise<RecordedContainer[]>;
  /** In the order of time; of one container in the order written. */
  lines(query: LineQuery): AsyncIterable<RecordedItem>;
  /** The same, many at a time; unset where they come one by one. */
  batches?(query: LineQuery): AsyncIterable<readonly RecordedItem[]>;
  /**
   * The lines that a search finds, in the same order, as they stand in a segment of text: without
   * an object for any of them. False, and nothing was visited, where only {@link lines} can tell.
   */
  visitFound?(query: LineQuery, visit: VisitLine): Promise<boolean>;
  samples(query: SpanQuery): Promise<RecordedSample[]>;
  events(query: SpanQuery): AsyncIterable<RecordedEvent>;
}
