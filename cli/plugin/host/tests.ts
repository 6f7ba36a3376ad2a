import { dirname, join } from "node:path";
import type { Program } from "../../spec/program.ts";
import { memoryStreams } from "../../spec/testing.ts";
import { moduleUrl } from "../catalog/look.ts";
import { compile, type Compiled, CompileFailure, placeIn } from "../catalog/compile.ts";
import type { Judged } from "../catalog/judge.ts";
import { oneLine, reasonOf } from "../contract/problem.ts";
import type { Want } from "../contract/wire.ts";
import { PluginWorker } from "./worker.ts";

/** A test may take this long. */
const LIMIT_MS = 10_000;
/** The engine that tests run on. */
const ENGINE = "demo://";

/** How a test went; without a problem it passed. */
export interface TestResult {
  name: string;
  problem?: string;
}

/** The tests that stand beside a plugin's entry: `mod_test.ts`, `NAME_test.ts`, … */
export async function testFiles(plugin: Judged): Promise<string[]> {
  const { entry, path } = plugin.source;
  if (entry === undefined) return [];
  // A plugin that is one file shares its folder with others.
  const own = entry === path ? entry.replace(/^.*\//, "").replace(/\.[^.]+$/, "") + "_test." : "";
  const files: string[] = [];
  for await (const { name, isFile } of Deno.readDir(dirname(entry))) {
    if (isFile && /_test\.m?[jt]s$/.test(name) && name.startsWith(own)) {
      files.push(join(dirname(entry), name));
    }
  }
  return files.sort();
}

/**
 * Runs every function that a test file exports, in a worker with the plugin's permissions. The
 * plugin must be trusted.
 */
export async function* runTests(
  plugin: Judged,
  file: string,
  cacheDir: string,
  program: Program,
): AsyncGenerator<TestResult> {
  let compiled: Compiled;
  try {
    compiled = await compile(file, cacheDir);
  } catch (e) {
    if (!(e instanceof CompileFailure)) throw e;
    return yield { name: file, problem: e.problem.message };
  }
  const { name, permissions } = plugin.manifest!;
  const url = moduleUrl(compiled);
  using worker = new PluginWorker({ name, dir: compiled.dir, permissions });
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
