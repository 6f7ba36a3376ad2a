/** Tags that are versions, and what a step from one to another is. Pure. */

/** How far a newer image is from the one in use. */
export type UpdateClass = "major" | "minor" | "patch" | "digest";

/** A tag that is a version: `v1.2.3-alpine` has numbers 1, 2, 3, before `v`, after `-alpine`. */
export interface TagVersion {
  /** What stands before: `v` or nothing. */
  before: string;
  /** One to three numbers. */
  numbers: number[];
  /** What stands after, which has to be the same in another: `-alpine`. */
  after: string;
}

/** The version that a tag is; undefined for `latest`, dates and other words. */
export function tagVersion(tag: string): TagVersion | undefined {
  const found = /^(v?)(\d{1,5})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?(-[A-Za-z][\w.-]{0,60})?$/.exec(tag);
  if (found === null) return undefined;
  const numbers = found.slice(2, 5).filter((n) => n !== undefined).map(Number);
  return { before: found[1], numbers, after: found[5] ?? "" };
}

/**
 * The tags that would come next after one: the last number up by one, and each earlier one up by
 * one with nothing after it, nearest first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nextTags } from "./versions.ts";
 *
 * assert.deepEqual(nextTags("1.4.2-alpine"), [
 *   { tag: "1.4.3-alpine", step: "patch" },
 *   { tag: "1.5.0-alpine", step: "minor" },
 *   { tag: "2.0.0-alpine", step: "major" },
 * ]);
 * assert.deepEqual(nextTags("latest"), []);
 * ```
 */
export function nextTags(tag: string): { tag: string; step: UpdateClass }[] {
  const version = tagVersion(tag);
  if (version === undefined) return [];
  const steps: readonly UpdateClass[] = ["major", "minor", "patch"];
  return version.numbers.map((_, i) => {
    const numbers = version.numbers.map((n, j) => j < i ? n : j === i ? n + 1 : 0);
    return { tag: version.before + numbers.join(".") + version.after, step: steps[i] };
  }).reverse();
}
