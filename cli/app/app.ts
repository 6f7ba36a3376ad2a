/**
 * One run of dockerctl without the process around it: from a command line to an exit code. The
 * process itself (signals, exit, the real streams) is main.ts's; tests call this with their own.
 */
import type { Engine } from "../../core/mod.ts";
import { type Globals, parseGlobals } from "../spec/globals.ts";
import { FlagError, lex } from "../spec/lexer.ts";
import { parseCommand, type Parsed } from "../spec/parse.ts";
import type { Program } from "../spec/program.ts";
import { type Found, nearest, type Registry } from "../spec/registry.ts";
import {
  type AnyCommandSpec,
  type CommandContext,
  ExitError,
  type GlobalOptions,
} from "../spec/types.ts";
import { flagProblem, PROGRAM, unknownCommand } from "../spec/usage.ts";
import { buildInfo } from "../spec/version.ts";
import { checkApi } from "./check_api.ts";
import type { AppDeps } from "./deps.ts";
import { helpText } from "./help_text.ts";
import { report } from "./report.ts";
import { closeAll, connectTo, engineOf, touchesContainers } from "./run_engines.ts";

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
    : await parsedFor(registry, spec, asked, found.shown);
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
    engine: engineOf(global, deps, engines, {
      recovers: touchesContainers(entry.path),
      whileAsking: spec.whileAsking,
    }),
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

/** As parseCommand(); a flag of another command's leads there. */
async function parsedFor(
  registry: Registry,
  spec: AnyCommandSpec,
  words: readonly string[],
  shown: string,
): Promise<Parsed> {
  try {
    return parseCommand(spec, words, shown);
  } catch (e) {
    const { withOtherCommand } = await import("./other_command.ts");
    throw await withOtherCommand(e, registry, spec, words, shown);
  }
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
    get builtins() {
      return deps.builtins ?? [];
    },
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
    return await deps.fullScreen(
      globals,
      engineOf(globals.options, deps, engines, { recovers: true }),
    );
  }
  const text = await helpText(deps, found.path);
  await (asked ? streams.stdout : streams.stderr).write(text);
  return 0;
}
