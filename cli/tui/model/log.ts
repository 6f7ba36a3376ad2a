/** The log on show: its lines, its sources, and how it is looked at. */

/** One line of a log, sanitised: colours (SGR) may stand in it, nothing else that acts. */
export interface LogLine {
  /** Numbered as they came, never reused. */
  readonly seq: number;
  /** Nanoseconds since 1970, or undefined where the engine gave no time. */
  readonly time?: bigint;
  /** Index into the sources of the log. */
  readonly source: number;
  /** `note` is ours: a restart, the end, a gap. */
  readonly stream: "stdout" | "stderr" | "note";
  readonly text: string;
  /** Name of the task that wrote it, in the log of a service. */
  readonly task?: string;
}

/**
 * A bounded, immutable log: an append makes a new buffer that shares its chunks with the old one,
 * so that a flood costs neither copies of the whole nor memory beyond the bound.
 */
export interface LogBuffer {
  readonly chunks: readonly (readonly LogLine[])[];
  readonly lines: number;
  readonly chars: number;
  /** Lines that fell out at the front. */
  readonly dropped: number;
}

export const emptyLog: LogBuffer = { chunks: [], lines: 0, chars: 0, dropped: 0 };

/** One source of the log on show. */
export interface LogSource {
  readonly id: string;
  readonly name: string;
  /** The engine no longer has it: the record alone does. */
  readonly gone?: boolean;
  /** Of a swarm; a container where it is not said. */
  readonly of?: "service" | "task";
}

/** A search that goes on beyond the lines that are held. */
export interface LogSeek {
  /** 1 is towards the end. */
  readonly by: 1 | -1;
  /** Time of the line that it began at, exclusive, in ns. */
  readonly from: bigint;
  /** Lines that it has looked at, and the time of the last of them. */
  readonly looked: number;
  readonly to?: bigint;
  /** It began at the log's other end: nothing was left on this side. */
  readonly whole?: true;
}

/** The state of the logs pane. */
export interface LogsState {
  /** What is being read; another key empties the buffer and opens new streams. */
  readonly key: string;
  readonly sources: readonly LogSource[];
  /** Sources whose lines are left out, by index. */
  readonly muted: ReadonlySet<number>;
  readonly buffer: LogBuffer;
  readonly nextSeq: number;
  /** Its containers were removed; it stays for as long as this is what is chosen, or that goes too. */
  readonly stays?: { readonly list: string; readonly selected?: string };
  /** Whether a first answer has come. */
  readonly loading: boolean;
  readonly error?: string;
  /** Absent while following; else the line at the bottom and how many of its rows are below. */
  readonly anchor?: { readonly seq: number; readonly cut: number };
  /** Number of the newest line when following was left. */
  readonly leftAt: number;
  readonly search: string;
  /** Line of the current match. */
  readonly match?: number;
  /** Lines that are not held are being searched. */
  readonly seek?: LogSeek;
  /** Where such a search found nothing more, so that the next step goes on from its other end. */
  readonly sought?: string;
  /** Time of the line that such a search has found, in ns, until it is on show. */
  readonly found?: bigint;
  readonly filter: string;
  /** Before each line: nothing, the time of day, or the date and the time. */
  readonly timestamps: false | "time" | "date";
  readonly wrap: boolean;
  readonly pretty: boolean;
  /** 0 all, 1 warnings and errors, 2 errors. */
  readonly level: 0 | 1 | 2;
  /** Columns scrolled to the right, when not wrapping. */
  readonly left: number;
  /**
   * Lines from before the oldest one that is held: being read, none left, or no room for more
   * (LOG_LINES, LOG_CHARS). Absent: not asked for.
   */
  readonly earlier?: "asked" | "none" | "full";
  /** How often earlier lines were asked for. */
  readonly asks: number;
  /** What is earlier still can stand in the record alone. */
  readonly recorded?: boolean;
  /** The time that was jumped to, ms: the log stays there and does not follow. */
  readonly at?: number;
  /** Lines after those that are held, where the log does not follow. Absent: not asked for. */
  readonly later?: "asked" | "none";
  /** Lines asked for from the end when it opens. */
  readonly tail: number;
  /** Seconds back from the opening, 0 for no limit. */
  readonly since: number;
}

/** Lines that a log asks for when it opens. */
export const LOG_TAIL = 1000;

/** A log of nothing. */
export const emptyLogs: LogsState = {
  key: "",
  sources: [],
  muted: new Set(),
  buffer: emptyLog,
  // High enough for earlier lines to be numbered before it.
  nextSeq: 1_000_000,
  asks: 0,
  loading: false,
  leftAt: -1,
  search: "",
  filter: "",
  timestamps: false,
  wrap: false,
  pretty: false,
  level: 0,
  left: 0,
  tail: LOG_TAIL,
  since: 0,
};
