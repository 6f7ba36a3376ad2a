/** When a stream of many small pieces is read next. */

/** A stream that little comes over is read once in so many milliseconds. */
export const GATHER = 100;
/** A shorter wait than this is none: a timer costs as much. */
const SHORTEST = 2;
/**
 * So many pieces, or bytes, are to lie there at the next reading. A unix socket holds 278 small
 * pieces, and makes its writer wait then: a quarter of it leaves room for a writer that gets faster.
 */
const PIECES = 64;
const BYTES = 32 * 1024;

/** What came in the last so many milliseconds counts, what came before fades away. */
const MEMORY = 100;

/**
 * For streams that are gathered: how long the next reading can wait without the peer having to.
 * It follows from how fast the peer writes, not from how large a read was: while it has more than
 * we took, as after a time in which nobody read, there is no wait at all.
 */
export class GatherPace {
  #last = performance.now();
  /** How often the way was filled to where we want it, of late. */
  #filled = 0;

  /** What was read just now; how long to wait, in milliseconds: 0 to {@link GATHER}. */
  after(pieces: number, bytes: number, now = performance.now()): number {
    const fill = Math.max(pieces / PIECES, bytes / BYTES);
    this.#filled = this.#filled * Math.exp((this.#last - now) / MEMORY) + fill;
    this.#last = now;
    // So much at once may be all that the way holds: whether there is more is seen by reading on.
    if (fill >= 2) return 0;
    const wait = Math.min(GATHER, MEMORY / this.#filled);
    return wait < SHORTEST ? 0 : wait;
  }
}

/** A nap, in milliseconds: a peer that writes a line at a time writes some thirty in it. */
const NAP = 0.3;
/** Reads of less than this are small. */
const SMALL = 16 * 1024;
/** A read that came within so many milliseconds after the one before belongs to a busy stream. */
const BUSY = 1;
/** So many small reads of a busy stream come before the first nap: short answers have none. */
const PATIENCE = 4;

const cell = new Int32Array(new SharedArrayBuffer(4));

/**
 * For a stream that is all its process does: sleeps a moment where a busy peer sends little at a
 * time, so that a reading takes many lines. The thread sleeps, as no timer is that short: both
 * sides spend half as much, and the peer, who wakes us less often, is faster.
 */
export class BulkPace {
  #last = 0;
  #small = 0;

  /** What was read just now. True when the thread slept. */
  after(bytes: number): boolean {
    const now = performance.now();
    this.#small = bytes < SMALL && now - this.#last < BUSY ? this.#small + 1 : 0;
    const sleeps = this.#small > PATIENCE;
    if (sleeps) Atomics.wait(cell, 0, 0, NAP);
    this.#last = performance.now();
    return sleeps;
  }
}
