/** The command line of `deno task test`. */
import { parseArgs } from "node:util";
import { type Release, RELEASES } from "../engine/mod.ts";

export const USAGE = `Usage: deno task test [OPTION]... [PATH]...

Runs everything that needs no engine, every engine test on the newest engine, and on the older ones
what dockerctl does in its own way by API version, and a smoke of each group of commands.

  --all             Every test on every engine, podman and long stories too
  --engine RELEASE  Every test on a private engine of this Debian release alone:
                    ${RELEASES.join(", ")} (repeatable)
  --no-engine       Leave out the tests that need an engine
  --filter TEXT     Only tests whose name contains TEXT, or matches /TEXT/
  --jobs N          This many files of engine tests at once (default: one more than processors)
  --help            Print this

PATH is a test file or folder; all tests without any.`;

export interface RunnerOptions {
  engines: readonly Release[];
  /** Every test on each of `engines`; else each one where it belongs. */
  everything: boolean;
  noEngine: boolean;
  filter?: string;
  /** Files of engine tests that run at once. */
  jobs: number;
  paths: string[];
  help: boolean;
}

/** Reads the runner's own command line; throws TypeError with one line on what is wrong. */
export function parseOptions(
  args: string[],
  processors = navigator.hardwareConcurrency,
): RunnerOptions {
  // "deno task test -- X" reaches us with its dashes.
  const words = args[0] === "--" ? args.slice(1) : args;
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      all: { type: "boolean" },
      engine: { type: "string", multiple: true },
      "no-engine": { type: "boolean" },
      filter: { type: "string" },
      jobs: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const engines = [...new Set(values.engine ?? RELEASES)];
  for (const engine of engines) {
    if (!RELEASES.includes(engine as Release)) {
      throw new TypeError(`Unknown engine "${engine}": it is one of ${RELEASES.join(", ")}`);
    }
  }
  if (values["no-engine"] && (values.engine || values.all)) {
    throw new TypeError(
      `${values.all ? "--all" : "--engine"} and --no-engine contradict each other`,
    );
  }
  // More than a few only wait for each other: every engine has daemons of its own.
  const jobs = values.jobs ?? `${Math.min(processors + 1, 8)}`;
  if (!/^[1-9]\d?$/.test(jobs)) throw new TypeError(`--jobs is a number from 1 to 99, not ${jobs}`);
  return {
    engines: engines as Release[],
    everything: values.all === true || values.engine !== undefined,
    noEngine: values["no-engine"] ?? false,
    filter: values.filter,
    jobs: Number(jobs),
    paths: positionals,
    help: values.help ?? false,
  };
}
