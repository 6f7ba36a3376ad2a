/** The types of a command: its flags, its words, what it is given to run. */
import type { Engine } from "../../core/engine.ts";
import type { HostSpec } from "../../core/fleet/hosts.ts";
import type { Placement } from "../../core/fleet/place.ts";
import type { Program } from "./program.ts";

/**
 * Where candidates for a value come from. A word names a source that the completer knows;
 * a list is fixed; a function is asked with what is typed so far.
 */
export type CompletionSource =
  | NamedCompletion
  | ((ctx: CompletionContext) => Promise<readonly Candidate[] | Offered>) & {
    /** Milliseconds for the way to the function, beside its own second. @internal */
    readonly awayMs?: number;
  };

/** A source of candidates that is no function. */
export type NamedCompletion =
  | "container"
  | "container:running"
  | "container:stopped"
  | "image"
  | "network"
  | "volume"
  | "context"
  | "host"
  | "node"
  | "service"
  | "plugin"
  | "project"
  | "file"
  | "directory"
  | "command"
  | readonly string[];

/** What a completion function may use. It has 1 s; what it throws counts as no candidates. */
export interface CompletionContext {
  /** The word being typed, up to the cursor. */
  word: string;
  /** Words before it, the command's own path left out. */
  before: readonly string[];
  engine(): Promise<Engine>;
  /** Names of what was recorded of that engine; absent where nobody knows. */
  recorded?(): Promise<readonly Candidate[]>;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** One completion; `summary` is shown beside it where there is room. */
export interface Candidate {
  value: string;
  summary?: string;
}

/** What a completion function found. */
export interface Offered {
  candidates: readonly Candidate[];
  /** The shell completes paths itself. */
  paths?: "file" | "directory";
}

/** A positional argument, in order. Only the last may be variadic. */
export interface ArgSpec {
  /** Upper-case in help: `container` is shown as `CONTAINER`. */
  name: string;
  summary?: string;
  optional?: boolean;
  variadic?: boolean;
  /** Default `string`; a `number` argument that is no number is a usage error. */
  type?: "string" | "number";
  default?: string | number;
  complete?: CompletionSource;
}

interface OptionBase {
  /** One letter, without the dash. */
  short?: string;
  /** Other long names that mean the same: `net` for `network`. */
  aliases?: readonly string[];
  summary: string;
  /** What the value is called in help: `seconds`; docker's own words (`list`, `string`, `bytes`). */
  value?: string;
  /** Works but is not listed. */
  hidden?: boolean;
  /** Works with this warning on stderr. */
  deprecated?: string;
  minApi?: string;
  complete?: CompletionSource;
}

/** `--flag`, `--flag=false`, `-f`; short ones can be joined (`-it`). */
export interface BooleanOption extends OptionBase {
  type: "boolean";
  default?: boolean;
}
/** Takes a value; the last one given counts. */
export interface StringOption extends OptionBase {
  type: "string";
  default?: string;
  /** What the flag means when it stands without a value and without `=` (`--gpus`). */
  noValue?: string;
}
/** An integer (Go's strconv syntax: decimal, 0x, 0o, sign). */
export interface NumberOption extends OptionBase {
  type: "number";
  default?: number;
}
/** May be given several times; each value as it stands, never split. */
export interface ListOption extends OptionBase {
  type: "list";
  default?: readonly string[];
}
/**
 * A value with a parser of its own, run at parse time so that a bad one is a usage error
 * (`invalid argument "x" for "-m, --memory" flag: …`). Throw an Error with docker's words.
 */
export interface ParsedOption<T = unknown> extends OptionBase {
  type: "parsed";
  parse(text: string, previous: T | undefined): T;
  /** May be given several times: `parse` gets what the earlier ones gave. */
  repeat?: boolean;
  default?: T;
}

export type OptionSpec =
  | BooleanOption
  | StringOption
  | NumberOption
  | ListOption
  // deno-lint-ignore no-explicit-any
  | ParsedOption<any>;
/** By long name, in kebab-case, without dashes, in the order of the help. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type Camel<S extends string> = S extends `${infer A}-${infer B}` ? `${A}${Capitalize<Camel<B>>}`
  : S;

/** The value an option has in the input: never undefined where there is a default. */
export type OptionValue<O> = O extends { type: "boolean" } ? boolean
  : O extends { type: "string"; default: string } ? string
  : O extends { type: "string" } ? string | undefined
  : O extends { type: "number"; default: number } ? number
  : O extends { type: "number" } ? number | undefined
  : O extends { type: "list" } ? readonly string[]
  : O extends { type: "parsed"; default: infer D; parse(text: string, p: infer _P): infer R }
    ? R | D
  : O extends { type: "parsed"; parse(text: string, p: infer _P): infer R } ? R | undefined
  : never;

/** The value an argument has in the input. */
export type ArgValue<A> = A extends { variadic: true; type: "number" } ? readonly number[]
  : A extends { variadic: true } ? readonly string[]
  : A extends { type: "number"; optional: true; default: number } ? number
  : A extends { type: "number"; optional: true } ? number | undefined
  : A extends { type: "number" } ? number
  : A extends { optional: true; default: string } ? string
  : A extends { optional: true } ? string | undefined
  : string;

/** Arguments and options, flat and in camelCase, plus what was said explicitly. */
export type CommandInput<
  A extends readonly ArgSpec[] = readonly ArgSpec[],
  O extends OptionSpecs = OptionSpecs,
> =
  & { readonly [K in A[number] as Camel<K["name"]>]: ArgValue<K> }
  & { readonly [K in keyof O as Camel<K & string>]: OptionValue<O[K]> }
  & {
    /** Long names of the options that were given, so that a default can be told from a wish. */
    readonly given: ReadonlySet<string>;
  };

/** A readable stream of bytes with a terminal behind it, perhaps. */
export interface InputStream {
  readonly isTerminal: boolean;
  /**
   * Bytes as they come, until end of input or the signal. One reader at a time. `lent`: larger
   * pieces, each good until the next is asked for.
   */
  read(signal?: AbortSignal, options?: { lent?: boolean }): AsyncIterable<Uint8Array>;
  /** Raw mode on or off; nothing happens where there is no terminal. */
  setRaw(on: boolean): void;
}

/** Where output goes. Writing waits when the other side is slow; a closed pipe throws {@link BrokenPipe}. */
export interface OutputStream {
  readonly isTerminal: boolean;
  write(data: string | Uint8Array): Promise<void>;
}

/** The three streams and the terminal's size. */
export interface Streams {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Columns and rows of the terminal on stdout (else stderr, else stdin), undefined without one. */
  size(): { columns: number; rows: number } | undefined;
  /** Calls `f` at every change of size until the signal. */
  onResize(f: () => void, signal: AbortSignal): void;
}

/** The global flags and what they resolve to. */
export interface GlobalOptions {
  /** `--host`, `-H`. */
  host?: string;
  /** `--context`, `-c`. */
  context?: string;
  /** `--server`; see {@link serverOf}. */
  server?: string;
  /** `--server-token-file`. */
  serverTokenFile?: string;
  /** `--hosts`: each perhaps several with commas; several engines instead of one. */
  hosts?: readonly string[];
  /** `--hosts-file`. */
  hostsFile?: string;
  /** `--config`. */
  config?: string;
  debug: boolean;
  /** `--log-level`, where it was given; for plugins. */
  logLevel?: string;
  /** `--json`: listing commands print one JSON object a line. */
  json: boolean;
  tls?: boolean;
  tlsverify?: boolean;
  tlscacert?: string;
  tlscert?: string;
  tlskey?: string;
}

/** Everything a command may use. It gets no argv, no Deno.exit and no global state. */
export interface CommandContext {
  /** Connected on first call, then the same one; closed by the caller of the command. */
  engine(): Promise<Engine>;
  readonly streams: Streams;
  /**
   * The signal that ends the command (Ctrl-C, SIGTERM, the shell's or the `:` line's cancel).
   */
  readonly signal: AbortSignal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly global: GlobalOptions;
  /** Wall clock; frozen in tests. */
  now(): Date;
  /** Asks on the terminal; false without one. `--yes` is the command's own matter. */
  confirm(question: string): Promise<boolean>;
  /** Asks for a line of text; undefined without a terminal. */
  askText(question: string): Promise<string | undefined>;
  /** Asks for a secret, which is not shown; undefined without a terminal. */
  askSecret(question: string): Promise<string | undefined>;
  /**
   * Signals the command wants to handle itself (`run` forwards SIGINT to the container). While
   * `stop` is not aborted they come to `f` and do not end the command.
   */
  onSignal(names: readonly Deno.Signal[], f: (name: Deno.Signal) => void, stop: AbortSignal): void;
  /** The command shows the past (`--at`): engine and clock are those of this time. */
  readonly at?: Date;
  /** Who called: decides how interactive output is shown. */
  readonly caller: "cli" | "shell" | "tui";
  /**
   * Where the command goes over several hosts itself ({@link OverHosts} `own`): each, its engine
   * not connected yet.
   * @internal
   */
  readonly hosts?: readonly CommandHost[];
  /**
   * The name of its host, where the command runs once for each of several.
   * @internal
   */
  readonly hostName?: string;
  /**
   * Where the command runs once for each of several hosts: takes a list that it would print, which
   * is printed together with those of the other hosts.
   * @internal
   */
  readonly gather?: (rows: GatheredRows) => void;
  /**
   * The program around the command; absent in unit tests that do not need it, and for plugins.
   * @internal
   */
  readonly program?: Program;
}

/** A host that a command works on. */
export interface CommandHost {
  readonly name: string;
  /** What the list of hosts says of it. */
  readonly spec: HostSpec;
  /** Its colour, where the list of hosts gives it one. */
  readonly colour?: string;
  engine(): Promise<Engine>;
}

/** What a list would have printed. */
export interface GatheredRows {
  // deno-lint-ignore no-explicit-any
  readonly listing: any;
  readonly items: readonly unknown[];
  readonly format?: string;
  readonly quiet?: boolean;
}

/**
 * What becomes of several hosts' outputs. `rows`: lists become one, with a HOST column. `names`:
 * what is printed are names, and each gets its host before it (`web1/api`). `lines`: each line gets
 * its host before it. `timed`: likewise, in the order of the times that the lines begin with.
 * `plain`: whole lines as they come, which say their host themselves. `whole`: each host's output in
 * one piece, in the order of the hosts. `own`: the command goes over
 * {@link CommandContext.hosts} itself.
 */
export type HostsOutput = "rows" | "names" | "lines" | "timed" | "plain" | "whole" | "own";

/** Containers that are to be placed. */
export interface PlacedWork {
  way: Placement;
  count: number;
  /** Bytes of memory that each asks for; 0 where nobody said. */
  need: number;
}

/** How a command works over several hosts (`--hosts`). */
export interface OverHosts {
  /** What becomes of the hosts' outputs. */
  // deno-lint-ignore no-explicit-any
  output: HostsOutput | ((input: any, global: GlobalOptions) => HostsOutput);
  /** The argument that names containers, each perhaps as `host/name`. */
  targets?: string;
  /**
   * What is asked for stands in the hosts' records: the engines are not asked which of them has a
   * name, and a host that does not know one is none that fails while another knows it.
   */
  // deno-lint-ignore no-explicit-any
  recorded?(input: any): boolean;
  /** Lines begin with times that are for their order alone, and are taken off again. */
  // deno-lint-ignore no-explicit-any
  strips?(input: any): boolean;
  /** Runs once for each container, as it takes only one. */
  single?: boolean;
  /** The argument that chooses hosts, in place of `--hosts`; all of the list without one. */
  choice?: string;
  /** What is placed on some of the hosts rather than on each; undefined: on each. */
  // deno-lint-ignore no-explicit-any
  places?(input: any): PlacedWork | undefined;
  /** Changes something: at most five hosts are at work at once. */
  changes?: boolean;
  /** Says which hosts have one engine id: what is listed of them may be listed twice. */
  twins?: boolean;
  /** Cannot be done over several hosts with this input: why. */
  // deno-lint-ignore no-explicit-any
  refuses?(input: any): string | undefined;
  /** The input for each host: with timestamps, say, which `timed` takes off again unless given. */
  // deno-lint-ignore no-explicit-any
  prepare?(input: any): any;
}

/** One command. This one definition drives parsing, help, completion, docs and tests. */
export interface CommandSpec<
  A extends readonly ArgSpec[] = readonly ArgSpec[],
  O extends OptionSpecs = OptionSpecs,
> {
  /** Full path below the program: `container stop`. */
  path: string;
  /** Other full paths that mean the same: `stop`. */
  aliases?: readonly string[];
  /** One line, no full stop: `Stop one or more running containers`. */
  summary: string;
  /**
   * The usage line after the path, where it does not follow from `args` and `options`; one for
   * each form: `["[OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-", …]`.
   */
  usage?: string | readonly string[];
  /** Paragraphs for `help`, after the usage. */
  description?: string;
  examples?: readonly { text: string; command: string }[];
  args?: A;
  /**
   * How many arguments there must be, least and most, where it depends on the flags given (long
   * names); undefined: what follows from `args`.
   */
  argCount?(given: ReadonlySet<string>): readonly [least: number, most: number] | undefined;
  options?: O;
  /** Options end at the first positional (run, create, exec). */
  stopEarly?: boolean;
  /** Everything after the path is handed over unread as one variadic argument. */
  passThrough?: boolean;
  /** Answers --help itself (with `passThrough`). */
  ownHelp?: boolean;
  hidden?: boolean;
  minApi?: string;
  /**
   * Removes or ends something: read-only mode has none of these. A function says so of one command
   * line; where it throws, it is.
   */
  dangerous?: boolean | ((input: CommandInput<A, O>) => boolean | Promise<boolean>);
  /** How it works over several hosts; unset: on one engine alone. */
  hosts?: OverHosts;
  /** Needs the terminal for itself (exec -it): the full screen steps aside. */
  interactive?(input: CommandInput<A, O>): boolean | Promise<boolean>;
  /** Loads what only the engine's answer needs; called once the first request is on its way. */
  whileAsking?(): Promise<unknown>;
  run(ctx: CommandContext, input: CommandInput<A, O>): Promise<void>;
}

/** A spec of any shape, as lists hold them. */
export type AnyCommandSpec = Omit<CommandSpec, "run" | "interactive" | "dangerous"> & {
  // deno-lint-ignore no-explicit-any
  dangerous?: boolean | ((input: any) => boolean | Promise<boolean>);
  // deno-lint-ignore no-explicit-any
  interactive?: (input: any) => boolean | Promise<boolean>;
  // deno-lint-ignore no-explicit-any
  run(ctx: CommandContext, input: any): Promise<void>;
};

/** Gives a spec its types: `export const stop = defineCommand({ … })`. */
export function defineCommand<const A extends readonly ArgSpec[], const O extends OptionSpecs>(
  spec: CommandSpec<A, O>,
): CommandSpec<A, O> {
  return spec;
}

/**
 * Ends a command with this exit code. `message` goes to stderr as it stands (main adds the line
 * break); without one nothing is printed, because the command said all there was to say.
 */
export class ExitError extends Error {
  override readonly name = "ExitError";
  constructor(readonly exitCode: number, message = "") {
    super(message);
  }
}

/** What was named is not here; of several hosts, another may have it. */
export class MissingHere extends ExitError {}

/** The reader of stdout or stderr went away (`| head -1`): end quietly, as SIGPIPE would. */
export class BrokenPipe extends Error {
  override readonly name = "BrokenPipe";
}
