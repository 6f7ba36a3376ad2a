/** What `deno task test` runs: which files, on which engines, in which order. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import {
  NEWEST,
  PART_VARIABLE,
  PASS_VARIABLE,
  type Release,
  SCOPE_VARIABLE,
} from "../engine/mod.ts";
import type { RunnerOptions } from "./options.ts";

/** One `deno test`. */
export interface Job {
  /** What its line of progress is called. */
  name: string;
  /** The engine that it is given, if any. */
  release?: Release;
  /** The file of its tests, where it is one. */
  file?: string;
  args: string[];
  env: Record<string, string>;
}

/** First the tests without an engine, all in one job; then the others, several at once. */
export interface Plan {
  first?: Job;
  then: Job[];
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
/** How a file says that some of its tests are for every engine: see EngineTestOptions. */
const ON_EVERY = /\bon: "every"/;
/** How a long file says into how many jobs its engine tests are dealt out. */
const PARTS = /^\/\/ engine tests in (\d+) parts$/m;

/**
 * Makes the plan. `weightOf` tells about how many seconds a job takes: the longest begin first, so
 * that none of them is still running alone at the end.
 */
export function planOf(
  root: string,
  options: RunnerOptions,
  weightOf: (job: string) => number,
): Plan {
  const wanted = options.paths.length > 0
    ? options.paths
    : FOLDERS.filter((f) => existsSync(root + f));
  const files = wanted.flatMap((path) => testFiles(root, path)).sort();
  let first: Job | undefined;
  if (files.length > 0) {
    const filter = options.filter ? ["--filter", options.filter] : [];
    // Without an engine its tests are in this pass, as ignored ones.
    const env = {
      [PASS_VARIABLE]: options.noEngine ? "" : "unit",
      // Many of them wait for something most of the time.
      DENO_JOBS: `${options.jobs}`,
    };
    const args = [...COMMON, "--parallel", ...filter, ...files];
    first = { name: "without an engine", args, env };
  }
  const then: Job[] = [];
  const documented = options.paths.length === 0 && !options.filter ? examples(root) : [];
  if (documented.length > 0) {
    const args = [...COMMON.filter((a) => a !== "--no-check"), "--doc", "--parallel"];
    then.push({ name: "examples", args: [...args, ...documented], env: {} });
  }
  for (const file of options.noEngine ? [] : files) {
    const text = readFileSync(root + file, "utf8");
    if (!text.includes("engineTest(")) continue;
    for (const release of options.engines) {
      // A file may have tests for one older engine alone, so it is asked on every engine then.
      const some = options.everything || release === NEWEST || ON_EVERY.test(text) ||
        /\breleases: \[/.test(text);
      if (!some) continue;
      const parts = Number(PARTS.exec(text)?.[1] ?? 1);
      for (let part = 0; part < parts; part++) {
        then.push({
          name: `${file}${parts > 1 ? ` (${part + 1} of ${parts})` : ""} [${release}]`,
          release,
          file,
          args: [...COMMON, "--filter", engineFilter(options.filter, release), file],
          env: {
            [PASS_VARIABLE]: release,
            [SCOPE_VARIABLE]: options.everything ? "all" : "gate",
            [PART_VARIABLE]: `${part}/${parts}`,
          },
        });
      }
    }
  }
  then.sort((a, b) => weightOf(b.name) - weightOf(a.name));
  return { first, then };
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
