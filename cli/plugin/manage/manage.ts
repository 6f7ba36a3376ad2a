/** What the `plugin` commands share. */
import { resolve } from "node:path";
import { ExitError } from "../../spec/types.ts";
import type { CommandContext } from "../../spec/types.ts";
import { look } from "../catalog/look.ts";
import { judge, type Judged } from "../catalog/judge.ts";
import { type Places, placesOf } from "../catalog/places.ts";
import { PluginProblem } from "../contract/problem.ts";
import { readState } from "../catalog/state.ts";
import { type Asker, ensureTrusted } from "../catalog/trust.ts";

/** The places of plugins. Throws {@link ExitError} where there is no HOME. */
export function places(ctx: CommandContext): Places {
  const found = placesOf(ctx.env);
  if (found === undefined) {
    throw new ExitError(1, "HOME is not set, so there is no place for plugins");
  }
  return found;
}

/** Every plugin outside of the binary, with the last word about each. */
export async function plugins(
  ctx: CommandContext,
  options: { extra?: readonly string[]; fresh?: boolean } = {},
): Promise<Judged[]> {
  const where = places(ctx);
  const program = programOf(ctx);
  try {
    const extra = [...program.pluginPaths, ...options.extra ?? []];
    const [all, state] = await Promise.all([look(where, extra, options), readState(where.state)]);
    return judge(all, state, program.base, program.builtins.map((b) => b.name));
  } catch (e) {
    if (e instanceof PluginProblem) throw new ExitError(1, e.message);
    throw e;
  }
}

export function programOf(ctx: CommandContext): NonNullable<CommandContext["program"]> {
  if (ctx.program === undefined) throw new TypeError("no program around the command");
  return ctx.program;
}

/** The plugins of these names or paths. Throws {@link ExitError} for one that is not there. */
export function chosen(
  ctx: CommandContext,
  all: readonly Judged[],
  names: readonly string[],
): Judged[] {
  return names.map((name) => {
    const found = all.find((p) => p.name === name) ??
      all.find((p) => p.source.name === name || p.source.path === resolve(name));
    if (found !== undefined) return found;
    if (programOf(ctx).builtins.some((b) => b.name === name)) {
      throw new ExitError(1, `the plugin "${name}" is part of dockerctl`);
    }
    throw new ExitError(1, `there is no plugin "${name}"; "dockerctl plugin ls" lists them`);
  });
}

/** What a plugin adds, in words: `hello; column AGE; pane notes`. */
export function addsOf({ manifest }: Judged): string {
  if (manifest === undefined) return "";
  const named = (word: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${names.length === 1 ? word : word + "s"} ${names.join(", ")}`];
  return [
    ...named("command", manifest.commands.filter((c) => !c.hidden).map((c) => c.path)),
    ...named("column", manifest.columns.map((c) => c.title)),
    ...named("pane", manifest.panes.map((p) => p.title)),
    ...named("action", manifest.actions.map((a) => a.label)),
    ...named("hook", manifest.hooks),
  ].join("; ");
}

/** Names of plugins, for completion. */
export async function completeNames(
  env: CommandContext["env"],
): Promise<{ value: string; summary?: string }[]> {
  const where = placesOf(env);
  if (where === undefined) return [];
  return (await look(where)).map(({ manifest, source }) => ({
    value: manifest?.name ?? source.name,
    ...manifest === undefined ? {} : { summary: manifest.summary },
  }));
}

/** A plugin that may be used now: asked about where that is possible. Throws {@link ExitError}. */
export async function usable(ctx: CommandContext, name: string): Promise<Judged> {
  const plugin = chosen(ctx, await plugins(ctx), [name])[0];
  if (plugin.state === "broken") throw new ExitError(1, `plugin ${plugin.problem}`);
  if (plugin.state === "disabled") throw new ExitError(1, `the plugin "${name}" is disabled`);
  await ensureTrusted(plugin, places(ctx), askerOf(ctx), ctx.now());
  return plugin;
}

function askerOf(ctx: CommandContext): Asker {
  return {
    possible: ctx.streams.stdin.isTerminal && ctx.streams.stdout.isTerminal,
    say: (text) => ctx.streams.stderr.write(text),
    confirm: ctx.confirm,
  };
}
