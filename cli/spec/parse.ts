/** Makes of a command's flags and words what its run() is given. */
import { camelCase } from "./camel_case.ts";
import { FlagError, lex, type Lexed, parseInteger } from "./lexer.ts";
import { ExitError } from "./types.ts";
import type { AnyCommandSpec, ArgSpec, CommandInput, OptionSpecs } from "./types.ts";
import {
  checkArgCount,
  COMMON_OPTIONS,
  flagProblem,
  hostsOptions,
  nearestFlag,
  pastOptions,
  usageLines,
} from "./usage.ts";

/** Values of the options that are no command's own. */
export interface CommonValues {
  json?: boolean;
  demo?: boolean;
  hosts?: readonly string[];
  hostsFile?: string;
  yes?: boolean;
  at?: string;
}

/** What a command line after the path asks for. */
export type Parsed =
  | { kind: "help" }
  | {
    kind: "run";
    input: CommandInput;
    /** Values of the options every command takes, where they were given. */
    common: CommonValues;
    /** For stderr before the command runs. */
    warnings: string[];
  };

/** The options a command takes, those of every command included. */
export function allOptions(spec: AnyCommandSpec): OptionSpecs {
  const more = { ...hostsOptions(spec), ...pastOptions(spec) };
  return { ...COMMON_OPTIONS, ...more, ...spec.options as OptionSpecs };
}

/**
 * Reads `words` (the command line after the path) as the command wants them. `shown` is the path
 * as typed, for messages.
 *
 * Throws {@link ExitError}: 125 for a flag that cannot be read, 1 for a wrong number of arguments.
 */
export function parseCommand(
  spec: AnyCommandSpec,
  words: readonly string[],
  shown: string = spec.path,
): Parsed {
  if (spec.passThrough) return passThrough(spec, words);
  const options = allOptions(spec);
  let lexed: Lexed;
  try {
    lexed = lex(words, options, { stopEarly: spec.stopEarly });
  } catch (e) {
    if (!(e instanceof FlagError)) throw e;
    const near = e.unknown === undefined ? undefined : nearestFlag(e.unknown, options);
    const problem = flagProblem(shown, usageLines(spec, shown), e.message, near);
    problem.cause = e;
    throw problem;
  }
  if (lexed.help) return { kind: "help" };
  checkArgCount(spec, shown, lexed.args.length, lexed.given);
  const own = spec.options as OptionSpecs ?? {};
  const input: Record<string, unknown> = { given: lexed.given };
  const common: Record<string, unknown> = {};
  for (const [name, value] of lexed.values) {
    if (Object.hasOwn(own, name)) input[camelCase(name)] = value;
    else if (lexed.given.has(name)) common[camelCase(name)] = value;
  }
  takeArgs(spec.args ?? [], lexed.args, input);
  return { kind: "run", input: input as CommandInput, common, warnings: lexed.warnings };
}

/** Everything after the path is the one variadic argument's, `--help` too. */
function passThrough(spec: AnyCommandSpec, words: readonly string[]): Parsed {
  const input: Record<string, unknown> = { given: new Set<string>() };
  for (const [name, option] of Object.entries(spec.options as OptionSpecs ?? {})) {
    input[camelCase(name)] = "default" in option ? option.default : undefined;
  }
  takeArgs(spec.args ?? [], words, input);
  return { kind: "run", input: input as CommandInput, common: {}, warnings: [] };
}

function takeArgs(
  specs: readonly ArgSpec[],
  words: readonly string[],
  input: Record<string, unknown>,
): void {
  specs.forEach((spec, n) => {
    const value = spec.variadic
      ? words.slice(n).map((word) => argValue(spec, word))
      : n < words.length
      ? argValue(spec, words[n])
      : spec.default;
    input[camelCase(spec.name)] = value;
  });
}

function argValue(spec: ArgSpec, word: string): string | number {
  if (spec.type !== "number") return word;
  try {
    return parseInteger(word);
  } catch (e) {
    throw new ExitError(1, `invalid argument "${word}" for ${spec.name}: ${(e as Error).message}`);
  }
}
