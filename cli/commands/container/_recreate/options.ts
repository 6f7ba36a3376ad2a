/** Options that everything which makes a container anew has. */
import type { ParsedOption } from "../../../spec/types.ts";

/** A span of time as docker writes it: `30s`, `1m30s`; a bare number is seconds. Milliseconds. */
export function parseSpan(text: string): number {
  const UNIT: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  let sum = 0, rest = text;
  while (rest !== "") {
    const found = /^(\d+(?:\.\d+)?)(ms|h|m|s)/.exec(rest);
    if (found === null) throw new Error(`invalid duration "${text}"`);
    sum += Number(found[1]) * UNIT[found[2]];
    rest = rest.slice(found[0].length);
  }
  if (text === "") throw new Error('invalid duration ""');
  return sum;
}

function span(summary: string): ParsedOption<number> {
  return { type: "parsed", value: "duration", summary, parse: parseSpan };
}

/** `--unprotect`, of every command that a protected container refuses. */
export const UNPROTECT = {
  type: "boolean",
  summary: "Go on with a protected container, for this once, after its name is typed",
} as const;

/** What recreate, edit, upgrade and rollback share. */
export const PLAN_OPTIONS = {
  "dry-run": { type: "boolean", summary: "Show the plan and do nothing" },
  "discard-changes": {
    type: "boolean",
    summary: "Lose the files that were changed in the container's own layer",
  },
  "commit-changes": {
    type: "boolean",
    summary: "Keep changed files: make an image of them for the new container",
  },
  "gate-timeout": span("How long it may take until its healthcheck is fulfilled"),
  "steady": span("How long one without a healthcheck has to run (default 5s)"),
  "unprotect": UNPROTECT,
} as const;
