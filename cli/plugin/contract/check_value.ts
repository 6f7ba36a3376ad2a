/** Checks of what a module exports: each throws {@link PluginProblem} with what is wrong. */
import { PluginProblem } from "./problem.ts";

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
  return value.map((item, n) => bag(item, `${what}[${n}]`));
}

/** A text of one line; control characters would reach the terminal. */
export function text(value: unknown, what: string): string {
  if (typeof value !== "string" || value.trim() === "") fail(`${what} is missing or no text`);
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f-\x9f]/.test(value)) fail(`${what} has control characters`);
  return value;
}

export function names(value: unknown, what: string): string[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(`${what} is no list`);
  return value.map((name, n) => text(name, `${what}[${n}]`));
}
