/** Everything there is to draw, as plain data, and what it is before anything has happened. */
import type { HistoryEntry } from "../../../core/recorder/documents/generations.ts";
import type { PastView } from "./past.ts";
import type { Verdict } from "../../../core/mod.ts";
import { emptyLine, type LineState } from "./line.ts";
import { emptyLogs, type LogsState } from "./log.ts";
import type { Container, EngineEventRow, Image, Network, StatsPoint, Volume } from "./objects.ts";
import type { Overlay } from "./overlays.ts";
import type { PluginColumn, PluginPane } from "./plugins.ts";
import type { Samples } from "./samples.ts";
import type { Size } from "../text/block.ts";

/** A pane, by the name that its file gives it; those of plugins are `plugin:NAME/PANE`. */
export type PaneId = string;
/** A pane that lists things. */
export type ListId = PaneId;

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

/** By which column lists are sorted, where one was chosen. */
export type Orders = Readonly<Record<ListId, NonNullable<ListState["sort"]>>>;

/** How a screen was arranged by hand, remembered from one time to the next. */
export interface Arrangement {
  readonly orders: Orders;
  /** Columns that were switched off. */
  readonly hidden: Readonly<Record<ListId, readonly string[]>>;
  /** Lists without what has stopped or is over. */
  readonly without: readonly ListId[];
  /** The tab of the details. */
  readonly tab: string;
}

/** How the screen was arranged. */
export function arrangementOf(model: Model): Arrangement {
  const lists = Object.entries(model.lists);
  return {
    orders: Object.fromEntries(
      lists.flatMap(([id, { sort }]) => sort === undefined ? [] : [[id, sort]]),
    ),
    hidden: Object.fromEntries(
      lists.flatMap(([id, { hidden }]) => hidden.size === 0 ? [] : [[id, [...hidden]]]),
    ),
    without: lists.flatMap(([id, { less }]) => less ? [id] : []),
    tab: model.details.tab,
  };
}

/** The model, and its arrangement on the way to be remembered. */
export function arranged(model: Model): [Model, [{ type: "arranged"; arrangement: Arrangement }]] {
  return [model, [{ type: "arranged", arrangement: arrangementOf(model) }]];
}

/** What a list pane remembers. A selection is an id, never a row. */
export interface ListState {
  readonly selected?: string;
  /** What the selected row is called. */
  readonly name?: string;
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
  /** What has stopped or is over is left out. */
  readonly less?: boolean;
}

/** One line of the log of results (`E`), the last of which is the message line. */
export interface Message {
  readonly at: number;
  readonly kind: "ok" | "info" | "warn" | "bad";
  /** Of up to three lines. */
  readonly text: string;
  /** The same thing said on the command line. */
  readonly command?: string;
  /** Of what goes on: the next of the same id takes its place. */
  readonly id?: string;
}

/** What comes between a key that interrupts running containers and what it does. */
export type Careful = "undo" | "ask" | "no";

/** An action that can still be taken back. */
export interface Waiting {
  readonly id: number;
  readonly action: string;
  readonly ids: readonly string[];
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

/** The state of the details pane. */
export interface DetailsState {
  /** `containers/ID`, of which `document` is; another key means that it is being fetched. */
  readonly key?: string;
  readonly document?: unknown;
  /** Why it ended, once that is known; containers alone. */
  readonly verdict?: Verdict;
  /** Its generations, changes and health, oldest first; containers alone. */
  readonly history?: readonly HistoryEntry[];
  readonly error?: string;
  /** Paths that a key opened or closed, against what is so from the start. */
  readonly toggled: ReadonlySet<string>;
  /** The part that is on show by itself; `all` for everything. */
  readonly tab: string;
  readonly cursor: number;
  readonly top: number;
  /** Values that look like secrets are shown. */
  readonly reveal: boolean;
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
  readonly columns: readonly PluginColumn[];
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
  /** Whether presses of the mouse come to the screen. */
  readonly mouse: boolean;
  /** Minutes to add to UTC for the wall clock on the wall. */
  readonly utcOffset: number;

  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly networks: readonly Network[];
  readonly volumes: readonly Volume[];
  readonly events: readonly EngineEventRow[];
  readonly nextEvent: number;
  /** Whether the first listing of containers has come. */
  readonly loaded: boolean;
  /** Kinds of objects that have been listed. */
  readonly listed: ReadonlySet<ListId>;
  /** Kinds that cannot be listed while the engine answers otherwise, and its words. */
  readonly refused: Readonly<Record<ListId, string>>;
  /** When the engine was asked first, ms. */
  readonly askedAt: number;

  readonly lists: Readonly<Record<ListId, ListState>>;
  readonly focus: PaneId;
  /** The list that the detail panes speak of: the one that had the focus last. */
  readonly list: ListId;
  /** The detail on show: the one that had the focus last. */
  readonly detail: PaneId;
  /** The list below containers, where there is room for two. */
  readonly lowerList: ListId;
  /** The detail below logs, where there is room for two. */
  readonly lowerDetail: PaneId;
  readonly zoom: boolean;
  /** Columns that the left side has more than its share. */
  readonly shift: number;

  readonly logs: LogsState;
  /** Of containers, by id; the one that got a sample last is the last. */
  readonly stats: Readonly<Record<string, Samples>>;
  /** Minutes that the charts show: 1, 5, 15 or 60. */
  readonly window: number;
  readonly table: StatsTable;
  readonly details: DetailsState;
  readonly plugins: PluginsState;
  /** What one pane or overlay alone knows, by its name: see slot.ts. */
  readonly own: Readonly<Record<string, unknown>>;

  /** What is on its way, by object id: `stopping`. */
  readonly pending: Readonly<Record<string, string>>;
  /** What is about to be done, and can be taken back by Escape. */
  readonly waiting: readonly Waiting[];
  readonly careful: Careful;
  /** How long what is removed by key is kept, in ms; undefined: it is gone at once. */
  readonly keepRemovedMs?: number;
  readonly batches: Readonly<Record<number, Batch>>;
  readonly nextBatch: number;
  /** What is known of the record; undefined where there is none. */
  readonly record?: { readonly recording: boolean };
  /** The screen shows the past; `readOnly` is what the screen was before. */
  readonly past?: PastView & {
    readonly readOnly: boolean;
    /** Where it goes to (ms), while that is being looked up: the next key goes on from there. */
    readonly heading?: number | undefined;
  };
  /** Containers that were removed and are kept for a while, under the name that they had. */
  readonly kept: readonly Container[];
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
/** Containers whose samples are kept. */
export const SAMPLED = 64;
/** How long a message stays on the message line, in ms. */
export const MESSAGE_TIME = 15_000;
/** The smallest screen that something can be drawn on. */
export const SMALLEST: Size = { columns: 60, rows: 15 };

/** A list that nobody has looked at. */
const list: ListState = {
  index: 0,
  top: 0,
  filter: "",
  marks: new Set(),
  hidden: new Set(),
};

/** What a screen starts from. */
export interface ModelOptions {
  size: Size;
  now: number;
  host: string;
  readOnly?: boolean;
  careful?: Careful;
  keepRemovedMs?: number;
  theme?: string;
  mouse?: boolean;
  utcOffset?: number;
  /** The lists that there are. */
  lists?: readonly ListId[];
  /** How the screen was arranged before. */
  arrangement?: Partial<Arrangement>;
  plugins?: Pick<PluginsState, "panes" | "columns">;
}

/** The model before anything has happened. */
export function initialModel(options: ModelOptions): Model {
  const { orders, hidden, without, tab = "all" } = options.arrangement ?? {};
  return {
    size: options.size,
    now: options.now,
    host: options.host,
    version: "",
    link: { state: "connecting" },
    readOnly: options.readOnly ?? false,
    theme: options.theme ?? "dark",
    mouse: options.mouse ?? true,
    utcOffset: options.utcOffset ?? 0,
    containers: [],
    images: [],
    networks: [],
    volumes: [],
    events: [],
    nextEvent: 0,
    loaded: false,
    listed: new Set(),
    refused: {},
    askedAt: options.now,
    lists: Object.fromEntries(
      (options.lists ?? []).map((id) => [id, {
        ...list,
        ...(orders?.[id] && { sort: orders[id] }),
        ...(hidden?.[id] && { hidden: new Set(hidden[id]) }),
        ...(without?.includes(id) && { less: true }),
      }]),
    ),
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
    details: { toggled: new Set(), tab, cursor: 0, top: 0, reveal: false },
    plugins: {
      panes: options.plugins?.panes ?? [],
      columns: options.plugins?.columns ?? [],
      cells: {},
      asks: [],
    },
    own: {},
    pending: {},
    waiting: [],
    careful: options.careful ?? "undo",
    batches: {},
    nextBatch: 1,
    keepRemovedMs: options.keepRemovedMs,
    kept: [],
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

/** Whether a pane is a list. */
export function isList(model: Model, pane: PaneId): boolean {
  return Object.hasOwn(model.lists, pane);
}
