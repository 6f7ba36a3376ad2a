import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { type EngineInfo, type MissingEngine, PASS_VARIABLE } from "../engine/mod.ts";
import type { RunnerOptions } from "./options.ts";

/** One `deno test`. */
export interface Pass {
  name: string;
  args: string[];
  env: Record<string, string>;
}

const FOLDERS = ["core", "cli", "plugins", "tests"];
const COMMON = [
  "test",
  "-A",
  "--lock",
  ".deps/deno.lock",
  "--no-check",
  "--import-map",
  ".deps/import_map.json",
];

/**
 * What is run, group after group; the passes of one group run side by side. First the tests that
 * need no engine, several files at once. Then one pass for each engine: within it one test after
 * the other, so that no test sees another's containers.
 */
export function passes(
  root: string,
  options: RunnerOptions,
  engines: readonly (EngineInfo | MissingEngine)[],
): Pass[][] {
  const wanted = options.paths.length > 0
    ? options.paths
    : FOLDERS.filter((f) => existsSync(root + f));
  const files = wanted.flatMap((path) => testFiles(root, path)).sort();
  const engineFiles = files.filter((f) => readFileSync(root + f, "utf8").includes("engineTest("));
  const names = engines.map((e) => e.release);
  const groups: Pass[][] = [];
  if (files.length > 0) {
    const filter = options.filter ? ["--filter", options.filter] : [];
    // Without an engine its tests are in this pass, as ignored ones.
    const env = { [PASS_VARIABLE]: engines.length > 0 ? "unit" : "" };
    groups.push([{ name: "unit", args: [...COMMON, "--parallel", ...filter, ...files], env }]);
  }
  const documented = options.paths.length === 0 && !options.filter ? examples(root) : [];
  if (documented.length > 0) {
    groups.push([{
      name: "examples",
      args: [...COMMON.filter((a) => a !== "--no-check"), "--doc", "--parallel", ...documented],
      env: {},
    }]);
  }
  if (engineFiles.length > 0 && engines.length > 0) {
    groups.push(names.map((name) => ({
      name,
      env: { [PASS_VARIABLE]: name },
      args: [...COMMON, "--filter", engineFilter(options.filter, name), ...engineFiles],
    })));
  }
  return groups;
}

/** The test files at or below a path, as Deno finds them; throws TypeError when there is none. */
export function testFiles(root: string, path: string): string[] {
  if (!existsSync(root + path)) throw new TypeError(`There is no "${path}" to test`);
  if (!statSync(root + path).isDirectory()) return [path];
  return readdirSync(root + path).flatMap((name) => {
    const child = `${path.replace(/\/+$/, "")}/${name}`;
    if (statSync(root + child).isDirectory()) return testFiles(root, child);
    return /(^|[._])test\.tsx?$/.test(name) ? [child] : [];
  });
}

/** The sources of core whose doc comments hold an example, if core is there. */
function examples(root: string): string[] {
  if (!existsSync(root + "core/mod.ts")) return [];
  const walk = (dir: string): string[] =>
    readdirSync(root + dir).flatMap((name) => {
      const path = `${dir}/${name}`;
      if (statSync(root + path).isDirectory()) return walk(path);
      return path.endsWith(".ts") && !path.endsWith("_test.ts") ? [path] : [];
    });
  return walk("core").filter((f) => /^\s*\*\s*```ts/m.test(readFileSync(root + f, "utf8")));
}

/**
 * The --filter for an engine's pass: engineTest() puts the release at the end of a test's name,
 * and what the user asked for is looked for in front of it.
 */
export function engineFilter(asked: string | undefined, release: string): string {
  const suffix = ` [${release}]`;
  const wanted = asked?.endsWith(suffix) ? asked.slice(0, -suffix.length) + " " : asked ?? "";
  const regex = /^\/(.*)\/$/s.exec(wanted)?.[1] ?? wanted.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return `/(?:${regex}).*\\[${release}\\]$/`;
}
