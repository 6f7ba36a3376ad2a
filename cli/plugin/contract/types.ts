/**
 * The plugin contract, version 1. Built-in plugins and a stranger's use the same.
 * `dockerctl plugin types` writes these types for authors.
 */
import type { Engine } from "../../../core/engine.ts";
import type { Transport } from "../../../core/transport/types.ts";
import type { ArgSpec, CommandContext, CommandInput, OptionSpecs } from "../../spec/types.ts";

/**
 * What a plugin says it needs; shown before it is trusted, and enforced: all of a plugin outside
 * of the binary runs in a process of its own that has these permissions and no others. Its terminal, its
 * questions and the engine it gets by the context; its own files and `dataDir()` it may always
 * read.
 *
 * Some are as good as all: who may change an engine can have a container mount that machine's disk,
 * a program that is run may do what you may, and `files: true` reaches the engine's socket, your
 * shell's files and what says whom you trust.
 */
export interface PluginPermissions {
  /** `none` (default): no engine; `read`: lists, inspects, logs and streams; `write`: everything. */
  engine?: "none" | "read" | "write";
  /** Beside `engine: "read"`: calls that hand out more than lists and inspects. Default none. */
  reads?: readonly MoreReads[];
  /**
   * Reads and writes files and folders, these alone (`["~/backups"]`: absolute, or below your
   * home), or with `true` any that you may. Default none.
   */
  files?: boolean | readonly string[];
  /** Opens connections, to these hosts alone (`["example.org", "10.0.0.1:80"]`), or to any. */
  network?: boolean | readonly string[];
  /** Runs programs, and sees the environment. Default false. */
  run?: boolean;
  /** Sees these variables of the environment, or with `true` all of them. Default none. */
  env?: boolean | readonly string[];
}

/**
 * `archive`: files of containers; `export`: whole containers and images; `swarm`: join tokens and
 * the unlock key; `registry`: has the engine ask registries.
 */
export type MoreReads = "archive" | "export" | "swarm" | "registry";

/** A value for a cell: dates, numbers and lists keep their type in `--json`. */
export type Cell = string | number | boolean | Date | null | undefined | readonly unknown[];

/** What the rows of a list offer to a table and to templates. */
export interface PluginListing<T> {
  /** The type that a message names when a template asks for what is not there. */
  readonly type: string;
  /** By the name that templates and JSON have; numbers and booleans stay what they are. */
  readonly fields: Readonly<Record<string, { header: string; value(row: T): unknown }>>;
  /** Fields with an argument: `{{.Label "tier"}}`. */
  readonly methods?: Readonly<Record<string, (row: T, argument: string) => unknown>>;
  /** Names of the fields of the table, in their order. */
  readonly table: readonly string[];
  /** The template that `quiet` stands for: `{{.ID}}`. */
  readonly quiet?: string;
}

/** What a plugin writes by. Text that came from a container is made safe for the terminal. */
export interface PluginOutput {
  /**
   * A table on stdout; with `--json` one object a line instead, its keys the titles in lower case.
   * Nothing is printed for no rows but the titles.
   */
  table<T>(rows: readonly T[], columns: Readonly<Record<string, (row: T) => Cell>>): Promise<void>;
  /**
   * A list as dockerctl's own print one: `format` is `table`, `json` (an object a line), a Go
   * template over the fields, or `table TEMPLATE`; unset is the table, with `--json` `json`. Throws
   * an Error in docker's words for a template that cannot be read or carried out.
   */
  list<T>(
    rows: readonly T[],
    listing: PluginListing<T>,
    options?: { format?: string; quiet?: boolean },
  ): Promise<void>;
  /** A line on stdout; with `--json` a string. */
  line(text: string): Promise<void>;
  /** Bytes or text on stdout as they are. */
  raw(data: string | Uint8Array): Promise<void>;
  /** One JSON document on a line of stdout, whatever `--json` says. */
  json(value: unknown): Promise<void>;
  /** A line on stderr. */
  error(text: string): Promise<void>;
  /** How long ago: `3d`, `2h`, `41s`. */
  age(since: Date): string;
  /** How long ago, in docker's words: `3 minutes ago`. */
  ago(since: Date): string;
  /** Bytes for people: `1.2MB`. */
  size(bytes: number): string;
  /** Text with every control character taken out, colours too. */
  clean(text: string): string;
}

/** Lines for `--debug`, on stderr; dropped without it. */
export interface PluginLogger {
  debug(text: string): void;
}

/** A host whose engine a plugin was given. */
export interface PluginHost {
  /** As the list of hosts calls it; `""` for the engine that the flags name. */
  readonly name: string;
  /** Where ports that are published there are reached from here: a name or an IP address. */
  readonly address: string;
  readonly engine: Engine;
}

/** What a command of a plugin may use: all that dockerctl's own commands have, and more. */
export interface PluginContext
  extends Omit<CommandContext, "program" | "hosts" | "hostName" | "gather"> {
  readonly out: PluginOutput;
  /** Values of the plugin's `config`, with its defaults. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly log: PluginLogger;
  /**
   * The engine of a host of the person's list (`hosts ls`), of a docker context, or at an address
   * with a scheme; without a word the one that the flags name. Needs `engine: "write"`.
   */
  host(word?: string): Promise<PluginHost>;
  /** A folder of the plugin's own for what it keeps, made on the first call. */
  dataDir(): Promise<string>;
  /**
   * Runs another command line of dockerctl (without the program's name) with the same streams,
   * and gives its exit code. Needs `engine: "write"`; `plugin …` is the person's alone.
   */
  run(words: readonly string[]): Promise<number>;
}

/**
 * How a command works over several hosts (`--hosts a,b|@group|@all`): it runs once on each, with
 * that host's engine, and one host's failure is its line on stderr and no other's.
 */
export interface PluginOverHosts {
  /**
   * `rows`: what it gives `out.table` and `out.list` becomes one list with a HOST column (`"Host"`
   * with `--json`; templates have the fields, and no methods). `lines`: each line gets its host
   * before it. `names`: each line is a name and becomes `host/name`.
   */
  readonly output: "rows" | "lines" | "names";
  /** The argument that names containers, each perhaps as `host/name`. */
  readonly targets?: string;
  /** It takes one container at a time. */
  readonly single?: boolean;
  /** It changes something: at most five hosts are at work at once. */
  readonly changes?: boolean;
  /** Options with which it is for one host alone, as the command line has them: `pid`. */
  readonly oneHost?: readonly string[];
}

/** A command: `dockerctl PATH`, in the shell, and after `:`. */
export interface PluginCommand<
  A extends readonly ArgSpec[] = readonly ArgSpec[],
  O extends OptionSpecs = OptionSpecs,
> {
  /** Words below the program: `oldest`, `net ls`. */
  path: string;
  aliases?: readonly string[];
  /** One line, no full stop. */
  summary: string;
  usage?: string | readonly string[];
  description?: string;
  examples?: readonly { text: string; command: string }[];
  /** An argument with a default is optional. */
  args?: A;
  options?: O;
  /** Options end at the first argument. */
  stopEarly?: boolean;
  passThrough?: boolean;
  hidden?: boolean;
  minApi?: string;
  /**
   * Changes, removes or ends something: in read-only mode it is refused before it begins. A function
   * says so of one command line (`input` as `run` gets it); where it throws, takes longer than a
   * second, or is of a plugin that is not trusted yet, it counts as dangerous.
   */
  // deno-lint-ignore no-explicit-any
  dangerous?: boolean | ((input: any) => boolean);
  /** Without it the command is for one engine. */
  hosts?: PluginOverHosts;
  // deno-lint-ignore no-explicit-any
  interactive?(input: any): boolean;
  run(ctx: PluginContext, input: CommandInput<A, O>): Promise<void> | void;
}

/** A command of any shape, as a plugin's list holds it. */
export type AnyPluginCommand = Omit<PluginCommand, "run"> & {
  // deno-lint-ignore no-explicit-any
  run(ctx: PluginContext, input: any): Promise<void> | void;
};

/** Kinds of objects. */
export type ObjectKind = "container" | "image" | "network" | "volume";

/** What columns, actions and panes get of an object: the row of the engine's list. */
export interface ObjectRow {
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  // deno-lint-ignore no-explicit-any
  readonly [field: string]: any;
}

/** Helpers for a column's value. */
export interface ColumnTools {
  age(since: Date): string;
  size(bytes: number): string;
  now: Date;
  /** What no row tells is asked of the engine: `engine: "read"` is needed for it. */
  engine(): Promise<Engine>;
  /** Aborted when the values come too late. */
  readonly signal: AbortSignal;
}

/** A column that can be chosen in a list of the full screen. */
export interface PluginColumn {
  of: ObjectKind;
  /** Upper case, unique. */
  title: string;
  /** Cells; longer values are cut. Default 10. */
  width?: number;
  /**
   * Quick, and best pure: called for every row whenever the list changes, and every 5 s, 16 rows at
   * once where it is asynchronous. What it throws shows as `!`; all rows together have 2 s.
   */
  // deno-lint-ignore no-explicit-any
  value(object: any, tools: ColumnTools): string | number | Promise<string | number>;
}

/** What an action may use. */
export interface ActionContext {
  engine(): Promise<Engine>;
  /** A folder of the plugin's own for what it keeps, made on the first call. */
  dataDir(): Promise<string>;
  readonly signal: AbortSignal;
  readonly config: Readonly<Record<string, ConfigValue>>;
  /** Opens an address in the person's browser, or shows it where there is none. */
  openUrl(url: string): Promise<void>;
  /** A line in the status bar; on the command line one of stdout. */
  notify(text: string): void;
  confirm(question: string): Promise<boolean>;
}

/** A key for the selected object, also in the `x` menu. */
export interface PluginAction {
  of: ObjectKind;
  /**
   * A key that the list does not use: `O`, `M-o`, `C-o`, `f5`. Where it does, that is said at the
   * start, and the menu alone has the action. `tui.keys` in the config can give it another, by the
   * name `plugin.NAME.LABEL`, the label in kebab-case.
   */
  key?: string;
  /** In the menu: `open a ticket`. */
  label: string;
  /** Asks first; gone in read-only mode. */
  dangerous?: boolean;
  // deno-lint-ignore no-explicit-any
  run(object: any, ctx: ActionContext): Promise<void> | void;
}

/** What a pane or a hook may use. */
export interface WorkerContext {
  /** Lists, inspects and short calls; connections that stay open both ways are not to be had. */
  engine(): Promise<Engine>;
  /** A folder of the plugin's own for what it keeps, made on the first call. */
  dataDir(): Promise<string>;
  readonly signal: AbortSignal;
  readonly config: Readonly<Record<string, ConfigValue>>;
  age(since: Date): string;
  size(bytes: number): string;
  /** A line for `--debug` and the status bar. */
  notify(text: string): void;
}

/** A pane's surroundings. */
export interface PaneContext extends WorkerContext {
  /** The selected object, where the pane is `of` a kind. */
  readonly object?: ObjectRow;
  readonly width: number;
  readonly height: number;
}

/** A pane of the full screen: a tab beside logs, stats and details, at Alt-1, Alt-2 and so on. */
export interface PluginPane {
  /** Lower case, unique in the plugin. */
  id: string;
  title: string;
  /** Shown for the selected object of this kind. */
  of?: ObjectKind;
  /** Milliseconds between two calls while it is seen, at least 250. Default 2000. */
  every?: number;
  /** The lines to show; colours by SGR sequences are kept. It has 2 s. */
  render(ctx: PaneContext): Promise<readonly string[]> | readonly string[];
}

/** An event of the engine, as a hook gets it. */
export interface HookEvent {
  type: string;
  action: string;
  id: string;
  attributes: Readonly<Record<string, string>>;
  time: Date;
}

/** Called with each event; it has 5 s. */
export type PluginHook = (event: HookEvent, ctx: WorkerContext) => Promise<void> | void;

/** A plain value of the configuration. */
export type ConfigValue = string | number | boolean;

/** One setting: a value of the same type in `plugins/NAME.json` takes the default's place. */
export interface ConfigSpec {
  default: ConfigValue;
  summary: string;
}

/** An engine a plugin can stand in for, reached as `--host SCHEME://`. Built-in plugins only. */
export interface PluginEndpoint {
  /** `demo` serves `demo://`. */
  scheme: string;
  summary: string;
  /** Makes a transport; `rest` is what follows `SCHEME://`. */
  connect(rest: string): Transport;
}

/** What a plugin's module exports as its default. */
export interface Plugin {
  /** Lower case, digits and dashes, a letter first; unique. */
  name: string;
  /** Version of this contract. */
  api: 1;
  version?: string;
  /** One line, no full stop. */
  summary: string;
  /** Default: nothing is allowed. Built-in plugins are trusted with all. */
  permissions?: PluginPermissions;
  commands?: readonly AnyPluginCommand[];
  columns?: readonly PluginColumn[];
  actions?: readonly PluginAction[];
  panes?: readonly PluginPane[];
  /** By `type.action` (`container.die`) or `type.*`. */
  hooks?: Readonly<Record<string, PluginHook>>;
  endpoints?: readonly PluginEndpoint[];
  config?: Readonly<Record<string, ConfigSpec>>;
}

/** What is known of a built-in plugin without loading it; a test compares it with the plugin. */
export interface BuiltinPlugin {
  /** As the plugin's own `name`. */
  name: string;
  /** As the plugin's own. */
  summary: string;
  /** Schemes of its endpoints. */
  schemes?: readonly string[];
  commands?: readonly {
    path: string;
    aliases?: readonly string[];
    summary: string;
    /** Gives way to docker's own plugin of this name, where that is installed. */
    standIn?: boolean;
    /**
     * No command of its own name: it takes over from dockerctl's command of this path where one
     * of `flags` stands before the first argument.
     */
    variantOf?: string;
    flags?: readonly string[];
    /** Those of `flags` that lead there behind arguments, too. */
    anywhere?: readonly string[];
  }[];
  load(): Promise<Plugin>;
}

/** What a test of a plugin gets: an exported function of a `*_test.ts` beside the plugin. */
export interface PluginTest {
  /** Runs a command line of dockerctl, this plugin's too, on a simulated engine. */
  run(
    words: readonly string[],
    options?: { stdin?: string },
  ): Promise<{ code: number; stdout: string; stderr: string }>;
  /** Throws unless both are the same, compared deeply. */
  equal(actual: unknown, expected: unknown): void;
  /** Throws unless the value is true. */
  ok(value: unknown, message?: string): void;
  /** Aborted after 10 s, when the test has failed. */
  signal: AbortSignal;
}

/** Gives a command its types: arguments and options are inferred. */
export function definePluginCommand<
  const A extends readonly ArgSpec[],
  const O extends OptionSpecs,
>(command: PluginCommand<A, O>): PluginCommand<A, O> {
  return command;
}
