/** What of a log was taken already: reading begins again somewhat earlier, and leaves that out. */
import type { Std } from "./frames.ts";

/**
 * How far back reading begins again, in microseconds: the engine's two copiers write out of order
 * by milliseconds, a late piece of a long line by more than half a second.
 */
export const OVERLAP = 3e6;
/** After so many seconds without one of them, what was taken is no longer waited for. */
const FORGET = 5;
/** A number of seconds since 1970 is exact to so much. */
const EXACT = 1e-6;

/** What a line is known by: two with the same are told apart by counting them. */
export function lineKey(
  seconds: number,
  fraction: number,
  std: Std,
  b: Uint8Array,
  from: number,
  to: number,
  complete: boolean,
): string {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ b[i], 0x01000193);
  return `${seconds}.${fraction}.${std}${complete ? "" : "~"}${to - from}.${hash >>> 0}`;
}

/** The lines that may come once more, each as often as it was taken. */
export class KnownLines {
  #matched = false;
  #new = false;

  /** How often each key was taken, and the newest time among them in seconds since 1970. */
  constructor(readonly left: Map<string, number>, readonly newest: number) {}

  /** Whether the line of this key was taken before. */
  has(key: string): boolean {
    const left = this.left.get(key);
    if (left === undefined) return false;
    this.#matched = true;
    if (left > 1) this.left.set(key, left - 1);
    else this.left.delete(key);
    return true;
  }

  /**
   * Told of a line that is new. Whether it is the first, and none that is known came before it: then
   * something is missing in between.
   */
  isTorn(): boolean {
    if (this.#new) return false;
    this.#new = true;
    return !this.#matched;
  }

  /**
   * Whether a new line of this time, in seconds since 1970, stands before one that was taken: it was
   * passed over then.
   */
  isLate(time: number): boolean {
    return this.left.size > 0 && time < this.newest - EXACT;
  }

  /** Whether nothing of it is waited for any more, when a new line came at `seconds`. */
  isOver(seconds: number): boolean {
    return this.left.size === 0 || seconds > this.newest + FORGET;
  }
}

/** Lines that are remembered at most; a faster log has a shorter overlap. */
const MAX_DELIVERED = 200_000;
/** What is too old is forgotten in one go after so many lines. */
const SWEEP = 2_048;

/** The lines that were delivered of late, for who keeps them nowhere else. Times in microseconds. */
export class DeliveredLines {
  #lines: { time: number; key: string }[] = [];
  #newest = -Infinity;
  /** What begins before this was not wholly delivered, or is not remembered. */
  #floor = -Infinity;

  /** Whether there is none. */
  get empty(): boolean {
    return this.#lines.length === 0;
  }

  add(seconds: number, fraction: number, key: string): void {
    const time = seconds * 1e6 + fraction / 1e3;
    this.#lines.push({ time, key });
    if (time > this.#newest) this.#newest = time;
    if (this.#lines.length % SWEEP === 0) this.#sweep();
  }

  /** What comes before the lines that there are was not asked for. */
  beginHere(): void {
    for (const { time } of this.#lines) this.#floor = Math.max(this.#floor, time);
  }

  /**
   * Where to begin reading again, in nanoseconds since 1970; undefined: from the start.
   * @param open when a line began that has not ended
   */
  since(open?: bigint): bigint | undefined {
    if (this.empty) return undefined;
    const from = Math.max(this.#newest - OVERLAP, this.#floor);
    const nanos = BigInt(Math.floor(from)) * 1_000n;
    return open !== undefined && open < nanos ? open : nanos;
  }

  /** What may come once more. */
  known(): KnownLines {
    const left = new Map<string, number>();
    for (const { key } of this.#lines) left.set(key, (left.get(key) ?? 0) + 1);
    return new KnownLines(left, this.#newest / 1e6);
  }

  #sweep(): void {
    const from = this.#newest - OVERLAP;
    this.#lines = this.#lines.filter((l) => l.time >= from);
    if (this.#lines.length <= MAX_DELIVERED) return;
    const dropped = this.#lines.splice(0, this.#lines.length - MAX_DELIVERED);
    // Beyond the newest of what is forgotten, everything is known.
    for (const { time } of dropped) this.#floor = Math.max(this.#floor, time + 1);
  }
}
