/** Runs one `deno test` and tells how it went. */
import type { Job } from "./plan.ts";
import type { Leash } from "./leash.ts";
import { type Counts, none } from "./counts.ts";
import { failuresOf, type Timed, timesOf } from "./times.ts";
import { LEFT } from "../engine/mod.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
/** A line about one test that went well; in its place stands the progress. */
const WENT_WELL = / \.\.\. (ok|ignored) \([^)]*\)$|^running \d+ tests? from |^\s*$/;
const FAILED = / \.\.\. FAILED \([^)]*\)$/;
const SUMMARY = /^(?:ok|FAILED) \| (\d+) passed.*? \| (\d+) failed(?:.*? \| (\d+) ignored)?/;
/** Milliseconds between two lines of progress of one job. */
const PROGRESS = 15_000;

export interface Ended {
  counts: Counts;
  seconds: number;
  tests: Timed[];
  /** Names of tests that are left to --all. */
  left: string[];
  /** What failed and why, a few lines each. */
  failures: string[];
}

export interface Show {
  /** Every line at once, as Deno prints it; else one line a job, and what failed. */
  lines: boolean;
  /** Stands before each line. */
  mark: string;
}

/** Runs a job; its report is written to `report`. */
export async function execute(
  job: Job,
  env: Record<string, string>,
  report: string,
  leash: Leash,
  show: Show,
): Promise<Ended> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const counts = none();
  const held: string[] = [];
  const left: string[] = [];
  let summary = false;
  const so = { passed: 0, failed: 0 };
  const say = (line: string) => console.log(show.mark + line);
  const timer = setInterval(() => {
    if (show.lines) return;
    say(`${job.name}: ${so.passed} passed, ${so.failed} failed so far, ${seconds().toFixed(0)} s`);
  }, PROGRESS);
  const onLine = (line: string) => {
    if (line.startsWith(LEFT)) return void left.push(line.slice(LEFT.length));
    if (show.lines) say(line);
    else if (FAILED.test(line)) {
      so.failed++;
      say(line);
    } else if (WENT_WELL.test(line)) so.passed++;
    else held.push(line);
    const found = SUMMARY.exec(line);
    if (!found) return;
    summary = true;
    counts.passed += Number(found[1]);
    counts.failed += Number(found[2]);
    counts.skipped += Number(found[3] ?? 0);
  };
  const args = [job.args[0], `--junit-path=${report}`, ...job.args.slice(1)];
  const options = { cwd: ROOT, env: { ...env, ...job.env }, clearEnv: true };
  const code = await leash.run([Deno.execPath(), ...args], options, onLine)
    .finally(() => clearInterval(timer));
  if (code !== 0 && counts.failed === 0 && !leash.ended) {
    counts.failed++;
    held.push(`${job.name} ended with exit code ${code}${summary ? "" : " before its summary"}`);
    if (show.lines) say(held.at(-1)!);
  }
  if (!show.lines && !leash.ended) {
    if (counts.failed > 0) { for (const line of held) say(line); }
    const { passed, failed, skipped } = counts;
    const word = failed > 0 ? "FAILED" : "ok";
    const rest = (failed > 0 ? `, ${failed} failed` : "") +
      (skipped > 0 ? `, ${skipped} skipped` : "");
    say(`${word.padEnd(6)} ${job.name}: ${passed} passed${rest}, ${seconds().toFixed(1)} s`);
  }
  // An engine test is registered for its file by engineTest(), where Deno sees it.
  const tests = timesOf(report).map((t) => job.release ? { ...t, file: job.file! } : t);
  const failures = counts.failed === 0 ? [] : failuresOf(report, job.release && job.name);
  if (counts.failed > 0 && failures.length === 0) {
    failures.push([`${job.name}, without a report:`, ...held.slice(-12)].join("\n  "));
  }
  return { counts, seconds: seconds(), tests, left, failures };
}
