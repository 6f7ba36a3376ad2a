/** Makers of flags whose values are checked as they are read. */
import type { ParsedOption } from "../../spec/types.ts";
import {
  parseCpus,
  parseDuration,
  parseUintAnyBase,
  ramInBytes,
  ramOrUnlimited,
} from "./go_values.ts";

type More = Partial<Omit<ParsedOption<never>, "type" | "parse" | "default" | "summary">>;

/** A flag that may be given several times, each value checked (and perhaps rewritten) as it is read. */
export function checked(
  summary: string,
  check: (text: string) => string = (text) => text,
  more: More = {},
): ParsedOption<readonly string[]> & { default: readonly string[] } {
  return many(summary, check, { value: "list", ...more });
}

/** A flag that may be given several times, each value parsed to a `T`. */
export function many<T>(
  summary: string,
  parse: (text: string) => T,
  more: More = {},
): ParsedOption<readonly T[]> & { default: readonly T[] } {
  return {
    type: "parsed",
    summary,
    repeat: true,
    default: [],
    value: "list",
    ...more,
    parse: (text: string, previous: readonly T[] | undefined) => [...previous ?? [], parse(text)],
  };
}

function numeric(
  summary: string,
  value: string,
  parse: (text: string) => number,
  more: More,
): ParsedOption<number> & { default: number } {
  return { type: "parsed", summary, value, default: 0, ...more, parse: (text) => parse(text) };
}

/** A size in bytes, base 1024. */
export const bytes = (summary: string, more: More = {}) =>
  numeric(summary, "bytes", ramInBytes, more);
/** A size in bytes, or -1. */
export const swapBytes = (summary: string) => numeric(summary, "bytes", ramOrUnlimited, {});
/** CPUs, in billionths. */
export const cpus = (summary: string, more: More = {}) =>
  numeric(summary, "decimal", parseCpus, more);
/** A duration in nanoseconds. */
export const duration = (summary: string, more: More = {}) =>
  numeric(summary, "duration", parseDuration, more);
/** An unsigned number of 16 bits. */
export const uint16 = (summary: string) =>
  numeric(summary, "uint16", (text) => parseUintAnyBase(text, 16), {});
/** An unsigned number of 64 bits. */
export const uint64 = (summary: string) =>
  numeric(summary, "uint", (text) => parseUintAnyBase(text, 64), {});
