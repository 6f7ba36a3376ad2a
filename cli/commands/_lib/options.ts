/** Options that many commands share, in docker's words. */
import type {
  BooleanOption,
  CompletionSource,
  ParsedOption,
  StringOption,
} from "../../spec/types.ts";

/** Filters as they are collected: values by key. */
export type FilterMap = Readonly<Record<string, readonly string[]>>;

/** `--filter key=value`, given any number of times. */
export function filterOption(
  summary: string,
  complete?: CompletionSource,
): ParsedOption<FilterMap> & { default: FilterMap } {
  return {
    type: "parsed",
    short: "f",
    value: "filter",
    summary,
    repeat: true,
    default: {},
    parse: addFilter,
    ...(complete !== undefined && { complete }),
  };
}

/** Adds `key=value` to filters. Throws docker's complaint where there is no `=`. */
export function addFilter(text: string, before: FilterMap = {}): FilterMap {
  if (text === "") return before;
  const at = text.indexOf("=");
  if (at < 0) throw new Error("bad format of filter (expected name=value)");
  const key = text.slice(0, at).trim().toLowerCase();
  const value = text.slice(at + 1).trim();
  const values = before[key] ?? [];
  return { ...before, [key]: values.includes(value) ? values : [...values, value] };
}

/** Docker's text on `--format` of lists. */
export const LIST_FORMAT = {
  type: "string",
  summary: "Format output using a custom template:\n" +
    "'table':            Print output in table format with column headers (default)\n" +
    "'table TEMPLATE':   Print output in table format using the given Go template\n" +
    "'json':             Print in JSON format\n" +
    "'TEMPLATE':         Print output using the given Go template.\n" +
    "Functions: json split join title lower upper pad truncate, index len printf eq and the like",
  complete: ["table", "json"],
} as const satisfies StringOption;

/** Docker's text on `--format` of what shows one thing. */
export const ONE_FORMAT = {
  type: "string",
  short: "f",
  summary: "Format output using a custom template:\n" +
    "'json':             Print in JSON format\n" +
    "'TEMPLATE':         Print output using the given Go template.",
  complete: ["json"],
} as const satisfies StringOption;

export const NO_TRUNC = {
  type: "boolean",
  summary: "Don't truncate output",
} as const satisfies BooleanOption;

export const FORCE = {
  type: "boolean",
  short: "f",
  aliases: ["yes"],
  summary: "Do not prompt for confirmation",
} as const satisfies BooleanOption;
