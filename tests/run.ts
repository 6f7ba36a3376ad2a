/**
 * `deno task test`: starts the engines that the tests need, runs every test, takes everything
 * down again.
 *
 *   deno task test [--engine RELEASE]... [--no-engine] [--filter TEXT] [PATH]...
 *
 * The last line is `N passed, N failed, N skipped`. The exit code is 0 only when nothing failed
 * and nothing was left out (with --no-engine, the tests that need an engine may be).
 */
import { existsSync } from "node:fs";
import { parseOptions, USAGE } from "./run/options.ts";
import { Leash } from "./run/leash.ts";
import { type Counts, none, plus } from "./run/counts.ts";
import { type Pass, passes, testFiles } from "./run/passes.ts";
import { startEngines } from "./run/engines.ts";
import { ENGINES_VARIABLE, temporaryFolder } from "./engine/mod.ts";

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

async function everything(options: ReturnType<typeof parseOptions>, leash: Leash): Promise<number> {
  const scratch = await leash.folder(temporaryFolder());
  const map = ".deps/import_map.json";
  const deps = existsSync(ROOT + map) ? map : "deno.json (run `deno task deps`)";
  const engines = options.noEngine ? [] : await startEngines(options.engines, leash);
  const had = engines.filter((e) => !("missing" in e));
  const named = engines.map((e) =>
    "missing" in e ? `${e.release} missing` : `${e.release} ${e.version} (API ${e.apiVersion})`
  );
  const which = options.noEngine ? "none, as asked" : named.join(", ");
  console.log(`Tests: imports by ${deps}; engines: ${which}; temporary files in ${scratch}`);
  for (const engine of engines) {
    if ("missing" in engine) notRun(engine.release, engine.missing);
  }

  const env = {
    TMPDIR: scratch,
    [ENGINES_VARIABLE]: JSON.stringify(engines),
    // A test that needs the terminal's nature makes its own terminal.
    NO_COLOR: "1",
  };
  const plan = passes(ROOT, options, engines);
  let total = none();
  for (const group of plan) {
    const counts = await Promise.all(
      group.map((pass) => execute(pass, env, leash, group.length > 1)),
    );
    if (leash.ended) return 130;
    total = counts.reduce(plus, total);
  }
  for (const engine of engines) {
    if ("missing" in engine) notRun(engine.release, engine.missing);
  }
  if (options.noEngine && total.skipped > 0) {
    console.log(
      `${total.skipped} tests that need an engine were left out, as asked by --no-engine`,
    );
  }
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  const complete = options.noEngine || (total.skipped === 0 && had.length === engines.length);
  return total.failed === 0 && complete ? 0 : 1;
}

function notRun(release: string, reason: string): void {
  console.error(`\n!!! ENGINE TESTS NOT RUN on ${release}: ${reason}\n`);
}

/** Runs one `deno test`; its output is passed on, marked with the pass's name if `mark`. */
async function execute(
  pass: Pass,
  env: Record<string, string>,
  leash: Leash,
  mark: boolean,
): Promise<Counts> {
  const counts = none();
  let summary = false;
  const prefix = mark ? `${pass.name.padEnd(8)} | ` : "";
  const code = await leash.run([Deno.execPath(), ...pass.args], {
    cwd: ROOT,
    env: { ...env, ...pass.env },
  }, (line) => {
    console.log(prefix + line);
    const found = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(?:.*? \| (\d+) ignored)?/.exec(
      line,
    );
    if (!found) return;
    summary = true;
    counts.passed += Number(found[1]);
    counts.failed += Number(found[2]);
    counts.skipped += Number(found[3] ?? 0);
  });
  if (code !== 0 && counts.failed === 0 && !leash.ended) {
    console.error(
      `${prefix}${pass.name} tests ended with exit code ${code}${
        summary ? "" : " before their summary"
      }`,
    );
    counts.failed++;
  }
  return counts;
}

if (import.meta.main) Deno.exit(await main());
