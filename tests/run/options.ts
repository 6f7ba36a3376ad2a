import { parseArgs } from "node:util";
import { type Release, RELEASES } from "../engine/mod.ts";

export const USAGE = `Usage: deno task test [OPTION]... [PATH]...

  --engine RELEASE  Test on a private engine of this Debian release: ${RELEASES.join(", ")}
                    (repeatable; bookworm and sid unless given)
  --no-engine       Leave out the tests that need an engine
  --filter TEXT     Only tests whose name contains TEXT, or matches /TEXT/
  --help            Print this

PATH is a test file or folder; all tests without any.`;

export interface RunnerOptions {
  engines: Release[];
  noEngine: boolean;
  filter?: string;
  paths: string[];
  help: boolean;
}

/** Reads the runner's own command line; throws TypeError with one line on what is wrong. */
export function parseOptions(args: string[]): RunnerOptions {
  // "deno task test -- X" reaches us with its dashes.
  const words = args[0] === "--" ? args.slice(1) : args;
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      engine: { type: "string", multiple: true },
      "no-engine": { type: "boolean" },
      filter: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  const engines = [...new Set(values.engine ?? ["bookworm", "sid"])];
  for (const engine of engines) {
    if (!RELEASES.includes(engine as Release)) {
      throw new TypeError(`Unknown engine "${engine}": it is one of ${RELEASES.join(", ")}`);
    }
  }
  if (values["no-engine"] && values.engine) {
    throw new TypeError("--engine and --no-engine contradict each other");
  }
  return {
    engines: engines as Release[],
    noEngine: values["no-engine"] ?? false,
    filter: values.filter,
    paths: positionals,
    help: values.help ?? false,
  };
}
