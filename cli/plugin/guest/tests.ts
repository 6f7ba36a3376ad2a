/** The tests of a plugin in a worker with the plugin's permissions. */
import { isDeepStrictEqual } from "node:util";
import { oneLine, reasonOf } from "../contract/problem.ts";
import type { PluginTest } from "../contract/types.ts";
import type { Task, Want } from "../contract/wire.ts";

/** The names of the functions that a test module exports. */
export async function namesOfTests(url: string): Promise<string[]> {
  const exported: Record<string, unknown> = await import(url);
  return Object.keys(exported).filter((name) => typeof exported[name] === "function");
}

/** Runs one of them; what it throws is its failure. */
export async function runTest(
  { url, name }: Task & { do: "test" },
  signal: AbortSignal,
  want: (wish: Want) => Promise<unknown>,
): Promise<null> {
  const exported = await import(url);
  const kit: PluginTest = {
    signal,
    run: async (words, { stdin = "" } = {}) =>
      await want({ do: "run", words: words.map(String), stdin }) as Awaited<
        ReturnType<PluginTest["run"]>
      >,
    equal(actual, expected) {
      if (isDeepStrictEqual(actual, expected)) return;
      throw new Error(`got ${JSON.stringify(actual)} in place of ${JSON.stringify(expected)}`);
    },
    ok(value, message) {
      if (!value) throw new Error(message ?? `got ${JSON.stringify(value)} where true was wanted`);
    },
  };
  try {
    await exported[name](kit);
  } catch (e) {
    if (e instanceof Error) throw e;
    throw new Error(oneLine(reasonOf(e)));
  }
  return null;
}
