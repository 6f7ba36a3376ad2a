/**
 * Where dockerctl comes together: streams, signals, engine, plugins, and the exit code. Nothing
 * else ends the process.
 */
import { runApp } from "./app/app.ts";
import type { AppDeps, ExtendOptions } from "./app/deps.ts";
import { signalExitCode, SignalReason } from "./app/signals.ts";
import { commands, groups } from "./commands/mod.ts";
import { connectEngine } from "./app/engine.ts";
import { askSecret, askText, confirm } from "./process/prompt.ts";
import { Signals } from "./process/signals.ts";
import { keepSignals } from "../core/kept_signals.ts";
import type { PluginEndpoint } from "./plugin/contract/types.ts";
import { buildxVariant } from "./plugin/docker/buildx.ts";
import { builtinCommands } from "./plugin/builtin/builtins.ts";
import { type CommandEntry, Registry } from "./spec/registry.ts";
import { BrokenPipe } from "./spec/types.ts";
import { processStreams } from "./process/streams.ts";
import { tellStray } from "../core/strays.ts";
import { builtinPlugins } from "../plugins/mod.ts";

/** How long a command may take to end after a signal; a second signal ends it at once. */
const GRACE_MS = 5_000;
/** How long a reader may take for the last words, which nobody waited for when they were said. */
const LAST_WORDS_MS = 1_000;

keepSignals();
const streams = processStreams();
const ending = new AbortController();

function leave(code: number): never {
  try {
    streams.stdin.setRaw(false);
  } catch { /* the terminal is gone */ }
  Deno.exit(code);
}

const signals = new Signals((name) => {
  if (ending.signal.aborted) leave(signalExitCode(name));
  ending.abort(new SignalReason(name));
  setTimeout(() => leave(signalExitCode(name)), GRACE_MS);
});

/** A promise nobody awaited: our mistake, said in one line; a server goes on. */
function onRejection(event: PromiseRejectionEvent): void {
  event.preventDefault();
  const e: unknown = event.reason;
  if (e instanceof BrokenPipe) leave(signalExitCode("SIGPIPE"));
  const reason = ending.signal.reason;
  if (reason instanceof SignalReason) leave(signalExitCode(reason.signal));
  if (tellStray(e)) return;
  const text = e instanceof Error ? e.message : String(e);
  streams.stderr.write(`dockerctl: ${text}\n`).finally(() => leave(1));
}

const env = Deno.env.toObject();

/** The built-in plugins' endpoints; loaded only when a host names a scheme that is not ours. */
async function pluginEndpoints(): Promise<readonly PluginEndpoint[]> {
  const loaded = builtinPlugins.filter((p) => p.schemes !== undefined).map((p) => p.load());
  return (await Promise.all(loaded)).flatMap((p) => p.endpoints ?? []);
}

/** dockerctl's own commands and those of the plugins on this machine. */
async function extendRegistry(base: Registry, options: ExtendOptions): Promise<Registry> {
  const { extra, quiet, config } = options;
  const { anyPlugins, extend, placesOf } = await import("./plugin/extend.ts");
  // A word that dockerctl does not know is a plugin's: its process starts while it is looked up.
  const mayRun = !quiet && !Deno.args.some((word) => /^(-h|--help|help)$/.test(word));
  const where = placesOf(env);
  if (mayRun && where !== undefined && anyPlugins(where, extra)) {
    (await import("./plugin/host/child.ts")).startSpare();
  }
  const { registry, problems } = await extend(base, {
    places: where,
    env,
    extra,
    config,
    builtins: builtinPlugins.map((p) => p.name),
    now: () => new Date(),
    ask: {
      possible: !quiet && streams.stdin.isTerminal && streams.stdout.isTerminal,
      say: (text) => streams.stderr.write(text),
      confirm: (question) => confirm(streams, question),
    },
  });
  if (!quiet) { for (const problem of problems) await streams.stderr.write(`plugin ${problem}\n`); }
  return registry;
}

const builtins = builtinCommands(builtinPlugins, env);

/** Commands that need the whole program around them: its registry, its engine, its signals. */
const whole: readonly CommandEntry[] = [
  {
    path: "__complete",
    aliases: [],
    summary: "Answer a completion script",
    hidden: true,
    load: async () => {
      const { completeCommand } = await import("./commands/system/complete.ts");
      return completeCommand(() => deps.registry);
    },
  },
  {
    path: "__manual",
    aliases: [],
    summary: "Write the manual pages into a folder",
    hidden: true,
    load: async () => {
      const { manualCommand } = await import("./commands/system/manual.ts");
      return manualCommand(() => registry);
    },
  },
  {
    path: "shell",
    aliases: [],
    summary: "Type commands into a shell of dockerctl's own",
    load: async () => (await import("./app/line_shell.ts")).lineShell(deps),
  },
];
const registry = new Registry(
  [...commands, ...whole, ...builtins.commands],
  [...groups, ...builtins.groups],
);

const deps: AppDeps = {
  registry,
  get builtins() {
    return builtins.infos;
  },
  variant: (entry, words, config) =>
    builtins.variant(entry, words) ?? buildxVariant(entry, words, env, config),
  variantsOf: builtins.variantsOf,
  unusable: async (name, config) =>
    (await import("./plugin/docker/docker_plugins.ts")).whyUnusable(name, env, config),
  clientPlugins: async (config) =>
    (await import("./plugin/docker/docker_plugins.ts")).pluginInfos(env, config, registry),
  extend: (options) => extendRegistry(registry, options),
  extras: async (extra) => {
    const { anyPlugins, placesOf } = await import("./plugin/extend.ts");
    const places = placesOf(env);
    if (places === undefined ? extra.length === 0 : !anyPlugins(places, extra)) return undefined;
    const { extrasFor } = await import("./plugin/host/screen.ts");
    return await extrasFor(registry, {
      places,
      env,
      extra,
      builtins: builtinPlugins.map((p) => p.name),
      now: () => new Date(),
    });
  },
  streams,
  env,
  signal: ending.signal,
  now: () => new Date(),
  confirm: (question) => confirm(streams, question, ending.signal),
  askText: (question) => askText(streams, question),
  askSecret: (question) => askSecret(streams, question),
  onSignal: signals.take,
  connect: (global, signal, say, way) =>
    connectEngine(global, {
      env,
      signal,
      way,
      endpoints: pluginEndpoints,
      say: say ?? ((text) => void streams.stderr.write(text + "\n").catch(() => {})),
    }),
};
if (streams.stdin.isTerminal && streams.stdout.isTerminal) {
  deps.fullScreen = async (globals) => {
    const { openFullScreen } = await import("./app/full_screen.ts");
    return await openFullScreen(globals, deps);
  };
}
/** Runs the command line and ends the process. */
export async function main(): Promise<never> {
  // A plugin's process: the same binary, and nothing of the rest. (The binary asks this before it
  // loads anything: cli/compile/bundle.ts.)
  if (Deno.args[0] === "__plugin") {
    const { relay } = await import("./plugin/guest/relay.ts");
    Deno.exit(await relay());
  }
  signals.listen();
  globalThis.addEventListener("unhandledrejection", onRejection);
  const code = await runApp(Deno.args, deps);
  // Writes come out in order: an empty one is done when those before it are.
  await Promise.race([
    Promise.allSettled([streams.stdout.write(""), streams.stderr.write("")]),
    new Promise((go) => setTimeout(go, LAST_WORDS_MS)),
  ]);
  leave(code);
}
// Not awaited: what imports this module while it runs would wait for its end.
if (import.meta.main) void main();
