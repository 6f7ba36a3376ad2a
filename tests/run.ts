/**
 * `deno task test`: starts the engines that the tests need, runs the tests, takes everything down
 * again.
 *
 *   deno task test [--all] [--engine RELEASE]... [--no-engine] [--filter TEXT] [--jobs N] [PATH]...
 *
 * The last line is `N passed, N failed, N skipped`. The exit code is 0 only when nothing failed
 * and nothing was left out (with --no-engine, the tests that need an engine may be).
 */
import { existsSync } from "node:fs";
import { parseOptions, type RunnerOptions, USAGE } from "./run/options.ts";
import { Leash } from "./run/leash.ts";
import { type Counts, plus } from "./run/counts.ts";
import { type Job, planOf, testFiles } from "./run/plan.ts";
import { EnginePool } from "./run/pool.ts";
import { execute, type Show } from "./run/execute.ts";
import { testEnvironment, withDeno } from "./run/environment.ts";
import { Memory, slowest, type Timed } from "./run/times.ts";
import { ENGINES_VARIABLE, type Release, temporaryFolder } from "./engine/mod.ts";
import { install } from "./needs.ts";
import { FUZZ_VARIABLE } from "../core/testing/fuzz.ts";

const ROOT = new URL("../", import.meta.url).pathname;

async function main(): Promise<number> {
  let options;
  try {
    options = parseOptions(Deno.args);
    for (const path of options.paths) testFiles(ROOT, path);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }

  // From here on everything that is started hangs on this, and ends with it.
  await using leash = new Leash();
  const interrupted = Promise.withResolvers<number>();
  const onSignal = (code: number) => () => {
    console.error("\nInterrupted: ending the tests and their engines");
    interrupted.resolve(code);
  };
  const [onInt, onTerm, onHup] = [onSignal(130), onSignal(143), onSignal(129)];
  Deno.addSignalListener("SIGINT", onInt);
  Deno.addSignalListener("SIGTERM", onTerm);
  Deno.addSignalListener("SIGHUP", onHup);
  try {
    return await Promise.race([everything(options, leash), interrupted.promise]);
  } finally {
    await leash[Symbol.asyncDispose]();
    Deno.removeSignalListener("SIGINT", onInt);
    Deno.removeSignalListener("SIGTERM", onTerm);
    Deno.removeSignalListener("SIGHUP", onHup);
  }
}

async function everything(options: RunnerOptions, leash: Leash): Promise<number> {
  const began = performance.now();
  const lacking = await install((line) => console.log(line));
  if (lacking !== undefined) console.error(`\n!!! TESTS WILL FAIL: ${lacking}\n`);
  const scratch = await leash.folder(temporaryFolder());
  await Deno.mkdir(`${scratch}/home`);
  const map = ".deps/import_map.json";
  const deps = existsSync(ROOT + map) ? map : "deno.json (run `deno task deps`)";
  const memory = new Memory(`${ROOT}.deps/test_times.json`);
  const plan = planOf(ROOT, options, (job) => memory.of(job));
  const releases = [...new Set(plan.then.flatMap((job) => job.release ?? []))];
  const pool = new EnginePool(leash);
  // Roots may have to be unpacked, which waits for the network: the first tests run meanwhile.
  const engines = firstEngines(pool, releases);
  const which = options.noEngine ? "none, as asked" : releases.join(", ") || "none are needed";
  console.log(`Tests: imports by ${deps}; engines: ${which}; temporary files in ${scratch}`);

  const env = testEnvironment(Deno.env.toObject(), `${scratch}/home`);
  env.PATH = withDeno(env.PATH);
  env.TMPDIR = scratch;
  env[FUZZ_VARIABLE] ??= options.everything ? "1" : "0.1";
  const tests: Timed[] = [], left: string[] = [], failures: string[] = [];
  let total: Counts = { passed: 0, failed: 0, skipped: 0 }, reports = 0;
  const runOne = async (job: Job, own: Record<string, string>) => {
    const report = `${scratch}/report-${++reports}.xml`;
    const mark = options.paths.length === 0 || !job.release ? "" : `${job.release} | `;
    const show: Show = { lines: options.paths.length > 0, mark };
    const ended = await execute(job, { ...env, ...own }, report, leash, show);
    total = plus(total, ended.counts);
    tests.push(...ended.tests);
    left.push(...ended.left);
    failures.push(...ended.failures);
    memory.note(job.name, ended.seconds);
  };

  const alone = { [ENGINES_VARIABLE]: "[]" };
  if (plan.first) await runOne(plan.first, alone);
  await engines;
  for (const { release, missing } of pool.missing) notRun(release, missing);
  const queue = plan.then.values();
  await Promise.all(Array.from({ length: options.jobs }, async () => {
    for (const job of queue) {
      if (leash.ended) return;
      if (job.release === undefined) {
        await runOne(job, alone);
        continue;
      }
      const engine = await pool.take(job.release);
      await runOne(job, { [ENGINES_VARIABLE]: JSON.stringify([engine]) });
      if (!("missing" in engine)) pool.give(engine);
    }
  }));
  if (leash.ended) return 130;
  if (options.paths.length === 0 && !options.filter) memory.save();
  for (const { release, missing } of pool.missing) notRun(release, missing);
  if (options.paths.length === 0) {
    console.log("\nThe ten slowest tests:");
    for (const line of slowest(tests, 10)) console.log(line);
  }
  if (options.noEngine && total.skipped > 0) {
    console.log(`${total.skipped} tests that need an engine were left out: --no-engine`);
  }
  if (left.length > 0) {
    console.log(`${left.length} long tests are run by --all alone: ${left.join("; ")}`);
  }
  if (failures.length > 0 && options.paths.length === 0) {
    console.log(`\nWhat failed:\n${failures.join("\n")}\n`);
  }
  console.log(`Time: ${minutes(performance.now() - began)}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  const complete = options.noEngine || (total.skipped === 0 && pool.missing.length === 0);
  return total.failed === 0 && complete ? 0 : 1;
}

/** Starts one engine of each release, side by side, and tells what they are. */
async function firstEngines(pool: EnginePool, releases: readonly Release[]): Promise<void> {
  const engines = await Promise.all(releases.map((release) => pool.take(release)));
  for (const engine of engines) if (!("missing" in engine)) pool.give(engine);
  if (engines.length === 0) return;
  const named = engines.map((e) =>
    "missing" in e ? `${e.release} missing` : `${e.release} ${e.version} (API ${e.apiVersion})`
  );
  console.log(`Engines: ${named.join(", ")}`);
}

function minutes(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function notRun(release: string, reason: string): void {
  console.error(`\n!!! ENGINE TESTS NOT RUN on ${release}: ${reason}\n`);
}

if (import.meta.main) Deno.exit(await main());
