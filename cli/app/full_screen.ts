/**
 * The full screen, put together: the engine it watches, the commands of its `:` line, and the
 * terminal. Loaded only when it is opened.
 */
import { readOnlyTransport } from "../../core/fleet/read_only.ts";
import { createEngine, type Engine, isEngineError } from "../../core/mod.ts";
import { runApp } from "./app.ts";
import type { AppDeps } from "./deps.ts";
import { History, historyFile } from "./history.ts";
import { hostChoices } from "./host_choices.ts";
import { screenRecord } from "./screen_record.ts";
import { keepArrangement, loadArrangement } from "./screen_state.ts";
import { loadSettings } from "./settings.ts";
import { screenTime } from "./time_switch.ts";
import { complete } from "../spec/complete.ts";
import { isDangerous } from "../spec/dangerous.ts";
import type { Globals } from "../spec/globals.ts";
import type { Registry } from "../spec/registry.ts";
import { parseCommand } from "../spec/parse.ts";
import { splitLine } from "../spec/split_line.ts";
import { serverOf } from "../spec/server.ts";
import { ExitError, type GlobalOptions } from "../spec/types.ts";
import { type CommandHost, type HostChoice, type KeepRemoved, runTui } from "../tui/mod.ts";

/** How a plugin's words reach the status bar. */
type PluginSay = (kind: "info" | "warn", text: string) => void;

/** Opens the full screen and gives the exit code when it is left. */
export async function openFullScreen(globals: Globals, deps: AppDeps): Promise<number> {
  if (deps.env.TERM === "dumb") {
    throw new ExitError(1, 'The full screen needs a terminal that can draw, and TERM is "dumb"');
  }
  // On stderr it would be written across the screen: it is shown as a message instead.
  const notices: string[] = [];
  let tell: (text: string) => void = (text) => void notices.push(text);
  const single = deps.connect;
  const connect: AppDeps["connect"] = async (global, signal, say, way) => {
    if (global.hosts === undefined) return await single(global, signal, say, way);
    const { connectHosts } = await import("./over_hosts/screen.ts");
    return await connectHosts(global, deps);
  };
  const engine = sharedEngine(globals.options, { ...deps, connect }, (text) => tell(text));
  const [{ tui: settings, problems }, extras] = await Promise.all([
    loadSettings(deps.env),
    deps.extras?.(globals.plugins),
  ]);
  /** What of an engine's name is known beforehand: its label, and whether it may be changed. */
  const known = () => {
    const label = hostLabel(engine.options, deps.env);
    const readOnly = globals.readOnly ||
      (settings.readOnly ?? []).some((h) => h === "*" || h === label);
    return { label, readOnly };
  };
  const { label: host, readOnly } = known();
  let sayOf: PluginSay = () => {};
  using plugins = extras?.open({
    engine: () => engine.get(),
    readOnly: () => known().readOnly,
    say: (kind, text) => sayOf(kind, text),
  });
  await using record = screenRecord(engine, deps.env);
  await using times = screenTime(engine.get, deps.env, () => deps.now().getTime());
  const { host: first } = globals.options;
  /** Addresses that were on the screen: none of them is typed twice. */
  const been = new Set(first === undefined ? [] : [first]);
  const shown = async () => times.engine ?? await engine.get();
  try {
    return await runTui({
      engine: shown,
      times: serverOf(engine.options, deps.env) === undefined && globals.options.hosts === undefined
        ? times
        : undefined,
      streams: deps.streams,
      signal: deps.signal,
      env: deps.env,
      host,
      readOnly,
      careful: settings.careful,
      keepRemoved: settings.keepRemoved === undefined
        ? undefined
        : keeper(settings.keepRemoved, deps.env),
      theme: settings.theme,
      mouse: settings.mouse,
      suspend: () => Deno.kill(Deno.pid, "SIGTSTP"),
      ownCommands: settings.commands,
      keys: settings.keys,
      arrangement: loadArrangement(deps.env),
      keepArrangement: (arrangement) => keepArrangement(deps.env, arrangement),
      problems: [...problems, ...extras?.problems ?? []],
      plugins: plugins && { extras: extras!, host: plugins },
      record,
      commands: commandHost(
        () => known().readOnly || times.engine !== undefined,
        globals,
        deps,
        engine,
        shown,
      ),
      hosts: {
        list: () =>
          hostChoices(globals.options, serverOf(globals.options, deps.env), been, deps.env),
        use: async (choice) => {
          await times.use(undefined, deps.signal);
          await engine.use(choice);
          if (choice.host !== undefined) been.add(choice.host);
          return known();
        },
      },
      onStart(store) {
        sayOf = (kind, text) => store.dispatch({ type: "say", message: { kind, text } });
        tell = (text) => store.dispatch({ type: "say", message: { kind: "info", text } });
        for (const text of notices.splice(0)) tell(text);
      },
    });
  } finally {
    await engine.close();
  }
}

/** Removes containers so that they can come back whole for `ms`. */
function keeper(ms: number, env: AppDeps["env"]): KeepRemoved {
  return {
    ms,
    async remove(engine, id, force, signal) {
      const [{ keepRemoved }, { noteKept }, { journalDir }] = await Promise.all([
        import("../../core/undo/kept.ts"),
        import("../../core/undo/kept_note.ts"),
        import("../../core/recreate/journal_dir.ts"),
      ]);
      const dir = journalDir(env), { endpoint } = engine.transport;
      // Whoever comes after us, if we are killed in between, brings it to its end.
      noteKept(dir, endpoint, Date.now());
      const done = await keepRemoved(engine, id, { now: new Date(), keptMs: ms, force, signal });
      if (done === "kept") noteKept(dir, endpoint, Date.now() + ms);
    },
  };
}

/** What the status bar calls the engine. */
function hostLabel(
  global: GlobalOptions,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (global.hosts !== undefined) return `hosts ${global.hosts.join(",")}`;
  const server = serverOf(global, env);
  if (server !== undefined) return server;
  const host = global.host ?? (global.context === undefined ? env.DOCKER_HOST : undefined);
  if (host?.startsWith("demo://")) return "demo";
  return global.context ?? host?.replace(/^(unix|tcp):\/\//, "") ?? env.DOCKER_CONTEXT ?? "local";
}

interface SharedEngine {
  /** The one engine; a failure to connect is not kept, so that the next call tries again. */
  get(signal?: AbortSignal): Promise<Engine>;
  /** Another engine from now on; the one before is closed. */
  use(choice: HostChoice): Promise<void>;
  /** The flags that lead to the present one. */
  readonly options: GlobalOptions;
  close(): Promise<void>;
}

function sharedEngine(
  global: GlobalOptions,
  deps: AppDeps,
  say: (text: string) => void,
): SharedEngine {
  let options = global;
  let made: Promise<Engine> | undefined;
  const close = async (engine: Promise<Engine> | undefined) => {
    try {
      await (await engine)?.[Symbol.asyncDispose]();
    } catch { /* what never connected has nothing to close */ }
  };
  const get = async (): Promise<Engine> => {
    const mine = made ??= deps.connect(options, deps.signal, say);
    try {
      const engine = await mine;
      // Another one was chosen meanwhile.
      return made === mine ? engine : await get();
    } catch (e) {
      if (made === mine) made = undefined;
      throw e;
    }
  };
  return {
    get options() {
      return options;
    },
    get,
    use: async ({ context, host, server, hosts }) => {
      const wanted = { ...options, context, host, server, hosts };
      // An address that is none fails here, before the present engine is left.
      const next = await deps.connect(wanted, deps.signal, say).catch((e) => {
        if (isEngineError(e, "unreachable", "denied", "timeout")) return undefined;
        throw e;
      });
      const before = made;
      options = wanted;
      made = next === undefined ? undefined : Promise.resolve(next);
      void close(before);
    },
    close: () => close(made),
  };
}

/** Commands as the `:` line runs them: on the same engine, unless they name another. */
function commandHost(
  readOnly: () => boolean,
  globals: Globals,
  deps: AppDeps,
  engine: SharedEngine,
  shown: () => Promise<Engine>,
): CommandHost {
  const history = new History(historyFile(deps.env));
  const connect: AppDeps["connect"] = async (global, signal) => {
    const { host, context, server } = global;
    if (host !== undefined || context !== undefined || server !== undefined) {
      return await deps.connect(global, signal);
    }
    const engine = await shown();
    // What a command does not say of itself, the way to the engine finds out.
    const own = readOnly() ? createEngine(readOnlyTransport(engine.transport)) : engine;
    // Closing it is ours, not the command's.
    return { ...own, [Symbol.asyncDispose]: async () => {} };
  };
  let wide: Promise<Registry> | undefined;
  /** Every command, those of plugins too; looked for again after a change of plugins. */
  const registry = () =>
    wide ??= deps.extend?.({ extra: globals.plugins, quiet: true }) ??
      Promise.resolve(deps.registry);
  const specOf = async (argv: readonly string[]) => {
    const found = (await registry()).find(argv);
    if (found.kind !== "command") return undefined;
    return { found, spec: await found.entry.load() };
  };
  const isRefused = async (argv: readonly string[]) => {
    const known = await specOf(argv);
    if (known === undefined) return false;
    const { spec, found } = known;
    if (typeof spec.dangerous !== "function") return spec.dangerous === true;
    try {
      const parsed = parseCommand(spec, argv.slice(found.words), found.shown);
      return parsed.kind !== "help" && await isDangerous(spec, parsed.input);
    } catch {
      // A usage error: the command itself says what is wrong, and does nothing.
      return false;
    }
  };
  return {
    async run(argv, streams, outer, { leave = false } = {}) {
      const left = new AbortController();
      const signal = AbortSignal.any([outer, left.signal]);
      if (readOnly()) {
        if (await isRefused(argv)) {
          await streams.stderr.write("This is read-only: nothing can be changed from here\n");
          return 1;
        }
      }
      const { hosts, hostsFile } = engine.options;
      const named = argv.some((w) => w === "--hosts" || w.startsWith("--hosts="));
      if (hosts !== undefined && !named && (await specOf(argv))?.spec.hosts !== undefined) {
        argv = ["--hosts", hosts.join(","), ...argv];
      }
      if (hosts !== undefined && hostsFile !== undefined) {
        argv = ["--hosts-file", hostsFile, ...argv];
      }
      const terminal = streams.stdin.isTerminal;
      if (argv[0] === "plugin") wide = undefined;
      if (leave) {
        const reason = () => new ExitError(0, "");
        deps.onSignal(["SIGINT"], () => left.abort(reason()), left.signal);
      }
      return await runApp(argv, {
        ...deps,
        extend: registry,
        streams,
        signal,
        connect,
        caller: "tui",
        fullScreen: undefined,
        confirm: terminal ? deps.confirm : () => Promise.resolve(false),
        onSignal: terminal && !leave ? deps.onSignal : () => {},
      }).finally(() => left.abort());
    },
    async complete(text, cursor, signal) {
      const words = splitLine(text.slice(0, cursor));
      if (words[0] === "docker" || words[0] === "dockerctl") words.shift();
      const { candidates } = await complete(words, {
        registry: await registry(),
        engine: () => engine.get(),
        env: deps.env,
        signal,
      });
      return { from: cursor - words.at(-1)!.length, candidates };
    },
    history: () => history.load(),
    remember: (line) => history.add(line),
    async interactive(argv) {
      try {
        const known = await specOf(argv);
        if (known?.spec.interactive === undefined) return false;
        const words = argv.slice(known.found.words);
        const parsed = parseCommand(known.spec, words, known.found.shown);
        return parsed.kind !== "help" && await known.spec.interactive(parsed.input);
      } catch {
        // A usage error: the command itself says what is wrong.
        return false;
      }
    },
  };
}
