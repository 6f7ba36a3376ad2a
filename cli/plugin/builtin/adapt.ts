/** A plugin's command as one of dockerctl's own. */
import { join } from "node:path";
import { addressOf } from "../../../core/fleet/address.ts";
import { EngineError } from "../../../core/errors.ts";
import { BrokenPipe, ExitError } from "../../spec/types.ts";
import type {
  AnyCommandSpec,
  ArgSpec,
  CommandContext,
  CommandInput,
  OverHosts,
} from "../../spec/types.ts";
import { gatheredRows, type GatheredTable } from "../contract/gathered.ts";
import { cellText, pluginOutput } from "../contract/output.ts";
import type { Places } from "../catalog/places.ts";
import { oneLine, PluginProblem, reasonOf, TookTooLong } from "../contract/problem.ts";
import { settingsOf } from "../catalog/settings.ts";
import type {
  AnyPluginCommand,
  Plugin,
  PluginContext,
  PluginHost,
  PluginOverHosts,
} from "../contract/types.ts";

/** A command of a built-in plugin as dockerctl's own; it runs in the process and may do everything. */
export function adaptCommand(
  plugin: Plugin,
  command: AnyPluginCommand,
  places: Places | undefined,
): AnyCommandSpec {
  const args = (command.args ?? []).map((arg): ArgSpec => ({
    ...arg,
    ...arg.default === undefined ? {} : { optional: true },
  }));
  return {
    ...command,
    args,
    options: command.options ?? {},
    hosts: command.hosts && overHostsOf(command.hosts),
    run: (ctx, input) => runCommand(plugin, command, places, ctx, input),
  };
}

/** What a plugin says of several hosts, as dockerctl's own commands say it. */
export function overHostsOf({ oneHost = [], output, ...rest }: PluginOverHosts): OverHosts {
  return {
    ...rest,
    // A JSON document with a host before it is none.
    output: (_input, global) => output === "lines" && global.json ? "plain" : output,
    refuses({ given }: CommandInput) {
      const option = oneHost.find((name) => given.has(name));
      return option && `--${option} is for one host: name one`;
    },
  };
}

/** Takes a plugin's table where those of several hosts become one. */
export function gatherInto({ gather }: CommandContext) {
  return gather && ((table: GatheredTable) => {
    gather(gatheredRows(table, cellText));
    return Promise.resolve();
  });
}

async function runCommand(
  plugin: Plugin,
  command: AnyPluginCommand,
  places: Places | undefined,
  ctx: CommandContext,
  input: unknown,
): Promise<void> {
  // A plugin of a stranger has not got it, so one of ours has not either.
  const { program, hosts: _1, hostName: _2, gather: _3, ...own } = ctx;
  const gather = gatherInto(ctx);
  const { stdout, stderr } = ctx.streams;
  const out = pluginOutput({ stdout, stderr, json: ctx.global.json, now: ctx.now, gather });
  try {
    const context: PluginContext = {
      ...own,
      out,
      config: await settingsOf(plugin.name, plugin.config, places),
      log: {
        debug(text) {
          if (ctx.global.debug) out.error(`${plugin.name}: ${text}`);
        },
      },
      async dataDir() {
        if (places === undefined) throw new ExitError(1, "there is no HOME to keep data in");
        const dir = join(places.data, plugin.name);
        await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
        return dir;
      },
      host: (word) => hostFor(ctx, word),
      run(words) {
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

/** A host, or the one that the command runs on. */
export async function hostFor(ctx: CommandContext, word?: string): Promise<PluginHost> {
  if (word === undefined) {
    const engine = await ctx.engine();
    const address = addressOf(engine.transport.endpoint);
    return { name: ctx.hostName ?? "", address, engine };
  }
  if (ctx.program === undefined) throw new TypeError("no program around the command");
  return await ctx.program.host(word);
}

/** Errors with a meaning of their own stay; any other one is told with the plugin's name. */
export function passed(e: unknown, plugin: string, signal: AbortSignal): unknown {
  if (e instanceof ExitError || e instanceof EngineError || e instanceof BrokenPipe) return e;
  if (signal.aborted && (e === signal.reason || (e as Error)?.name === "AbortError")) return e;
  if (e instanceof PluginProblem && !(e instanceof TookTooLong)) return new ExitError(1, e.message);
  const error = new ExitError(1, `plugin "${plugin}": ${oneLine(reasonOf(e))}`);
  error.cause = e;
  return error;
}
