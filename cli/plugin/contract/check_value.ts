/** Checks of what a module exports: each throws {@link PluginProblem} with what is wrong. */
import { PluginProblem } from "./problem.ts";

/** Bound of a text of a plugin's. */
const MAX_TEXT = 4_096;
/** Bound of a list of a plugin's. */
const MAX_ITEMS = 1_000;

export type Bag = Record<string, unknown>;

export function fail(text: string): never {
  throw new PluginProblem(text);
}

export function bag(value: unknown, what: string): Bag {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    fail(`${what} is no object`);
  }
  return value as Bag;
}

export function list(value: unknown, what: string): Bag[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(`"${what}" is no list`);
  if (value.length > MAX_ITEMS) fail(`"${what}" has more than ${MAX_ITEMS} entries`);
  return value.map((item, n) => bag(item, `${what}[${n}]`));
}

/** A text of one line; control characters would reach the terminal. */
export function text(value: unknown, what: string): string {
  if (typeof value !== "string" || value.trim() === "") fail(`${what} is missing or no text`);
  return harmless(value, what);
}

/** A text that may be empty, with nothing a terminal would obey, and not for ever. */
export function harmless(value: string, what: string): string {
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(value)) {
    fail(`${what} has control characters`);
  }
  if (value.length > MAX_TEXT) fail(`${what} is longer than ${MAX_TEXT} characters`);
  return value;
}

export function names(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(`${what} is no list`);
  if (value.length > MAX_ITEMS) fail(`${what} has more than ${MAX_ITEMS} entries`);
  return value.map((name, n) => text(name, `${what}[${n}]`));
}
