/** Which command takes a flag that was given to one which does not: `edit -e A=2` is `recreate`'s. */
import { nearest, type Registry } from "../spec/registry.ts";
import { allOptions, parseCommand } from "../spec/parse.ts";
import { FlagError } from "../spec/lexer.ts";
import { ExitError } from "../spec/types.ts";
import type { AnyCommandSpec, OptionSpecs } from "../spec/types.ts";
import { flagProblem, PROGRAM, usageLines } from "../spec/usage.ts";

/** Commands that a person takes one for, which do what the flag was to do. */
const KINDRED: Readonly<Record<string, readonly string[]>> = {
  "container create": ["container run"],
  "container edit": ["container recreate"],
  "container kill": ["container stop"],
  "container restart": ["container recreate"],
  "container rm": ["container stop"],
  "container rollback": ["container recreate"],
  "container start": ["container recreate"],
  "container update": ["container recreate"],
  "network connect": ["network create"],
  "service rollback": ["service update"],
  "service scale": ["service update"],
  "service update": ["service create"],
  "upgrade": ["container recreate"],
};

/** Flags that mean how a command is run here, and not what a container is to be. */
const HERE: ReadonlySet<string> = new Set(["detach", "help", "interactive", "quiet", "tty", "yes"]);

/**
 * What to throw of `problem`, which came of reading `words` after the path of `spec`: the same, with
 * the command that takes the flag where there is one.
 */
export async function withOtherCommand(
  problem: unknown,
  registry: Registry,
  spec: AnyCommandSpec,
  words: readonly string[],
  shown: string,
): Promise<unknown> {
  if (!(problem instanceof ExitError) || !(problem.cause instanceof FlagError)) return problem;
  const { message, unknown } = problem.cause;
  if (unknown === undefined) return problem;
  for (const path of KINDRED[spec.path] ?? []) {
    const other = registry.command(path);
    if (other === undefined) continue;
    const theirs = await other.load();
    const name = longName(unknown, allOptions(theirs));
    if (name === undefined || path === "container recreate" && HERE.has(name)) continue;
    const called = [other.path, ...other.aliases].reduce((a, b) => b.length < a.length ? b : a);
    const hint = ownForm(name, spec) ?? await hintOf(unknown, called, theirs, words);
    const told = flagProblem(shown, usageLines(spec, shown), message);
    return new ExitError(told.exitCode, `${told.message}\nHint: ${hint}`);
  }
  return problem;
}

/** The long name of a flag that was typed as a long name or a letter. */
function longName(typed: string, options: OptionSpecs): string | undefined {
  const found = Object.entries(options).find(([name, o]) =>
    typed.length === 1 ? o.short === typed : name === typed || o.aliases?.includes(typed)
  );
  return found?.[0];
}

/** A service is changed by flags of other names: `--env-add` where one is made with `--env`. */
function ownForm(name: string, spec: AnyCommandSpec): string | undefined {
  const own = Object.keys(spec.options as OptionSpecs ?? {}).filter((o) => o.endsWith("-add"));
  const near = own.find((o) => o === `${name}-add`) ?? nearest(`${name}-add`, own);
  return near === undefined ? undefined : `did you mean --${near}?`;
}

async function hintOf(
  typed: string,
  called: string,
  theirs: AnyCommandSpec,
  words: readonly string[],
): Promise<string> {
  const flag = `${typed.length === 1 ? "-" : "--"}${typed}`;
  const takes = `'${PROGRAM} ${called}' takes ${flag}`;
  try {
    parseCommand(theirs, words, called);
    const { quoteWord } = await import("../../core/recreate/quote_word.ts");
    return `${takes}: ${[PROGRAM, called, ...words.map(quoteWord)].join(" ")}`;
  } catch (e) {
    if (!(e instanceof ExitError)) throw e;
    return `${takes}, see '${PROGRAM} ${called} --help'`;
  }
}
