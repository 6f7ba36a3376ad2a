/** Seeded randomness for property tests: a failure names its seed and can be repeated. */
export class Random {
  #state: number;
  constructor(readonly seed: number) {
    this.#state = seed >>> 0;
  }
  /** A number from 0 up to and without `n`. */
  below(n: number): number {
    // mulberry32
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor(((t ^ (t >>> 14)) >>> 0) / 4294967296 * n);
  }
  bytes(n: number): Uint8Array {
    const b = new Uint8Array(n);
    for (let i = 0; i < n; i++) b[i] = this.below(256);
    return b;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }
  /** `bytes` in pieces of at most `max` bytes. */
  cut(bytes: Uint8Array, max: number): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const n = 1 + this.below(max);
      pieces.push(bytes.slice(at, at + n));
      at += n;
    }
    return pieces;
  }
}

/** A body of the given pieces; `end` runs after the last one. */
export async function* bodyOf(
  pieces: readonly Uint8Array[],
  end?: () => void,
): AsyncGenerator<Uint8Array> {
  for (const p of pieces) {
    await Promise.resolve();
    yield p;
  }
  end?.();
}
