/** What `plugin check` and `plugin dev` share: the plugin that an author works on, and its tests. */
import { resolve } from "node:path";
import type { CommandContext } from "../../spec/types.ts";
import type { Judged } from "../catalog/judge.ts";
import { runTests } from "../host/tests.ts";
import { chosen, completeNames, plugins, programOf } from "./manage.ts";

/** The plugin that is meant, by name or path. */
export const AUTHORS_PLUGIN = {
  name: "plugin",
  summary: "A name or a path",
  complete: ({ env }: Pick<CommandContext, "env">) => completeNames(env),
} as const;

/** What becomes of its tests. */
export const NO_TESTS = { type: "boolean", summary: "Do not run its tests" } as const;

/**
 * Finds a plugin by name or path, each call looking into its files anew. Throws `ExitError` where
 * there is none of that name.
 */
export async function pluginFinder(
  ctx: CommandContext,
  word: string,
): Promise<() => Promise<Judged>> {
  const isPath = word.includes("/") || await Deno.stat(word).then(() => true, () => false);
  const extra = isPath ? [resolve(word)] : [];
  return async () => {
    const all = await plugins(ctx, { extra, fresh: true });
    return isPath ? all.find((p) => p.source.path === extra[0])! : chosen(ctx, all, [word])[0];
  };
}

/** Runs its tests, file after file: each one's name, and what was wrong where it failed. */
export async function* testsOf(
  ctx: CommandContext,
  plugin: Judged,
): AsyncGenerator<{ name: string; problem?: string }> {
  for (const file of Object.keys(plugin.compiled!.tests)) {
    yield* runTests(plugin, file, ctx.env, programOf(ctx));
  }
}
