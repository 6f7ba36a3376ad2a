import type { LineState } from "../line/line.ts";
import { emptyLine } from "../line/line.ts";
import { emptyLog, type LogBuffer } from "../panes/logs/buffer.ts";
import type { Container, EngineEventRow, Image, Network, StatsPoint, Volume } from "./objects.ts";
import type { Overlay } from "./overlays.ts";
import type { PluginPane } from "../plugin/extras.ts";
import type { Size } from "../text/block.ts";

/** Panes that list things. */
export type ListId = "containers" | "images" | "networks" | "volumes" | "projects" | "events";
/** A pane of a plugin: `plugin:NAME/PANE`. */
export type PluginPaneId = `plugin:${string}`;
/** Panes that show one thing in depth. */
export type DetailId = "logs" | "stats" | "details" | "processes" | PluginPaneId;
export type PaneId = ListId | DetailId;
/** Panes that are always there. */
export type OwnPaneId = Exclude<PaneId, PluginPaneId>;

export const LISTS: readonly ListId[] = [
  "containers",
  "images",
  "networks",
  "volumes",
  "projects",
  "events",
];
export const DETAILS: readonly DetailId[] = ["logs", "stats", "details", "processes"];

/** Whether a pane is a plugin's. */
export function isPlugin(pane: PaneId): pane is PluginPaneId {
  return pane.startsWith("plugin:");
}

/** Whether a pane is a list. */
export function isList(pane: PaneId): pane is ListId {
  return (LISTS as readonly string[]).includes(pane);
}

/** An endpoint that was tried in vain. */
export interface TriedHost {
  readonly endpoint: string;
  /** What it answered. */
  readonly reason: string;
  /** What the person can do about it. */
  readonly hint?: string;
}

/** How the engine is doing, as far as we know. */
export type Link =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** The next attempt comes at `retryAt` (ms), where that is known. */
  | {
    readonly state: "down";
    readonly error: string;
    readonly hint?: string;
    /** Every endpoint that was tried, where several were. */
    readonly tried?: readonly TriedHost[];
    readonly since: number;
    readonly retryAt?: number;
  };

/** What a list pane remembers. A selection is an id, never a row. */
export interface ListState {
  readonly selected?: string;
  /** Where the selection stood, to stay near it when its row goes. */
  readonly index: number;
  readonly top: number;
  readonly filter: string;
  readonly sort?: { readonly column: string; readonly down: boolean };
  readonly marks: ReadonlySet<string>;
  /** Start of a range that grows with the selection (`v`). */
  readonly rangeFrom?: string;
  /** Columns that are not shown though there is room. */
  readonly hidden: ReadonlySet<string>;
}

/** One source of the log on show. */
export interface LogSource {
  readonly id: string;
  readonly name: string;
  /** The engine no longer has it: the record alone does. */
  readonly gone?: boolean;
}

export interface LogsState {
  /** What is being read; another key empties the buffer and opens new streams. */
  readonly key: string;
  readonly sources: readonly LogSource[];
  /** Sources whose lines are left out, by index. */
  readonly muted: ReadonlySet<number>;
  readonly buffer: LogBuffer;
  readonly nextSeq: number;
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

/** One line of the log of results (`E`), the last of which is the message line. */
export interface Message {
  readonly at: number;
  readonly kind: "ok" | "info" | "warn" | "bad";
  readonly text: string;
  /** The same thing said on the command line. */
  readonly command?: string;
  /** Of what goes on: the next of the same id takes its place. */
  readonly id?: string;
}

/** An action on its way: one a key press, however many objects it is for. */
export interface Batch {
  readonly id: number;
  /** What it is done to: `container`. */
  readonly noun: string;
  /** In the past tense: `stopped`. */
  readonly done: string;
  readonly command: string;
  readonly total: number;
  readonly names: readonly string[];
  readonly failures: readonly string[];
  readonly started: number;
}

export interface DetailsState {
  /** `containers/ID`, of which `document` is; another key means that it is being fetched. */
  readonly key?: string;
  readonly document?: unknown;
  readonly error?: string;
  /** Paths that a key opened or closed, against what is so from the start. */
  readonly toggled: ReadonlySet<string>;
  readonly cursor: number;
  readonly top: number;
  /** Values that look like secrets are shown. */
  readonly reveal: boolean;
}

export interface ProcessesState {
  readonly key?: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly error?: string;
  readonly top: number;
}

/** The stats pane as a table of all that run. */
export interface StatsTable {
  /** Shown in place of the charts of one. */
  readonly all: boolean;
  readonly sort: { readonly column: string; readonly down: boolean };
  readonly top: number;
}

/** What plugins show. */
export interface PluginsState {
  readonly panes: readonly PluginPane[];
  /** Of the pane that is seen: another key means that it is being asked. */
  readonly shown: {
    readonly key?: string;
    readonly lines?: readonly string[];
    readonly error?: string;
    readonly top: number;
  };
  /** Values of their columns: by list, column and row. */
  readonly cells: Readonly<
    Partial<Record<ListId, Readonly<Record<string, Readonly<Record<string, string | number>>>>>>
  >;
  /** Questions that wait for their turn on the screen. */
  readonly asks: readonly {
    readonly id: number;
    readonly plugin: string;
    readonly question: string;
  }[];
}

/** Everything there is to draw. Plain data; only `update` makes a new one. */
export interface Model {
  readonly size: Size;
  /** Wall clock in ms, moved by ticks. */
  readonly now: number;
  readonly host: string;
  /** `Docker 28.5.2`; empty until the engine has said it. */
  readonly version: string;
  readonly link: Link;
  readonly readOnly: boolean;
  readonly theme: string;
  /** Minutes to add to UTC for the wall clock on the wall. */
  readonly utcOffset: number;

  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly networks: readonly Network[];
  readonly volumes: readonly Volume[];
  readonly events: readonly EngineEventRow[];
  readonly nextEvent: number;
  /** Whether the first listing has come. */
  readonly loaded: boolean;

  readonly lists: Readonly<Record<ListId, ListState>>;
  readonly focus: PaneId;
  /** The list that the detail panes speak of: the one that had the focus last. */
  readonly list: ListId;
  /** The detail on show: the one that had the focus last. */
  readonly detail: DetailId;
  /** The list below containers, where there is room for two. */
  readonly lowerList: Exclude<ListId, "containers">;
  /** The detail below logs, where there is room for two. */
  readonly lowerDetail: Exclude<DetailId, "logs">;
  readonly zoom: boolean;
  /** Columns that the left side has more than its share. */
  readonly shift: number;

  readonly logs: LogsState;
  readonly stats: Readonly<Record<string, readonly StatsPoint[]>>;
  /** Minutes that the charts show: 1, 5, 15 or 60. */
  readonly window: number;
  readonly table: StatsTable;
  readonly details: DetailsState;
  readonly processes: ProcessesState;
  readonly plugins: PluginsState;

  /** What is on its way, by object id: `stopping`. */
  readonly pending: Readonly<Record<string, string>>;
  readonly batches: Readonly<Record<number, Batch>>;
  readonly nextBatch: number;
  /** What is known of the record; undefined where there is none. */
  readonly record?: { readonly recording: boolean };
  /** Containers that the record knows and the engine does not. */
  readonly removed: readonly Container[];
  readonly showRemoved: boolean;
  /** Samples of the record for the charts. */
  readonly recordedStats: { readonly key: string; readonly points: readonly StatsPoint[] };
  readonly messages: readonly Message[];
  readonly errors: number;

  /** The shell that was chosen for an image, for as long as the screen is open. */
  readonly shells: Readonly<Record<string, string>>;

  readonly overlay?: Overlay;
  readonly line: LineState;
  /** When a row was pressed last, to tell a double click. */
  readonly pressedAt?: number;
  readonly quit: boolean;
}

/** Lines of output that a command run from the `:` line keeps. */
export const OUTPUT_LINES = 10_000;
/** Messages kept in the log of results. */
export const MESSAGES = 500;
/** Events kept in the events pane. */
export const EVENTS = 1000;
/** Samples kept a container: one hour at one a second. */
export const SAMPLES = 3600;
/** Containers whose samples are kept. */
export const SAMPLED = 64;
/** How long a message stays on the message line, in ms. */
export const MESSAGE_TIME = 15_000;
/** Lines that a log asks for when it opens. */
export const LOG_TAIL = 1000;

/** The smallest screen that something can be drawn on. */
export const SMALLEST: Size = { columns: 60, rows: 15 };

const list: ListState = {
  index: 0,
  top: 0,
  filter: "",
  marks: new Set(),
  hidden: new Set(),
};

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

/** What a screen starts from. */
export interface ModelOptions {
  size: Size;
  now: number;
  host: string;
  readOnly?: boolean;
  theme?: string;
  utcOffset?: number;
  pluginPanes?: readonly PluginPane[];
}

/** The model before anything has happened. */
export function initialModel(options: ModelOptions): Model {
  return {
    size: options.size,
    now: options.now,
    host: options.host,
    version: "",
    link: { state: "connecting" },
    readOnly: options.readOnly ?? false,
    theme: options.theme ?? "dark",
    utcOffset: options.utcOffset ?? 0,
    containers: [],
    images: [],
    networks: [],
    volumes: [],
    events: [],
    nextEvent: 0,
    loaded: false,
    lists: {
      containers: list,
      images: list,
      networks: list,
      volumes: list,
      projects: list,
      events: list,
    },
    focus: "containers",
    list: "containers",
    detail: "logs",
    lowerList: "images",
    lowerDetail: "stats",
    zoom: false,
    shift: 0,
    logs: emptyLogs,
    stats: {},
    window: 5,
    table: { all: false, sort: { column: "cpu", down: true }, top: 0 },
    details: { toggled: new Set(), cursor: 0, top: 0, reveal: false },
    processes: { titles: [], rows: [], top: 0 },
    plugins: { panes: options.pluginPanes ?? [], shown: { top: 0 }, cells: {}, asks: [] },
    pending: {},
    batches: {},
    nextBatch: 1,
    removed: [],
    showRemoved: false,
    recordedStats: { key: "", points: [] },
    messages: [],
    errors: 0,
    shells: {},
    line: emptyLine,
    quit: false,
  };
}
