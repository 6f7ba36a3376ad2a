/** A plugin's own tests, run with the permissions it declared. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Program } from "../../spec/program.ts";
import { memoryStreams } from "../../spec/testing.ts";
import { placeIn } from "../catalog/compile.ts";
import type { Judged } from "../catalog/judge.ts";
import { oneLine, reasonOf } from "../contract/problem.ts";
import type { Want } from "../contract/wire.ts";
import { PluginProcess } from "./process.ts";

/** A test may take this long. */
const LIMIT_MS = 10_000;
/** The engine that tests run on. */
const ENGINE = "demo://";

/** How a test went; without a problem it passed. */
export interface TestResult {
  name: string;
  problem?: string;
}

/**
 * Runs every function that a test file exports, in a process with the plugin's permissions. The
 * plugin must be trusted, and with it its tests: they are in its hash.
 */
export async function* runTests(
  plugin: Judged,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  program: Program,
): AsyncGenerator<TestResult> {
  const compiled = plugin.compiled!;
  const test = compiled.tests[file];
  if ("problem" in test) return yield { name: file, problem: test.problem };
  const { name, permissions } = plugin.manifest!;
  const url = pathToFileURL(join(compiled.dir, test.main)).href;
  using worker = new PluginProcess({ name, dir: compiled.dir, permissions, env });
  let names: readonly string[];
  try {
    names = await worker.task({ do: "tests", url }, { limitMs: LIMIT_MS }) as readonly string[];
  } catch (e) {
    return yield { name: file, problem: `throws while it loads: ${oneLine(reasonOf(e))}` };
  }
  for (const test of names) {
    const stop = new AbortController();
    try {
      await worker.task({ do: "test", url, name: test }, {
        limitMs: LIMIT_MS,
        serve: (want) => serve(want, plugin, program, stop.signal),
      });
      yield { name: test };
    } catch (e) {
      const stack = e instanceof Error ? e.stack ?? "" : "";
      const at = placeIn(stack, compiled);
      const where = at === undefined ? "" : `${at.file}:${at.line}: `;
      yield { name: test, problem: where + oneLine(reasonOf(e)) };
    } finally {
      stop.abort();
    }
  }
}

async function serve(want: Want, plugin: Judged, program: Program, signal: AbortSignal) {
  if (want.do !== "run") throw new Error(`a test cannot ${want.do}`);
  const streams = memoryStreams({ stdin: want.stdin ?? "" });
  const code = await program.run(want.words, {
    signal,
    streams,
    host: ENGINE,
    plugins: [plugin.source.path],
  });
  return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
}
