/** The 30 bytes of a timestamp, read and compared where they lie. */

/** Timestamps as they stand in logs and records: `2026-11-25T07:10:25.123456789Z`, 30 bytes. */
export const STAMP_LENGTH = 30;

const DIGITS: readonly number[] = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18];
const encoder = new TextEncoder();
const BILLION = 1_000_000_000n;
const MONTH_DAYS = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** Whether 30 bytes at `at` have the shape of a timestamp. */
export function isStampAt(b: Uint8Array, at: number): boolean {
  if (b.length < at + STAMP_LENGTH) return false;
  if (
    b[at + 4] !== 0x2d || b[at + 7] !== 0x2d || b[at + 10] !== 0x54 || b[at + 13] !== 0x3a ||
    b[at + 16] !== 0x3a || b[at + 19] !== 0x2e || b[at + 29] !== 0x5a
  ) return false;
  for (const i of DIGITS) if (b[at + i] - 0x30 >>> 0 > 9) return false;
  for (let i = at + 20; i < at + 29; i++) if (b[i] - 0x30 >>> 0 > 9) return false;
  return true;
}

/** Seconds since 1970 of the timestamp at `at`, which must have the shape of one. */
export function secondsAt(b: Uint8Array, at: number): number {
  const two = (i: number) => b[at + i] * 10 + b[at + i + 1] - 528;
  const year = two(0) * 100 + two(2);
  const month = two(5);
  const y = month <= 2 ? year - 1 : year;
  const days = (year - 1970) * 365 + Math.floor((y - 1968) / 4) - Math.floor((y - 1900) / 100) +
    Math.floor((y - 1600) / 400) + (MONTH_DAYS[month - 1] ?? 0) + two(8) - 1;
  return days * 86_400 + two(11) * 3600 + two(14) * 60 + two(17);
}

/** The nine digits after the dot of the timestamp at `at`. */
export function fractionAt(b: Uint8Array, at: number): number {
  let n = 0;
  for (let i = at + 20; i < at + 29; i++) n = n * 10 + b[i] - 0x30;
  return n;
}

/** Nanoseconds since 1970 of the timestamp at `at`, which must have the shape of one. */
export function timeAt(b: Uint8Array, at: number): bigint {
  return BigInt(secondsAt(b, at)) * BILLION + BigInt(fractionAt(b, at));
}

/** The 30 bytes of a time. Throws RangeError outside of the years 0 to 9999. */
export function stampBytes(time: bigint): Uint8Array {
  let seconds = time / BILLION;
  let rest = time % BILLION;
  if (rest < 0n) [seconds, rest] = [seconds - 1n, rest + BILLION];
  const text = new Date(Number(seconds) * 1000).toISOString();
  if (text.length !== 24) throw new RangeError(`Not a time that can be recorded: ${time}`);
  return encoder.encode(`${text.slice(0, 19)}.${String(rest).padStart(9, "0")}Z`);
}

/** Below zero, zero or above zero as the timestamp at `at` is before, at or after `stamp`. */
export function compareStampAt(b: Uint8Array, at: number, stamp: Uint8Array): number {
  for (let i = 0; i < STAMP_LENGTH; i++) {
    const d = b[at + i] - stamp[i];
    if (d !== 0) return d;
  }
  return 0;
}
