/** Reads flags and words of a command line with docker's grammar. */
import { goQuote, goQuoteRune } from "../format/quote.ts";
import type { OptionSpec, OptionSpecs } from "./types.ts";

/** A command line that breaks the grammar of flags; docker ends with 125 on it. */
export class FlagError extends Error {
  override readonly name = "FlagError";
  /** `unknown` is the name of a flag that does not exist, for a suggestion. */
  constructor(message: string, readonly unknown?: string) {
    super(message);
  }
}

/** What the flags and words of one command line mean. */
export interface Lexed {
  /** Values by long name; options that were not given hold their default. */
  values: Map<string, unknown>;
  /** Long names of the options that were given. */
  given: Set<string>;
  /** Positional words in order. */
  args: string[];
  /** `--help` or, where no option has that letter, `-h`. */
  help: boolean;
  /** Deprecation notes for stderr, one for each deprecated flag that was given. */
  warnings: string[];
}

/** How a command line is read. */
export interface LexOptions {
  /** Options end at the first positional word (pflag's SetInterspersed(false)). */
  stopEarly?: boolean;
}

/** `-m, --memory`, as error messages call a flag. */
export function flagLabel(name: string, spec: Pick<OptionSpec, "short">): string {
  return spec.short ? `-${spec.short}, --${name}` : `--${name}`;
}

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** Go's strconv.ParseBool. Throws an Error with Go's words. */
export function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw new Error(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`);
}

/**
 * Go's strconv.ParseInt with base 0: decimal, 0x, 0o, 0b, a leading 0 for octal, `_` between
 * digits. Throws an Error with Go's words, also outside of 64 bits; past 2^53 the nearest double
 * is given.
 */
export function parseInteger(text: string): number {
  const bad = () => new Error(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  const match =
    /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[oO]?(?:_?[0-7])+|0[bB](?:_?[01])+|0|[1-9](?:_?[0-9])*)$/
      .exec(text);
  if (!match) throw bad();
  let digits = match[2].replaceAll("_", "").toLowerCase();
  if (/^0[0-7]+$/.test(digits)) digits = "0o" + digits.slice(1);
  const size = BigInt(digits);
  const value = match[1] === "-" ? -size : size;
  if (value > 0x7fff_ffff_ffff_ffffn || value < -0x8000_0000_0000_0000n) {
    throw new Error(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`);
  }
  return Number(value);
}

/** What a flag means that stands without a value, or undefined when it needs one. */
function noValue(spec: OptionSpec): string | undefined {
  if (spec.type === "boolean") return "true";
  return spec.type === "string" ? spec.noValue : undefined;
}

/** Flags by every name they go by. */
class Flags {
  readonly #long = new Map<string, string>();
  readonly #short = new Map<string, string>();

  constructor(readonly specs: OptionSpecs) {
    for (const [name, spec] of Object.entries(specs)) {
      this.#long.set(name, name);
      for (const alias of spec.aliases ?? []) this.#long.set(alias, name);
      if (spec.short !== undefined) this.#short.set(spec.short, name);
    }
  }

  long(name: string): string | undefined {
    return this.#long.get(name);
  }
  short(letter: string): string | undefined {
    return this.#short.get(letter);
  }
}

/** The value of an option nobody gave. */
function initial(spec: OptionSpec): unknown {
  switch (spec.type) {
    case "boolean":
      return spec.default ?? false;
    case "list":
      return spec.default ?? [];
    default:
      return spec.default;
  }
}

/**
 * Reads a command line with docker's grammar (spf13/pflag): `--name x`, `--name=x`, `-n x`,
 * `-nx`, `-n=x`, `-it`, `--flag=false`, `--` ends the flags, `-` is a word.
 *
 * Throws {@link FlagError} with pflag's words.
 */
export function lex(
  words: readonly string[],
  specs: OptionSpecs,
  options: LexOptions = {},
): Lexed {
  const flags = new Flags(specs);
  const values = new Map<string, unknown>();
  const given = new Set<string>();
  const warnings: string[] = [];
  const args: string[] = [];
  let help = false;
  let at = 0;
  for (const [name, spec] of Object.entries(specs)) values.set(name, initial(spec));

  const set = (name: string, text: string) => {
    const spec = specs[name];
    try {
      values.set(name, parseValue(spec, text, given.has(name) ? values.get(name) : undefined));
    } catch (e) {
      throw badValue(name, spec, text, e instanceof Error ? e.message : String(e));
    }
    if (spec.deprecated !== undefined && !given.has(name)) warnings.push(spec.deprecated);
    given.add(name);
  };

  const takeLong = (word: string) => {
    const [typed, value] = splitOnce(word.slice(2));
    if (typed === "" || typed.startsWith("-")) throw new FlagError(`bad flag syntax: ${word}`);
    const name = flags.long(typed);
    if (name === undefined) {
      if (typed !== "help") throw new FlagError(`unknown flag: --${typed}`, typed);
      try {
        help = value === undefined || parseBool(value);
      } catch (e) {
        throw new FlagError(
          `invalid argument ${goQuote(value ?? "")} for "-h, --help" flag: ${(e as Error).message}`,
        );
      }
      return;
    }
    const bare = noValue(specs[name]);
    if (value !== undefined) set(name, value);
    else if (bare !== undefined) set(name, bare);
    else if (at < words.length) set(name, words[at++]);
    else throw new FlagError(`flag needs an argument: ${word}`);
  };

  const takeShort = (word: string) => {
    let rest = word.slice(1);
    while (rest !== "") {
      const letter = String.fromCodePoint(rest.codePointAt(0)!);
      const name = flags.short(letter);
      const after = rest.slice(letter.length);
      if (name === undefined) {
        if (letter !== "h") {
          throw new FlagError(`unknown shorthand flag: ${goQuoteRune(letter)} in -${rest}`, letter);
        }
        help = true;
        rest = after;
        continue;
      }
      const bare = noValue(specs[name]);
      if (after.length > 1 && after.startsWith("=")) {
        set(name, after.slice(1));
        return;
      }
      if (bare !== undefined) {
        set(name, bare);
        rest = after;
        continue;
      }
      if (after !== "") set(name, after);
      else if (at < words.length) set(name, words[at++]);
      else throw new FlagError(`flag needs an argument: ${goQuoteRune(letter)} in -${rest}`);
      return;
    }
  };

  while (at < words.length) {
    const word = words[at++];
    if (word.length < 2 || !word.startsWith("-")) {
      args.push(word);
      if (!options.stopEarly) continue;
      args.push(...words.slice(at));
      break;
    }
    if (word === "--") {
      args.push(...words.slice(at));
      break;
    }
    if (word.startsWith("--")) takeLong(word);
    else takeShort(word);
  }
  return { values, given, args, help, warnings };
}

/** The complaint about a value that an option cannot have. */
export function badValue(
  name: string,
  spec: Pick<OptionSpec, "short">,
  text: string,
  why: string,
): FlagError {
  const label = goQuote(flagLabel(name, spec));
  return new FlagError(`invalid argument ${goQuote(text)} for ${label} flag: ${why}`);
}

/** One value of an option; `previous` is what the flag's earlier uses gave. */
function parseValue(spec: OptionSpec, text: string, previous: unknown): unknown {
  switch (spec.type) {
    case "boolean":
      return parseBool(text);
    case "number":
      return parseInteger(text);
    case "string":
      return text;
    case "list":
      return [...(previous as readonly string[] | undefined) ?? [], text];
    case "parsed":
      return spec.parse(text, spec.repeat ? previous : undefined);
  }
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf("=");
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
