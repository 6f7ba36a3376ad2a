/** The one place where times change their form: nanoseconds since 1970, texts, Dates. */
import { engineTimestamp, type Moment } from "../timestamp.ts";

const MILLISECOND = 1_000_000n;
/** The last time that can be written: 9999-12-31T23:59:59.999999999Z. */
const LAST = 253_402_300_799_999_999_999n;

/** A second, in nanoseconds. */
export const SECOND = 1_000_000_000n;

/** Nanoseconds since 1970 of an RFC 3339 text; undefined for Go's zero time and what is none. */
export function nanosOfText(text: string | undefined): bigint | undefined {
  const m = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?(Z|[+-]\d\d:\d\d)$/.exec(
    text ?? "",
  );
  if (m === null || text!.startsWith("0001-")) return undefined;
  const ms = Date.parse(m[1] + m[3]);
  return Number.isNaN(ms)
    ? undefined
    : BigInt(ms) * MILLISECOND + BigInt((m[2] ?? "").padEnd(9, "0"));
}

/** Nanoseconds since 1970 of any moment. */
export function nanosOf(moment: Moment): bigint {
  if (typeof moment === "bigint") return moment;
  if (moment instanceof Date) return BigInt(moment.getTime()) * MILLISECOND;
  const [seconds, fraction] = engineTimestamp(moment).split(".");
  return BigInt(seconds) * SECOND + BigInt(fraction);
}

/** Nanoseconds since 1970 of whole seconds and the nanoseconds beyond them. */
export function nanosFrom(seconds: number, fraction = 0): bigint {
  return BigInt(seconds) * SECOND + BigInt(fraction);
}

/** The millisecond in which a time lies. */
export function dateOf(nanos: bigint): Date {
  return new Date(Number(nanos / MILLISECOND));
}

/** Milliseconds since 1970, with a fraction. */
export function millisOf(moment: Moment): number {
  return Number(nanosOf(moment)) / 1e6;
}

let lastSecond = -1n;
let lastText = "";

/**
 * A time as it stands in logs: RFC 3339 in UTC with nine digits, which sorts as text. What lies
 * outside of the years 1970 to 9999 is cut.
 */
export function stampOf(nanos: bigint): string {
  const cut = nanos < 0n ? 0n : nanos > LAST ? LAST : nanos;
  const seconds = cut / SECOND;
  if (seconds !== lastSecond) {
    lastSecond = seconds;
    lastText = new Date(Number(seconds) * 1000).toISOString().slice(0, 20);
  }
  return `${lastText.slice(0, 19)}.${String(cut % SECOND).padStart(9, "0")}Z`;
}
