import { join } from "node:path";
import type { Engine } from "../../core/engine.ts";
import { EngineError } from "../../core/errors.ts";
import { BrokenPipe, ExitError } from "../spec/types.ts";
import type {
  AnyCommandSpec,
  ArgSpec,
  CommandContext,
  CompletionContext,
  CompletionSource,
  OptionSpecs,
} from "../spec/types.ts";
import { pluginOutput } from "./output.ts";
import type { Places } from "./places.ts";
import { oneLine, PluginProblem, reasonOf } from "./problem.ts";
import { guardedTransport } from "./read_only.ts";
import { settingsOf } from "./settings.ts";
import type { AnyPluginCommand, Plugin, PluginContext, PluginPermissions } from "./types.ts";

/** What a plugin's commands need of dockerctl. */
export interface AdaptDeps {
  places: Places | undefined;
  /** Built-in plugins may do everything. */
  trusted?: boolean;
}

type EnginePermission = Required<PluginPermissions>["engine"];

/** The engine a plugin gets: what it may not do is refused before it is sent. */
export async function guardedEngine(
  engine: Engine,
  plugin: string,
  permission: EnginePermission,
): Promise<Engine> {
  if (permission === "write") return engine;
  const { createEngine } = await import("../../core/engine.ts");
  return createEngine(guardedTransport(engine.transport, plugin, permission));
}

/** A plugin's command as dockerctl's own. */
export function adaptCommand(
  plugin: Plugin,
  command: AnyPluginCommand,
  deps: AdaptDeps,
): AnyCommandSpec {
  const permission = deps.trusted ? "write" : plugin.permissions?.engine ?? "none";
  const guard = (engine: Engine) => guardedEngine(engine, plugin.name, permission);
  const source = (complete: CompletionSource | undefined): CompletionSource | undefined =>
    typeof complete !== "function"
      ? complete
      : (ctx: CompletionContext) =>
        complete({ ...ctx, engine: async () => guard(await ctx.engine()) });
  const args = (command.args ?? []).map((arg): ArgSpec => ({
    ...arg,
    ...arg.default === undefined ? {} : { optional: true },
    ...arg.complete === undefined ? {} : { complete: source(arg.complete) },
  }));
  const options: OptionSpecs = Object.fromEntries(
    Object.entries(command.options ?? {}).map(([name, option]) => [
      name,
      option.complete === undefined ? option : { ...option, complete: source(option.complete) },
    ]),
  );
  return {
    ...command,
    args,
    options,
    run: (ctx, input) => runCommand(plugin, command, { deps, permission, guard }, ctx, input),
  };
}

async function runCommand(
  plugin: Plugin,
  command: AnyPluginCommand,
  { deps, permission, guard }: {
    deps: AdaptDeps;
    permission: EnginePermission;
    guard(engine: Engine): Promise<Engine>;
  },
  ctx: CommandContext,
  input: unknown,
): Promise<void> {
  // With the program in hand a plugin could do what it may not.
  const { program, ...own } = ctx;
  const { stdout, stderr } = ctx.streams;
  const out = pluginOutput({ stdout, stderr, json: ctx.global.json, now: ctx.now });
  let engine: Promise<Engine> | undefined;
  try {
    const context: PluginContext = {
      ...own,
      engine: () => engine ??= ctx.engine().then(guard),
      out,
      config: await settingsOf(plugin.name, plugin.config, deps.places),
      log: {
        debug(text) {
          if (ctx.global.debug) out.error(`${plugin.name}: ${text}`);
        },
      },
      async dataDir() {
        if (deps.places === undefined) throw new ExitError(1, "there is no HOME to keep data in");
        const dir = join(deps.places.data, plugin.name);
        await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
        return dir;
      },
      run(words) {
        if (permission !== "write") {
          throw new EngineError(
            `The plugin "${plugin.name}" may not run commands of dockerctl`,
            { code: "denied", op: "run a command", hint: 'Needs permissions: { engine: "write" }' },
          );
        }
        if (program === undefined) throw new TypeError("no program around the command");
        return program.run(words, { signal: ctx.signal });
      },
    };
    await command.run(context, input);
    await out.flush();
  } catch (e) {
    await out.flush().catch(() => {});
    throw passed(e, plugin.name, ctx.signal);
  }
}

/** Errors with a meaning of their own stay; any other one is told with the plugin's name. */
function passed(e: unknown, plugin: string, signal: AbortSignal): unknown {
  if (e instanceof ExitError || e instanceof EngineError || e instanceof BrokenPipe) return e;
  if (signal.aborted && (e === signal.reason || (e as Error)?.name === "AbortError")) return e;
  if (e instanceof PluginProblem) return new ExitError(1, e.message);
  const error = new ExitError(1, `plugin "${plugin}": ${oneLine(reasonOf(e))}`);
  error.cause = e;
  return error;
}
