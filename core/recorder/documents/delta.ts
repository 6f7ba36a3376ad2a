/** What is different between two JSON values, so that a change costs what changed. */

/** `=`: another value. Else fields that are others, and fields that are gone. */
export type Delta = { "=": unknown } | { "+"?: Record<string, Delta>; "-"?: string[] };

/** Deeper is taken as one value. */
const MAX_DEPTH = 32;

/**
 * What makes `b` of `a`; undefined where they are equal. Lists are one value.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { applyDelta, deltaOf } from "./delta.ts";
 *
 * const a = { State: { Pid: 1, Error: "" }, Name: "/a" };
 * const b = { State: { Pid: 2 }, Name: "/a" };
 * assert.deepEqual(deltaOf(a, b), { "+": { State: { "+": { Pid: { "=": 2 } }, "-": ["Error"] } } });
 * assert.deepEqual(applyDelta(a, deltaOf(a, b)!), b);
 * ```
 */
export function deltaOf(a: unknown, b: unknown, depth = 0): Delta | undefined {
  if (a === b) return undefined;
  if (!isFields(a) || !isFields(b) || depth > MAX_DEPTH) {
    return JSON.stringify(a) === JSON.stringify(b) ? undefined : { "=": b };
  }
  const changed: [string, Delta][] = [];
  for (const [key, value] of Object.entries(b)) {
    const delta = Object.hasOwn(a, key) ? deltaOf(a[key], value, depth + 1) : { "=": value };
    if (delta !== undefined) changed.push([key, delta]);
  }
  const gone = Object.keys(a).filter((key) => !Object.hasOwn(b, key));
  if (changed.length === 0 && gone.length === 0) return undefined;
  return {
    ...(changed.length > 0 && { "+": Object.fromEntries(changed) }),
    ...(gone.length > 0 && { "-": gone }),
  };
}

/** `a` with what `delta` says. Throws TypeError for a delta that is none, or of another value. */
export function applyDelta(a: unknown, delta: unknown, depth = 0): unknown {
  if (!isFields(delta) || depth > MAX_DEPTH + 1) throw new TypeError("Not a delta");
  if (Object.hasOwn(delta, "=")) return delta["="];
  if (!isFields(a)) throw new TypeError("A delta of another document");
  const gone = new Set(Array.isArray(delta["-"]) ? delta["-"] : []);
  const changed = isFields(delta["+"]) ? delta["+"] : {};
  const kept = Object.entries(a).filter(([key]) => !gone.has(key)).map(([key, value]) =>
    [key, Object.hasOwn(changed, key) ? applyDelta(value, changed[key], depth + 1) : value] as const
  );
  const added = Object.entries(changed).filter(([key]) => !Object.hasOwn(a, key))
    .map(([key, value]) => [key, applyDelta(undefined, value, depth + 1)] as const);
  return Object.fromEntries([...kept, ...added]);
}

/** An object that is no list, and no number that is kept as its text. */
function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !Object.isFrozen(value);
}
