/**
 * A command of a plugin outside of the binary as dockerctl's own: help, flags and named completion
 * come from its shape; what the plugin itself has to say and do happens in a worker that has the
 * permissions it declared.
 */
import { join } from "node:path";
import type { Engine } from "../../../core/engine.ts";
import { badValue } from "../../spec/lexer.ts";
import { ExitError } from "../../spec/types.ts";
import type {
  AnyCommandSpec,
  ArgSpec,
  CommandContext,
  CompletionContext,
  CompletionSource,
  Offered,
  OptionSpec,
  OptionSpecs,
} from "../../spec/types.ts";
import { flagProblem, usageLines } from "../../spec/usage.ts";
import { withPlace } from "../catalog/compile.ts";
import { LOAD_LIMIT_MS, loadProblem, moduleUrl } from "../catalog/look.ts";
import { commandServices, mayHost } from "./command_services.ts";
import { overHostsOf, passed } from "../builtin/adapt.ts";
import { PluginThrew } from "../contract/failure.ts";
import type { Judged } from "../catalog/judge.ts";
import type { Places } from "../catalog/places.ts";
import { TookTooLong, WasCutOff } from "../contract/problem.ts";
import { readState } from "../catalog/state.ts";
import { settingsOf } from "../catalog/settings.ts";
import type { CommandShape, OptionShape } from "../contract/shape.ts";
import { type Asker, ensureTrusted, trustOf } from "../catalog/trust.ts";
import type { Completed, Task } from "../contract/wire.ts";
import { PluginProcess, type RunTask, visibleEnv } from "./process.ts";

/** A command that was told to stop has this long to clean up. */
const COMMAND_GRACE_MS = 2_000;
/** A word about itself, before it runs. */
const ASK_LIMIT_MS = 1_000;

/** What a command of a plugin needs of dockerctl. */
export interface RemoteDeps {
  places: Places;
  env: CommandContext["env"];
  /** Absent where nobody may be asked. */
  ask?: Asker;
  now(): Date;
}

/** Whether a plugin may run without a question. */
async function isTrusted(plugin: Judged, { places }: RemoteDeps): Promise<boolean> {
  return trustOf(plugin, await readState(places.state)) === "trusted";
}

/** The command of this shape. */
export function remoteCommand(
  plugin: Judged,
  shape: CommandShape,
  deps: RemoteDeps,
): AnyCommandSpec {
  const completed = (complete: CommandShape["args"][number]["complete"], of: Completed) =>
    complete === undefined ? {} : { complete: source(plugin, shape, complete, of, deps) };
  const options: OptionSpecs = Object.fromEntries(
    Object.entries(shape.options).map(([name, { complete, ...option }]) => [name, {
      ...optionOf(option),
      ...completed(complete, { option: name }),
    } as OptionSpec]),
  );
  const { interactive, dangerous, args, hosts, ...rest } = shape;
  const spec: AnyCommandSpec = {
    ...rest,
    ...hosts !== undefined && { hosts: overHostsOf(hosts) },
    ...dangerous === true && { dangerous },
    args: args.map(({ complete, ...arg }, n): ArgSpec => ({
      ...arg,
      ...completed(complete, { arg: n }),
    })),
    options,
    run: (ctx, input) => run(plugin, spec, deps, ctx, input),
  };
  if (interactive) {
    spec.interactive = async (input: Record<string, unknown>) => {
      if (!await isTrusted(plugin, deps)) return false;
      const task: Task = { do: "interactive", path: shape.path, input };
      return await once(plugin, deps, task, { limitMs: ASK_LIMIT_MS }) === true;
    };
  }
  if (dangerous === "byPlugin") {
    spec.dangerous = async (input: Record<string, unknown>) => {
      if (!await isTrusted(plugin, deps)) return true;
      const task: Task = { do: "dangerous", path: shape.path, input };
      return await once(plugin, deps, task, { limitMs: ASK_LIMIT_MS }) !== false;
    };
  }
  return spec;
}

/** An option as the lexer wants it; one with a parser gathers its texts for the worker. */
function optionOf(option: Omit<OptionShape, "complete">): OptionSpec {
  if (option.type !== "parsed") return option as OptionSpec;
  const { repeat: _, ...rest } = option as OptionShape & { type: "parsed" };
  return {
    ...rest,
    repeat: true,
    parse: (text: string, before: readonly string[] | undefined) => [...before ?? [], text],
  } as OptionSpec;
}

function source(
  plugin: Judged,
  { path }: CommandShape,
  complete: NonNullable<CommandShape["args"][number]["complete"]>,
  of: Completed,
  deps: RemoteDeps,
): CompletionSource {
  if (typeof complete === "string" || !("byPlugin" in complete)) return complete;
  const ask = async ({ word, before, env, engine, signal }: CompletionContext) => {
    if (!await isTrusted(plugin, deps)) return [];
    const task: Task = {
      do: "complete",
      path,
      of,
      word,
      before,
      env: visibleEnv(env, plugin.manifest!.permissions),
    };
    return await once(plugin, deps, task, { limitMs: ASK_LIMIT_MS, signal }, engine) as Offered;
  };
  return Object.assign(ask, { awayMs: LOAD_LIMIT_MS });
}

/** One short task in a worker of its own. */
async function once(
  plugin: Judged,
  deps: RemoteDeps,
  task: Task,
  how: RunTask,
  engine?: () => Promise<Engine>,
): Promise<unknown> {
  const { manifest, compiled } = plugin;
  using worker = new PluginProcess({
    name: manifest!.name,
    dir: compiled!.dir,
    permissions: manifest!.permissions,
    env: deps.env,
    ...engine === undefined ? {} : { transport: async () => (await engine()).transport },
  });
  return await worker.run(moduleUrl(compiled!), task, LOAD_LIMIT_MS, how);
}

async function run(
  plugin: Judged,
  spec: AnyCommandSpec,
  deps: RemoteDeps,
  ctx: CommandContext,
  input: Record<string, unknown>,
): Promise<void> {
  await ensureTrusted(plugin, deps.places, deps.ask, deps.now());
  const { manifest, compiled } = plugin;
  const { name, permissions, config } = manifest!;
  const dataDir = join(deps.places.data, name);
  const settings = await settingsOf(name, config, deps.places);
  // Asked for with each call: it is connected once.
  const hosts = new Map<string, ReturnType<typeof mayHost>>();
  const hostOf = (word: string) => {
    if (!hosts.has(word)) hosts.set(word, mayHost(ctx, { name, permissions }, word));
    return hosts.get(word)!;
  };
  using worker = new PluginProcess({
    name,
    dir: compiled!.dir,
    own: [dataDir],
    permissions,
    env: ctx.env,
    transport: async (host) => {
      const engine = host === undefined ? await ctx.engine() : (await hostOf(host)).engine;
      return engine.transport;
    },
    say(level, text) {
      if (level === "debug" && !ctx.global.debug) return;
      void ctx.streams.stderr.write(`${name}: ${text}\n`).catch(() => {});
    },
  });
  const ended = new AbortController();
  const { stdin, stdout, stderr } = ctx.streams;
  const task: Task = {
    do: "command",
    path: spec.path,
    input,
    data: {
      env: visibleEnv(ctx.env, permissions),
      global: { ...ctx.global },
      caller: ctx.caller,
      config: settings,
      terminal: {
        stdin: stdin.isTerminal,
        stdout: stdout.isTerminal,
        stderr: stderr.isTerminal,
      },
      size: ctx.streams.size(),
      ...ctx.gather !== undefined && { gathers: true },
    },
  };
  try {
    await worker.run(moduleUrl(compiled!), task, LOAD_LIMIT_MS, {
      graceMs: COMMAND_GRACE_MS,
      signal: ctx.signal,
      ...commandServices(ctx, { name, permissions, dataDir }, ended.signal),
    });
  } catch (e) {
    throw await failed(e, plugin, spec, ctx);
  } finally {
    ended.abort();
  }
}

/** What a failure of a command means to dockerctl. */
async function failed(
  e: unknown,
  plugin: Judged,
  spec: AnyCommandSpec,
  ctx: CommandContext,
): Promise<unknown> {
  const { compiled, source, manifest } = plugin;
  const { name } = manifest!;
  if (e instanceof WasCutOff && ctx.signal.aborted) {
    // Waited for: the program ends right after this.
    await ctx.streams.stderr.write(`plugin "${name}": ${spec.path} ${e.message}\n`).catch(() => {});
    return ctx.signal.reason;
  }
  if (e instanceof TookTooLong) return new ExitError(1, `plugin ${source.path}: ${e.message}`);
  if (e instanceof PluginThrew && e.failure.option !== undefined) {
    const { name: option, text } = e.failure.option;
    const bad = badValue(option, (spec.options as OptionSpecs)[option], text, e.message);
    return flagProblem(spec.path, usageLines(spec), bad.message);
  }
  if (e instanceof PluginThrew && e.failure.problem) {
    return new ExitError(1, loadProblem(e, source.entry!, compiled!));
  }
  return passed(withPlace(e, compiled!), name, ctx.signal);
}
