/** Everything that can happen, and everything that can be wished for, as plain data. */
import type { HistoryEntry } from "../../../core/recorder/documents/generations.ts";
import type { PastView } from "./past.ts";
import type { Verdict } from "../../../core/mod.ts";
import type { ExtraAction } from "../../plugin/host/extras.ts";
import type { ObjectRow } from "../../plugin/contract/types.ts";
import type { Candidate } from "../../spec/types.ts";
import type { OwnCommand } from "../act/own_commands.ts";
import type { HostChoice } from "./hosts.ts";
import type { LogLine } from "./log.ts";
import type { Arrangement, Link, ListId, Message, Model, PaneId, PluginsState } from "./model.ts";
import type { Container, EngineEventRow, Image, Network, StatsPoint, Volume } from "./objects.ts";
import type { PlanItem, PromptFor } from "./overlays.ts";
import type { Size } from "../text/block.ts";

/** What the mouse does. */
export type MouseAction = "press" | "release" | "drag" | "wheelup" | "wheeldown";

/** How far the selection or the view goes. */
export type Step = number | "pageUp" | "pageDown" | "halfUp" | "halfDown" | "top" | "bottom";

/** Everything that can happen. Plain data. */
export type Msg =
  // The terminal
  | { readonly type: "key"; readonly key: string }
  /** `over`: characters that were left out, as it is longer than anything takes. */
  | { readonly type: "paste"; readonly text: string; readonly over?: number }
  | {
    readonly type: "mouse";
    readonly action: MouseAction;
    readonly x: number;
    readonly y: number;
  }
  | { readonly type: "resize"; readonly size: Size }
  | { readonly type: "tick"; readonly now: number }
  // The engine
  | { readonly type: "link"; readonly link: Link }
  | { readonly type: "version"; readonly version: string }
  | {
    readonly type: "objects";
    readonly containers?: readonly Container[];
    readonly images?: readonly Image[];
    readonly networks?: readonly Network[];
    readonly volumes?: readonly Volume[];
    /** Kinds that have been listed, and why others cannot be. */
    readonly listed?: ReadonlySet<ListId>;
    readonly refused?: Readonly<Record<ListId, string>>;
  }
  /** In the order of their times; `past`: from before those that are known. */
  | {
    readonly type: "events";
    readonly events: readonly Omit<EngineEventRow, "seq">[];
    readonly past?: boolean;
  }
  | {
    readonly type: "log";
    readonly key: string;
    readonly lines: readonly Omit<LogLine, "seq">[];
  }
  /** Lines from before those that are held, in the order of their times; none: there are none. */
  | {
    readonly type: "earlier";
    readonly key: string;
    readonly lines: readonly Omit<LogLine, "seq">[];
    /** The engine has nothing earlier. */
    readonly recorded?: boolean;
  }
  /** Lines around the time that was jumped to, and those after what is held, by their times. */
  | {
    readonly type: "logWindow" | "logLater";
    readonly key: string;
    readonly lines: readonly Omit<LogLine, "seq">[];
  }
  /** How far a search beyond the held lines is; `over`: with what it has found, if anything. */
  | {
    readonly type: "sought";
    readonly key: string;
    readonly looked: number;
    readonly to?: bigint;
    readonly over?: { readonly found?: bigint; readonly why?: string };
  }
  // The record
  | {
    readonly type: "record";
    readonly record?: { readonly recording: boolean };
    readonly removed: readonly Container[];
  }
  | { readonly type: "recordedStats"; readonly key: string; readonly points: readonly StatsPoint[] }
  | { readonly type: "logError"; readonly key: string; readonly error: string }
  | { readonly type: "stats"; readonly id: string; readonly point: StatsPoint }
  | {
    readonly type: "details";
    readonly key: string;
    readonly document?: unknown;
    readonly verdict?: Verdict;
    readonly history?: readonly HistoryEntry[];
    readonly error?: string;
  }
  /** For one pane or overlay alone: see slot.ts. */
  | { readonly type: "own"; readonly to: string; readonly said: unknown }
  | {
    readonly type: "pluginCells";
    readonly list: ListId;
    readonly cells: NonNullable<PluginsState["cells"][ListId]>;
  }
  /** A plugin has a question; the answer goes back by its id. */
  | {
    readonly type: "ask";
    readonly id: number;
    readonly plugin: string;
    readonly question: string;
  }
  // Results
  | {
    readonly type: "acted";
    readonly batch: number;
    readonly id: string;
    readonly name: string;
    readonly error?: string;
    readonly now: number;
  }
  | { readonly type: "say"; readonly message: Omit<Message, "at"> }
  | {
    readonly type: "plan";
    readonly items?: readonly PlanItem[];
    readonly error?: string;
    /** Hosts that are left out, and why. */
    readonly left?: readonly string[];
  }
  | { readonly type: "history"; readonly lines: readonly string[] }
  | {
    readonly type: "candidates";
    readonly text: string;
    readonly from: number;
    readonly candidates: readonly Candidate[];
  }
  | { readonly type: "openOutput"; readonly command: string }
  | { readonly type: "output"; readonly lines: readonly string[] }
  | { readonly type: "ran"; readonly code: number }
  // Wishes, from bindings
  | { readonly type: "focus"; readonly pane: PaneId }
  | { readonly type: "cycle"; readonly by: 1 | -1 }
  | { readonly type: "move"; readonly by: Step }
  | { readonly type: "sideways"; readonly by: number }
  | { readonly type: "enter" }
  | { readonly type: "back" }
  | { readonly type: "zoom" }
  | { readonly type: "widen"; readonly by: number }
  | { readonly type: "mark"; readonly what: "toggle" | "range" | "all" | "none" }
  | { readonly type: "sort" }
  | { readonly type: "sortBy"; readonly list: ListId; readonly column: string }
  /** What has stopped or is over left out of a list, or shown again. */
  | { readonly type: "less"; readonly list: ListId }
  /** Removed containers in the list, or not. */
  | { readonly type: "removed" }
  /** The log at a time (ms), or as it is written. */
  | { readonly type: "jump"; readonly at?: number }
  /** To another time, in ms; without one to now. */
  | { readonly type: "goTo"; readonly at?: number }
  /** A step on the slider, or to the start or death before or after. */
  | { readonly type: "slide"; readonly by: -1 | 1 | "before" | "after" }
  /** It is another time; without a view it is now. */
  | { readonly type: "past"; readonly view?: PastView; readonly now: number }
  /** It could not be gone to the time `at` (ms). */
  | { readonly type: "stayed"; readonly at?: number }
  /** The stats of all, or those of one. */
  | { readonly type: "statsAll" }
  | { readonly type: "sortStats"; readonly column: string }
  | { readonly type: "columns" }
  | { readonly type: "toggleColumn"; readonly list: ListId; readonly column: string }
  | { readonly type: "prompt"; readonly for: PromptFor }
  /** `arg`, and to what: where a text was asked for and given. */
  | {
    readonly type: "act";
    readonly action: string;
    readonly arg?: string;
    readonly ids?: readonly string[];
  }
  | { readonly type: "pluginAct"; readonly action: ExtraAction; readonly sure?: boolean }
  | { readonly type: "answer"; readonly id: number; readonly yes: boolean }
  /** An action that was asked about and confirmed, or that needs no question. */
  | {
    readonly type: "go";
    readonly action: string;
    readonly ids: readonly string[];
    readonly arg?: string;
  }
  /** The time in which an action could be taken back is over. */
  | { readonly type: "waited"; readonly id: number }
  /** What is about to be done is not to be. */
  | { readonly type: "takeBack" }
  | { readonly type: "pull"; readonly ref: string }
  | { readonly type: "prune"; readonly items: readonly PlanItem[] }
  /** A shell in the selected container; `choose` asks which even when one was chosen before. */
  | { readonly type: "shell"; readonly choose?: boolean }
  | {
    readonly type: "shells";
    readonly id: string;
    readonly found: readonly string[];
    readonly choose: boolean;
  }
  | { readonly type: "runShell"; readonly id: string; readonly shell: string }
  /** It could not be run after all. */
  | { readonly type: "forgetShell"; readonly image: string }
  | { readonly type: "interactive"; readonly argv: readonly string[]; readonly title: string }
  | { readonly type: "networkMenu" }
  | { readonly type: "copyRun"; readonly id: string }
  /** The form that makes the selected container anew. */
  | { readonly type: "openRecreate" }
  /** The plan of bringing the selected container back. */
  | { readonly type: "openUndo" }
  | { readonly type: "attach" }
  | { readonly type: "runImage" }
  | { readonly type: "copyMenu" }
  | { readonly type: "copy"; readonly text: string; readonly what: string }
  | { readonly type: "openPort" }
  | { readonly type: "openUrl"; readonly url: string }
  | { readonly type: "actionMenu" }
  | { readonly type: "askPlan" }
  | { readonly type: "help" }
  | { readonly type: "messages" }
  | { readonly type: "line"; readonly text?: string }
  | { readonly type: "retry" }
  /** Which hosts there are to choose from. */
  | { readonly type: "hosts" }
  | { readonly type: "hostMenu"; readonly hosts: readonly HostChoice[] }
  /** To another engine. */
  | { readonly type: "useHost"; readonly host: HostChoice }
  | { readonly type: "hosted"; readonly host: string; readonly readOnly: boolean }
  | { readonly type: "repaint" }
  | { readonly type: "quit" }
  | { readonly type: "leave" }
  | { readonly type: "logs"; readonly do: LogWish }
  | { readonly type: "mute"; readonly source: number }
  | { readonly type: "matchStep"; readonly by: 1 | -1 }
  | { readonly type: "window"; readonly by: 1 | -1 }
  | { readonly type: "reveal" }
  | { readonly type: "fold" }
  /** Another part of the details by itself. */
  | { readonly type: "detailTab"; readonly by: 1 | -1 }
  | { readonly type: "theme" }
  /** What the terminal says of its background. */
  | { readonly type: "background"; readonly light: boolean }
  /** Whether the mouse is the screen's, or the terminal's own. */
  | { readonly type: "mouseCapture" }
  /** Stopped until the shell goes on with it. */
  | { readonly type: "suspend" }
  /** A command of the config, on what is chosen. */
  | { readonly type: "ownCommand"; readonly command: OwnCommand; readonly sure?: boolean };

/** What can be changed about a log while it is on show. */
export type LogWish =
  | "follow"
  | "timestamps"
  | "wrap"
  | "pretty"
  | "level"
  | "sinceLess"
  | "sinceMore"
  | "tailAll";

/** What an update wants done. Plain data; effects.ts does it and answers with messages. */
export type Effect =
  /** To another time; `log`: at most the log is at one, and comes back to now. */
  | { readonly type: "goTo"; readonly at?: number; readonly log?: boolean }
  | {
    readonly type: "act";
    readonly batch: number;
    readonly action: string;
    readonly id: string;
    readonly name: string;
    readonly arg?: string;
    /** Ids of the same batch that are done with first. */
    readonly after?: readonly string[];
    /** Others wait until the container is healthy. */
    readonly healthy?: boolean;
  }
  | {
    readonly type: "pluginAct";
    readonly action: ExtraAction;
    readonly objects: readonly ObjectRow[];
  }
  | { readonly type: "answer"; readonly id: number; readonly yes: boolean }
  | {
    readonly type: "interactive";
    readonly argv: readonly string[];
    readonly title: string;
    /** Image that this shell was chosen for. */
    readonly shellOf?: string;
  }
  | { readonly type: "shells"; readonly id: string; readonly choose: boolean }
  | { readonly type: "attach"; readonly id: string; readonly title: string }
  | { readonly type: "copyRun"; readonly id: string }
  | { readonly type: "pull"; readonly ref: string }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "openUrl"; readonly url: string }
  | { readonly type: "plan" }
  | { readonly type: "prune"; readonly items: readonly PlanItem[] }
  | { readonly type: "retry" }
  | { readonly type: "hosts" }
  | { readonly type: "useHost"; readonly host: HostChoice }
  | { readonly type: "repaint" }
  | { readonly type: "arranged"; readonly arrangement: Arrangement }
  | { readonly type: "theme"; readonly name: string }
  | { readonly type: "mouseCapture"; readonly on: boolean }
  | { readonly type: "suspend" }
  | {
    readonly type: "ownCommand";
    readonly label: string;
    readonly argv: readonly string[];
    readonly background: boolean;
  }
  | { readonly type: "save"; readonly path: string; readonly lines: readonly string[] }
  | { readonly type: "run"; readonly text: string }
  | { readonly type: "cancelRun" }
  | { readonly type: "loadHistory" }
  | { readonly type: "remember"; readonly line: string }
  | { readonly type: "complete"; readonly text: string; readonly cursor: number };

/** What a message makes of a model: the next one, and what is to be done. */
export type Result = readonly [Model, readonly Effect[]];

/** A model with nothing to be done. */
export function quiet(model: Model): Result {
  return [model, []];
}
