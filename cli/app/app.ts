/**
 * One run of dockerctl without the process around it: from a command line to an exit code. The
 * process itself (signals, exit, the real streams) is main.ts's; tests call this with their own.
 */
import { EngineError, isEngineError } from "../../core/errors.ts";
import type { Engine } from "../../core/mod.ts";
import type { ConnectWay } from "./engine.ts";
import type { PluginExtras } from "../plugin/host/extras.ts";
import { errorText, hintText } from "../spec/errors.ts";
import { GLOBAL_OPTIONS, type Globals, parseGlobals } from "../spec/globals.ts";
import { FlagError, lex } from "../spec/lexer.ts";
import { parseCommand } from "../spec/parse.ts";
import type { BuiltinInfo, Program } from "../spec/program.ts";
import { type CommandEntry, type Found, nearest, type Registry } from "../spec/registry.ts";
import { BrokenPipe, ExitError } from "../spec/types.ts";
import type {
  AnyCommandSpec,
  CommandContext,
  GlobalOptions,
  OptionSpecs,
  Streams,
} from "../spec/types.ts";
import { flagProblem, PROGRAM, unknownCommand } from "../spec/usage.ts";
import { buildInfo } from "../spec/version.ts";

/** What ended a command from outside. */
export class SignalReason extends Error {
  override readonly name = "SignalReason";
  constructor(readonly signal: Deno.Signal) {
    super(`received ${signal}`);
  }
}

/** Exit codes of signals that end us: 128 + n. */
const SIGNAL_NUMBERS: Partial<Record<Deno.Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGPIPE: 13,
  SIGTERM: 15,
};

/** The exit code for an end by signal. */
export function signalExitCode(signal: Deno.Signal): number {
  return 128 + (SIGNAL_NUMBERS[signal] ?? 0);
}

/** How plugins are looked for. */
export interface ExtendOptions {
  /** What `--plugin` named. */
  extra: readonly string[];
  /** Say nothing and ask nothing: completion, the full screen. */
  quiet: boolean;
  /** `--config`: docker's plugins are looked for below it. */
  config?: string;
}

/** Everything around a run. */
export interface AppDeps {
  registry: Registry;
  streams: Streams;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  now(): Date;
  confirm(question: string): Promise<boolean>;
  askText: CommandContext["askText"];
  askSecret: CommandContext["askSecret"];
  onSignal: CommandContext["onSignal"];
  /**
   * Makes the engine's client; nothing is connected before its first call. `say` gets what a
   * person should know of the way there; without it that goes to stderr.
   */
  connect(
    global: GlobalOptions,
    signal: AbortSignal,
    say?: (text: string) => void,
    way?: ConnectWay,
  ): Promise<Engine>;
  /** The full-screen view, or undefined where there is none to open. */
  fullScreen?(globals: Globals, engine: () => Promise<Engine>): Promise<number>;
  caller?: CommandContext["caller"];
  /** The registry with the commands of plugins; `registry` alone where there are none. */
  extend?(options: ExtendOptions): Promise<Registry>;
  /** What plugins add to the full screen. */
  extras?(extra: readonly string[]): Promise<PluginExtras>;
  /** Why there is no command of this name, where something of the name cannot be used. */
  unusable?(name: string, config?: string): Promise<string | undefined>;
  /** Docker's own plugins, for `info`. */
  clientPlugins?(config?: string): Promise<readonly Readonly<Record<string, string>>[]>;
  /** For `plugin ls`. */
  builtins?: readonly BuiltinInfo[];
  /** A command of a plugin that takes over where one of these flags leads (`exec --all`). */
  variant?(
    entry: CommandEntry,
    words: readonly string[],
    config?: string,
  ): CommandEntry | undefined;
  /** Which such commands a path has, for its help. */
  variantsOf?(path: string): readonly { flag: string; summary: string }[];
}

/** The program's description in its help. */
export const SUMMARY = "Containers from the terminal: docker's command line, a full-screen view, " +
  "and the memory of what happened";

/** Runs one command line (without the program's name) and gives its exit code. Never throws. */
export async function runApp(argv: readonly string[], deps: AppDeps): Promise<number> {
  let debug = false;
  const engines: Engine[] = [];
  try {
    const globals = parseGlobals(argv);
    debug = globals.options.debug;
    return await dispatch(globals, deps, engines);
  } catch (e) {
    return await report(e, deps, debug, engines[0]);
  } finally {
    await closeAll(engines);
  }
}

async function closeAll(engines: readonly Engine[]): Promise<void> {
  for (const engine of engines) {
    try {
      await engine[Symbol.asyncDispose]();
    } catch { /* a connection that does not close cleanly is closed all the same */ }
  }
}

async function dispatch(globals: Globals, given: AppDeps, engines: Engine[]): Promise<number> {
  let deps = given;
  const { streams } = deps;
  let words = globals.rest;
  if (globals.version && words.length === 0) {
    const { version, commit } = buildInfo();
    const build = commit === "" ? "" : `, build ${commit}`;
    await streams.stdout.write(`${PROGRAM} version ${version}${build}\n`);
    return 0;
  }
  const wide = wideRegistry(globals, given);
  if (wantsPlugins(globals, given.registry)) deps = { ...given, registry: await wide() };
  const { registry } = deps;
  let help = globals.help;
  if (words[0] === "help") {
    help = true;
    words = words.slice(1);
    const topic = registry.find(words);
    const whole = topic.kind !== "unknown" && topic.words === words.length;
    if (!whole && !(topic.kind === "command" && (await topic.entry.load()).ownHelp)) {
      const word = topic.kind === "unknown" ? topic.word : words[topic.words];
      throw new ExitError(1, `unknown help topic: ${word}`);
    }
  }
  let found = registry.find(words);
  const buildx = registry.command("buildx");
  if (found.kind === "unknown" && found.group === "builder" && buildx !== undefined) {
    // docker's `builder` is buildx where that plugin is there.
    found = { kind: "command", entry: { ...buildx, path: "builder" }, shown: "builder", words: 1 };
  }
  if (found.kind === "unknown") {
    const near = nearest(found.word, registry.children(found.group).map((c) => c.word));
    const problem = unknownCommand(
      found.group,
      found.word,
      near,
      registry.group(found.group)?.usage,
    );
    const why = found.group === ""
      ? await deps.unusable?.(found.word, globals.options.config)
      : undefined;
    if (why !== undefined) problem.message += `\nHint: ${why}`;
    throw problem;
  }
  if (found.kind === "group") return await runGroup(found, words, globals, help, deps, engines);
  const rest = words.slice(found.words);
  const entry = deps.variant?.(found.entry, rest, globals.options.config) ?? found.entry;
  const spec = await entry.load();
  const asked = help && spec.ownHelp ? [...rest, "--help"] : rest;
  const parsed = help && !spec.ownHelp
    ? { kind: "help" as const }
    : parseCommand(spec, asked, found.shown);
  if (parsed.kind === "help") {
    await streams.stdout.write(await helpText(deps, found.shown, spec));
    return 0;
  }
  const global = { ...globals.options };
  if (parsed.common.json !== undefined) global.json = parsed.common.json;
  if (parsed.common.demo) {
    // What leads to another engine is left: the same words may start another process.
    const none = { context: undefined, server: undefined, serverTokenFile: undefined };
    Object.assign(global, none, { host: "demo://" });
  }
  if (parsed.common.hosts !== undefined) global.hosts = parsed.common.hosts;
  if (parsed.common.hostsFile !== undefined) global.hostsFile = parsed.common.hostsFile;
  for (const warning of parsed.warnings) await streams.stderr.write(warning + "\n");
  const ctx: CommandContext = {
    engine: engineOf(global, deps, engines, touchesContainers(entry.path)),
    streams,
    signal: deps.signal,
    env: deps.env,
    global,
    now: deps.now,
    confirm: deps.confirm,
    askText: deps.askText,
    askSecret: deps.askSecret,
    onSignal: deps.onSignal,
    caller: deps.caller ?? "cli",
    program: programOf(globals, global, given, wide, engines),
  };
  if (parsed.common.at !== undefined) {
    const { inThePast } = await import("./past.ts");
    await spec.run(await inThePast(ctx, parsed.common.at, engines), parsed.input);
    return 0;
  }
  if (mayNameHosts(spec, parsed.input, global)) {
    const { runOverHosts } = await import("./over_hosts/mod.ts");
    const yes = parsed.common.yes ?? false;
    const work = { spec, input: parsed.input, yes, shown: found.shown, ctx, engines };
    return await runOverHosts(work, { deps, checkApi });
  }
  await checkApi(ctx, spec.options ?? {}, parsed.input.given);
  await spec.run(ctx, parsed.input);
  return 0;
}

/** Whether the command line says `--hosts`, or may name a container as `host/name`. */
function mayNameHosts(spec: AnyCommandSpec, input: object, global: GlobalOptions): boolean {
  if (global.hosts !== undefined || spec.hosts?.choice !== undefined) return true;
  const named = spec.hosts?.targets;
  if (named === undefined) return false;
  const targets = (input as Record<string, unknown>)[named];
  // Docker's own names may begin with a slash, and links have one within: the list of hosts tells.
  return [targets].flat().some((t) => typeof t === "string" && t.indexOf("/") > 0);
}

/** Throws docker's complaint when a flag that was given needs a newer engine. */
async function checkApi(
  ctx: CommandContext,
  options: OptionSpecs,
  given: ReadonlySet<string>,
): Promise<void> {
  for (const name of given) {
    const minApi = options[name]?.minApi;
    if (minApi === undefined) continue;
    const { apiVersion } = await (await ctx.engine()).transport.greeting(ctx.signal);
    if (compareVersions(apiVersion, minApi) < 0) {
      throw new ExitError(
        1,
        `"--${name}" requires API version ${minApi}, but the Docker daemon API version is ${apiVersion}`,
      );
    }
  }
}

/** API versions in their order: `1.9` before `1.41`. */
function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((v) => v.split(".").map(Number));
  return x[0] - y[0] || (x[1] ?? 0) - (y[1] ?? 0);
}

/** Connects to `host` in place of the engine that the flags name. */
function connectTo(host: string | undefined, deps: AppDeps): AppDeps["connect"] {
  if (host === undefined) return deps.connect;
  return (global, signal, say) =>
    deps.connect({ ...global, host, context: undefined, server: undefined }, signal, say);
}

/** The registry with plugins, made on the first call. */
function wideRegistry(globals: Globals, deps: AppDeps): () => Promise<Registry> {
  let wide: Promise<Registry> | undefined;
  const quiet = globals.rest[0] === "__complete" || deps.caller === "tui";
  return () =>
    wide ??= deps.extend?.({ extra: globals.plugins, quiet, config: globals.options.config }) ??
      Promise.resolve(deps.registry);
}

/** Whether a command line cannot be answered from dockerctl's own commands alone. */
function wantsPlugins(globals: Globals, registry: Registry): boolean {
  const words = globals.rest[0] === "help" ? globals.rest.slice(1) : globals.rest;
  if (words.length === 0) return globals.help || globals.rest.length > 0;
  const found = registry.find(words);
  return found.kind === "unknown" || found.kind === "group" && found.path === "" ||
    found.kind === "command" && found.entry.standIn === true;
}

function programOf(
  globals: Globals,
  global: GlobalOptions,
  deps: AppDeps,
  wide: () => Promise<Registry>,
  engines: Engine[],
): Program {
  return {
    under(flags) {
      const { options, plugins } = parseGlobals(flags);
      const more = { extra: [...globals.plugins, ...plugins], quiet: true, config: options.config };
      return {
        engine: engineOf(options, deps, engines),
        registry: plugins.length === 0
          ? wide
          : () => deps.extend?.(more) ?? Promise.resolve(deps.registry),
      };
    },
    async host(word) {
      const { oneHost } = await import("./over_hosts/one_host.ts");
      return await oneHost(word, { global, deps, engines });
    },
    base: deps.registry,
    registry: wide,
    builtins: deps.builtins ?? [],
    clientPlugins: async () => await deps.clientPlugins?.(globals.options.config) ?? [],
    pluginPaths: globals.plugins,
    async run(words, { signal = deps.signal, streams = deps.streams, host, plugins } = {}) {
      const engines: Engine[] = [];
      const other = plugins !== undefined && plugins.length > 0;
      const own: AppDeps = {
        ...deps,
        signal,
        streams,
        extend: other ? deps.extend : wide,
        connect: connectTo(host, deps),
      };
      const inner: Globals = {
        ...globals,
        help: false,
        rest: words,
        plugins: [...globals.plugins, ...plugins ?? []],
      };
      try {
        return await dispatch(inner, own, engines);
      } catch (e) {
        return await report(e, own, globals.options.debug);
      } finally {
        await closeAll(engines);
      }
    },
  };
}

/** A group alone shows its help on stderr, as docker does; the program alone opens the full screen. */
async function runGroup(
  found: Found & { kind: "group" },
  words: readonly string[],
  globals: Globals,
  help: boolean,
  deps: AppDeps,
  engines: Engine[],
): Promise<number> {
  const { streams, registry } = deps;
  const rest = words.slice(found.words);
  let asked = help;
  if (rest.length > 0) {
    try {
      const lexed = lex(rest, {});
      asked ||= lexed.help;
      if (lexed.args.length > 0 && !asked) {
        const word = lexed.args[0];
        const near = nearest(word, registry.children(found.path).map((c) => c.word));
        throw unknownCommand(found.path, word, near, registry.group(found.path)?.usage);
      }
    } catch (e) {
      if (!(e instanceof FlagError)) throw e;
      throw flagProblem(found.path, [`${PROGRAM} ${found.path}`.trimEnd()], e.message);
    }
  }
  if (found.path === "" && !asked && deps.fullScreen) {
    return await deps.fullScreen(globals, engineOf(globals.options, deps, engines, true));
  }
  const text = await helpText(deps, found.path);
  await (asked ? streams.stdout : streams.stderr).write(text);
  return 0;
}

/** The help of a path; a command's loads cliffy, and nothing else on a command's way does. */
export async function helpText(
  deps: Pick<AppDeps, "registry" | "streams" | "variantsOf">,
  path: string,
  spec?: AnyCommandSpec,
): Promise<string> {
  const help = await import("../spec/help.ts");
  const { registry, streams } = deps;
  const width = help.helpWidth(streams.stdout.isTerminal ? streams.size()?.columns : undefined);
  if (path === "") return help.rootHelp(registry, SUMMARY, GLOBAL_OPTIONS, width);
  const entry = registry.command(path);
  if (entry === undefined) return help.groupHelp(registry, path, width);
  const { commandHelp } = await import("../spec/command_help.ts");
  const shown = spec ?? await entry.load();
  const text = commandHelp(registry, shown, path, width)
    .replaceAll(/^(\s+)dockerctl /gm, `$1${PROGRAM} `);
  // The help of a variant itself is not about its siblings.
  const others = shown.path === entry.path ? deps.variantsOf?.(entry.path) ?? [] : [];
  if (others.length === 0) return text;
  const rows = others.map((o): [string, string] => [
    `  ${PROGRAM} ${path} ${o.flag} --help`,
    o.summary,
  ]);
  return [text, "See also:", ...help.twoColumns(rows, width), ""].join("\n");
}

/** Connects on the first call, then gives the same engine; it is closed when the run ends. */
function engineOf(
  global: GlobalOptions,
  deps: AppDeps,
  engines: Engine[],
  recovers = false,
): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;
  return () =>
    engine ??= deps.connect(global, deps.signal).then(async (made) => {
      engines.push(made);
      if (recovers) await recoverIfAny(made, deps);
      return made;
    });
}

/** Mostly no more than a look into a folder that is not there. */
async function recoverIfAny(engine: Engine, deps: AppDeps): Promise<void> {
  const { anyJournal, journalDir } = await import("../../core/recreate/journal_dir.ts");
  if (!anyJournal(journalDir(deps.env))) return;
  const { recoverFirst } = await import("./recover_first.ts");
  await recoverFirst(engine, deps);
}

/** Commands before which a recreate that was cut off is put right. */
function touchesContainers(path: string): boolean {
  return /^(container|compose|record run|upgrade|system prune)( |$)/.test(path);
}

/** Says what went wrong, once, on stderr, and gives the exit code. */
async function report(
  e: unknown,
  deps: AppDeps,
  debug: boolean,
  engine?: Engine,
): Promise<number> {
  const reason = deps.signal.aborted ? deps.signal.reason : undefined;
  const say = async (text: string) => {
    try {
      await deps.streams.stderr.write(text + "\n");
    } catch { /* nobody listens on stderr any more */ }
  };
  /** Which names were meant, where some are not there. */
  const suggest = async (text: string) => {
    if (engine === undefined || deps.signal.aborted || !/no such |not found/i.test(text)) return;
    const { nearestNames } = await import("./nearest_names.ts");
    for (const line of await nearestNames(text, engine, deps.signal)) await say(line);
  };
  if (e instanceof BrokenPipe) return signalExitCode("SIGPIPE");
  if (e instanceof ExitError) {
    if (e.message !== "") await say(e.message);
    await suggest(e.message);
    if (debug && e.cause !== undefined) await say(trace(e.cause));
    return e.exitCode;
  }
  if (reason instanceof SignalReason && isAbort(e, reason)) return signalExitCode(reason.signal);
  await say(errorText(e));
  await suggest(errorText(e));
  const hint = hintText(e);
  if (hint !== undefined) await say(hint);
  if (debug) await say(trace(e));
  return 1;
}

function isAbort(e: unknown, reason: unknown): boolean {
  if (e === reason || isEngineError(e, "aborted")) return true;
  return e instanceof DOMException && e.name === "AbortError";
}

/** Where an error comes from, for --debug. */
function trace(e: unknown): string {
  if (!(e instanceof Error)) return String(e);
  const more = e instanceof EngineError
    ? ` (code ${e.code}, ${e.op}${e.status === undefined ? "" : `, status ${e.status}`})`
    : "";
  const cause = e.cause === undefined ? "" : `\ncaused by ${trace(e.cause)}`;
  return (e.stack ?? e.message) + more + cause;
}
