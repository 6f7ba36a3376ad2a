/** Which of the removed containers is meant by a name, an id or the start of one. */
import { EngineError } from "../errors.ts";

/** A start of an id is at least so long. */
const SHORTEST = 4;

/**
 * Those that a name or a whole id means; where there are none, the one whose id begins so.
 * Throws EngineError `conflict` where several do.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meantBy } from "./match.ts";
 *
 * const all = [{ id: "cafe01", name: "web" }, { id: "0beef1", name: "cafe" }];
 * assert.deepEqual(meantBy("cafe", all), [all[1]]);
 * assert.deepEqual(meantBy("cafe0", all), [all[0]]);
 * ```
 */
export function meantBy<T extends { id: string; name: string }>(
  reference: string,
  all: readonly T[],
): T[] {
  const whole = all.filter((c) => c.name === reference || c.id === reference);
  if (whole.length > 0 || reference.length < SHORTEST) return whole;
  const begin = all.filter((c) => c.id.startsWith(reference));
  const ids = new Set(begin.map((c) => c.id));
  if (ids.size < 2) return begin;
  const some = begin.slice(0, 5).map((c) => `${c.id.slice(0, 12)} (${c.name})`).join(", ");
  throw new EngineError(`${reference} is the start of ${ids.size} ids: ${some}`, {
    code: "conflict",
    op: "undo removal",
    hint: "Give more of the id",
  });
}
