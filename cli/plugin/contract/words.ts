/** Reads words of a command line for a plugin whose command has a grammar of its own. */
import { camelCase } from "../../spec/camel_case.ts";
import { lex } from "../../spec/lexer.ts";
import type { CommandInput, OptionSpecs } from "../../spec/types.ts";

/** What words mean: options in camelCase beside `given`, the words left over, whether help is asked for. */
export interface ReadWords<O extends OptionSpecs> {
  input: Omit<CommandInput<readonly [], O>, never>;
  args: readonly string[];
  help: boolean;
}

/**
 * Reads `words` by docker's grammar of flags, for a command with `passThrough` that has commands
 * below it or flags before them. Throws an Error with docker's words.
 */
export function readWords<const O extends OptionSpecs>(
  words: readonly string[],
  options: O,
  how: { stopEarly?: boolean } = {},
): ReadWords<O> {
  const { values, given, args, help } = lex(words, options, how);
  const input: Record<string, unknown> = { given };
  for (const [name, value] of values) input[camelCase(name)] = value;
  return { input: input as unknown as ReadWords<O>["input"], args, help };
}
