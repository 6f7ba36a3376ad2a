/** Bytes from one task to another, with a bound. */

/**
 * Bytes from one task to another, in order, with a bound: `push` always takes, `room` waits until
 * less than the bound is held. Read by one reader.
 */
export class BytePipe {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #ended = false;
  #wakeReader?: () => void;
  readonly #wakeWriters = new Set<() => void>();

  /** `bound` in bytes; the engine's own for attached clients is 1e6 (moby bytespipe). */
  constructor(readonly bound = 1_000_000) {}

  /** Bytes that wait for the reader. */
  get size(): number {
    return this.#size;
  }

  get full(): boolean {
    return this.#size >= this.bound;
  }

  get ended(): boolean {
    return this.#ended;
  }

  push(bytes: Uint8Array): void {
    if (this.#ended || bytes.length === 0) return;
    this.#chunks.push(bytes);
    this.#size += bytes.length;
    this.#wakeReader?.();
  }

  /** Resolves when there is room, or when nobody will read any more. */
  async room(): Promise<void> {
    while (this.full && !this.#ended) {
      await new Promise<void>((resolve) => this.#wakeWriters.add(resolve));
    }
  }

  /** No more bytes; what waits can still be read. */
  end(): void {
    this.#ended = true;
    this.#wakeReader?.();
    this.#wake();
  }

  /** Ends it and drops what waits. */
  drop(): void {
    this.#chunks.length = 0;
    this.#size = 0;
    this.end();
  }

  #wake(): void {
    for (const w of this.#wakeWriters) w();
    this.#wakeWriters.clear();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk) {
          this.#size -= chunk.length;
          if (!this.full) this.#wake();
          yield chunk;
        } else if (this.#ended) return;
        else {
          await new Promise<void>((resolve) => this.#wakeReader = resolve);
          this.#wakeReader = undefined;
        }
      }
    } finally {
      this.drop();
    }
  }
}
