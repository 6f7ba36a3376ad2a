/** How long tests took: from Deno's own report of a run, and remembered from one run to the next. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** A test and its time. */
export interface Timed {
  file: string;
  name: string;
  seconds: number;
}

/** About how many seconds the jobs of the longest files take, for a first run. */
const FIRST: Readonly<Record<string, number>> = {
  "tests/compat/compat_test.ts": 30,
  "tests/compat/create_test.ts": 30,
  "tests/compat/lines_test.ts": 30,
  "tests/e2e/core/follow_logs_test.ts": 20,
  "tests/e2e/core/live_test.ts": 20,
  "tests/e2e/core/plugins_test.ts": 15,
  "tests/e2e/plugin/net_test.ts": 15,
  "tests/e2e/record/run_test.ts": 15,
  "tests/e2e/record/server_test.ts": 20,
  "tests/e2e/swarm/pretty_test.ts": 15,
  "tests/e2e/swarm/secrets_test.ts": 25,
  "tests/e2e/swarm/services_test.ts": 20,
  "tests/e2e/swarm/swarm_test.ts": 20,
};
/** What a job of which nothing is known is taken for. */
const UNKNOWN = 5;

/** The text of a JUnit report of a `deno test`; empty when it ended before its end. */
function reportAt(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Reads the times in a JUnit report of a `deno test`. */
export function timesOf(path: string): Timed[] {
  const cases = reportAt(path).matchAll(
    /<testcase name="([^"]*)" classname="([^"]*)" time="([\d.]+)"/g,
  );
  return [...cases].map(([, name, file, seconds]) => ({
    file: plain(file).replace(/^\.\//, ""),
    name: plain(name),
    seconds: Number(seconds),
  }));
}

/**
 * What failed, by a JUnit report: file, name, and the first lines of why, each at most 160
 * characters. Told once more at the end, since of a long run often the end alone is kept.
 * A job's name stands in place of the file where the report does not know the file.
 */
export function failuresOf(path: string, job?: string): string[] {
  const failed = reportAt(path).matchAll(
    /<testcase name="([^"]*)" classname="([^"]*)"[^>]*>\s*<failure message="[^"]*">([^<]*)</g,
  );
  return [...failed].map(([, name, file, why]) =>
    [
      `${job ?? plain(file).replace(/^\.\//, "")}: ${plain(name)}`,
      ...plain(stripVTControlCharacters(why)).split("\n").slice(0, 12).map((l) =>
        `  ${l.slice(0, 160)}`
      ),
    ].join("\n")
  );
}

function plain(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'" };
  return text.replace(
    /&(?:(lt|gt|quot|apos)|#(x?)([\da-f]+));/gi,
    (_, name, hex, digits) =>
      name ? named[name] : String.fromCodePoint(parseInt(digits, hex ? 16 : 10)),
  ).replaceAll("&amp;", "&");
}

/** The slowest tests, one a line. */
export function slowest(tests: readonly Timed[], count: number): string[] {
  return tests.toSorted((a, b) => b.seconds - a.seconds).slice(0, count)
    .map((t) => `${t.seconds.toFixed(1).padStart(7)} s  ${t.file}  ${t.name}`);
}

/** The seconds of jobs, kept in a file between runs. */
export class Memory {
  readonly #path: string;
  readonly #seconds: Record<string, number>;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#seconds = JSON.parse(readFileSync(path, "utf8"));
    } catch {
      this.#seconds = {}; // a first run, or a file that was cut: times are only a help
    }
  }

  /** About how many seconds a job takes. */
  of(job: string): number {
    return this.#seconds[job] ?? FIRST[job.split(" ")[0]] ?? UNKNOWN;
  }

  note(job: string, seconds: number): void {
    this.#seconds[job] = Math.round(seconds * 10) / 10;
  }

  save(): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(this.#path, JSON.stringify(this.#seconds, null, 1) + "\n");
  }
}
