/** The times of a query, in the units of files and database. */
import { stampBytes } from "../../logs/stamp.ts";
import { engineTimestamp, type Moment } from "../../timestamp.ts";

/** Nanoseconds since 1970 of any moment. */
export function nanosOf(moment: Moment): bigint {
  if (typeof moment === "bigint") return moment;
  const [seconds, fraction] = engineTimestamp(moment).split(".");
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction);
}

/** Milliseconds since 1970, with a fraction. */
export function millisOf(moment: Moment): number {
  return Number(nanosOf(moment)) / 1e6;
}

/** A time as it stands in lines; what lies outside of the years that can be written is cut. */
export function stampOf(nanos: bigint): string {
  const cut = nanos < 0n ? 0n : nanos > MAX ? MAX : nanos;
  return new TextDecoder().decode(stampBytes(cut));
}

/** The last time that can be written: 9999-12-31T23:59:59.999999999Z. */
const MAX = 253_402_300_799_999_999_999n;

/** The millisecond in which a time lies. */
export function toDate(nanos: bigint): Date {
  return new Date(Number(nanos / 1_000_000n));
}
