/** What plugins add to the full screen: what the screen knows of it. */
import type { Engine } from "../../../core/engine.ts";
import type { ObjectKind, ObjectRow } from "../contract/types.ts";
import type { Cellular } from "../contract/wire.ts";

/** What a column's values are kept by. */
export function columnId(plugin: string, title: string): string {
  return `${plugin}:${title}`;
}

/** A pane: a tab beside logs, stats and details. */
export interface ExtraPane {
  plugin: string;
  id: string;
  title: string;
  of?: ObjectKind;
  /** Milliseconds between two renders. */
  every: number;
}

/** An action on a selected object. */
export interface ExtraAction {
  plugin: string;
  /** Its place in the plugin's list. */
  n: number;
  of: ObjectKind;
  key?: string;
  label: string;
  dangerous: boolean;
}

/** Columns, panes, actions and hooks of the plugins that may run. Plain data. */
export interface PluginExtras {
  columns: readonly { plugin: string; of: ObjectKind; title: string; width: number }[];
  panes: readonly ExtraPane[];
  actions: readonly ExtraAction[];
  /** Names of plugins with hooks. */
  hooks: readonly string[];
  /** One line for each plugin that cannot be used. */
  problems: readonly string[];
  /** Has them ready to work; nothing is loaded before it is needed. */
  open(deps: ExtrasDeps): PluginHost;
}

/** What the plugins need of the full screen. */
export interface ExtrasDeps {
  engine(): Promise<Engine>;
  readOnly(): boolean;
  /** A line of a plugin's for the status bar. */
  say(kind: "info" | "warn", text: string): void;
}

/** What an action may ask of the person. */
export interface ActionTools {
  confirm(question: string): Promise<boolean>;
  openUrl(url: string): Promise<void>;
}

/** Plugins at work, each in workers of its own: one that hangs costs nobody else a frame. */
export interface PluginHost extends Disposable {
  /** The lines of a pane; it has 2 s. */
  render(
    pane: ExtraPane,
    size: { columns: number; rows: number },
    object: ObjectRow | undefined,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** The values of all columns of a kind, by {@link columnId}; `!` where a plugin fails. */
  cells(
    of: ObjectKind,
    rows: readonly unknown[],
    now: number,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, readonly Cellular[]>>>;
  /** Runs an action; tells whether it had something to say itself. */
  act(
    action: ExtraAction,
    object: ObjectRow,
    tools: ActionTools,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** Follows the engine's events and calls the hooks, until the signal. */
  followHooks(signal: AbortSignal): Promise<void>;
}
