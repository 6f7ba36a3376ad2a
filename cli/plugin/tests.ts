import { isDeepStrictEqual } from "node:util";
import { dirname, join } from "node:path";
import type { Program } from "../spec/program.ts";
import { memoryStreams } from "../spec/testing.ts";
import { moduleUrl } from "./catalog.ts";
import { compile, CompileFailure, placeIn } from "./compile.ts";
import { offerHostModule } from "./host_module.ts";
import type { Judged } from "./judge.ts";
import { oneLine, reasonOf } from "./problem.ts";
import type { PluginTest } from "./types.ts";

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

/** Runs every function that a test file exports. The plugin must be trusted. */
export async function* runTests(
  plugin: Judged,
  file: string,
  cacheDir: string,
  program: Program,
): AsyncGenerator<TestResult> {
  let compiled;
  try {
    compiled = await compile(file, cacheDir);
  } catch (e) {
    if (!(e instanceof CompileFailure)) throw e;
    return yield { name: file, problem: e.problem.message };
  }
  await offerHostModule();
  let exported: Record<string, unknown>;
  try {
    exported = await import(moduleUrl(compiled));
  } catch (e) {
    return yield { name: file, problem: `throws while it loads: ${oneLine(reasonOf(e))}` };
  }
  for (const [name, test] of Object.entries(exported)) {
    if (typeof test !== "function") continue;
    const stop = AbortSignal.timeout(LIMIT_MS);
    try {
      const late = new Promise<never>((_, reject) => {
        stop.addEventListener(
          "abort",
          () => reject(new Error(`took longer than ${LIMIT_MS / 1000} s`)),
        );
      });
      await Promise.race([test(kit(plugin, program, stop)), late]);
      yield { name };
    } catch (e) {
      const stack = e instanceof Error ? e.stack ?? "" : "";
      const at = placeIn(stack, compiled);
      const where = at === undefined ? "" : `${at.file}:${at.line}: `;
      yield { name, problem: where + oneLine(reasonOf(e)) };
    }
  }
}

function kit(plugin: Judged, program: Program, signal: AbortSignal): PluginTest {
  return {
    signal,
    async run(words, { stdin = "" } = {}) {
      const streams = memoryStreams({ stdin });
      const code = await program.run(words, {
        signal,
        streams,
        host: ENGINE,
        plugins: [plugin.source.path],
      });
      return { code, stdout: streams.stdout.text, stderr: streams.stderr.text };
    },
    equal(actual, expected) {
      if (isDeepStrictEqual(actual, expected)) return;
      throw new Error(`got ${JSON.stringify(actual)} in place of ${JSON.stringify(expected)}`);
    },
    ok(value, message) {
      if (!value) throw new Error(message ?? `got ${JSON.stringify(value)} where true was wanted`);
    },
  };
}
