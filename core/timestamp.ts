/**
 * A moment as the engine's `since` and `until` want it: seconds since 1970, a dot, and exactly
 * nine digits. (Engine 20.10 reads fewer digits as a scaled float and is off by nanoseconds.)
 * A `bigint` is nanoseconds since 1970, a number is seconds (its fraction counts), a string of
 * the form `sec[.fraction]` is padded. Throws RangeError for anything else.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { engineTimestamp } from "./mod.ts";
 *
 * assert.equal(engineTimestamp(new Date("2024-01-02T03:04:05.678Z")), "1704164645.678000000");
 * assert.equal(engineTimestamp(1704164645678000001n), "1704164645.678000001");
 * assert.equal(engineTimestamp("1704164645.5"), "1704164645.500000000");
 * ```
 */
export function engineTimestamp(moment: Date | bigint | number | string): string {
  if (typeof moment === "string") {
    const match = /^(-?\d+)(?:\.(\d{0,9})\d*)?$/.exec(moment);
    if (!match) throw new RangeError(`Not a time in seconds: "${moment}"`);
    return `${match[1]}.${(match[2] ?? "").padEnd(9, "0")}`;
  }
  if (typeof moment === "bigint") return ofNanos(moment);
  const millis = typeof moment === "number" ? moment * 1000 : moment.getTime();
  if (!Number.isFinite(millis)) throw new RangeError("Not a valid time");
  if (Number.isInteger(millis)) return ofNanos(BigInt(millis) * 1_000_000n);
  const whole = Math.floor(millis);
  return ofNanos(BigInt(whole) * 1_000_000n + BigInt(Math.round((millis - whole) * 1e6)));
}

const BILLION = 1_000_000_000n;

function ofNanos(nanos: bigint): string {
  // Towards minus infinity, so that the fraction is never negative.
  let seconds = nanos / BILLION;
  let rest = nanos % BILLION;
  if (rest < 0n) {
    seconds -= 1n;
    rest += BILLION;
  }
  return `${seconds}.${rest.toString().padStart(9, "0")}`;
}

/** Anything {@link engineTimestamp} takes. */
export type Moment = Date | bigint | number | string;
