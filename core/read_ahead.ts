/** A stream read ahead of its reader, within a bound. */
import type { StdChunk } from "./logs/frames.ts";

/** What a held chunk is counted as besides its data, in bytes: the objects that describe it. */
const CHUNK_COST = 256;

/**
 * Reads `source` from now on, whether anybody reads the result or not, and holds at most `bound`
 * bytes (or one chunk, if that is larger). When that is full the oldest chunks go; what was lost
 * is told by {@link StdChunk.dropped} of the next chunk of the same stream, and at the end by an
 * empty one. Leaving the loop does not stop the reading: all that comes then is forgotten.
 */
export function readAhead(source: AsyncIterable<StdChunk>, bound: number): AsyncIterable<StdChunk> {
  const held = new Held(source, bound);
  let taken = false;
  return {
    [Symbol.asyncIterator]() {
      if (taken) throw new TypeError("the output of a session is read once");
      taken = true;
      return held;
    },
  };
}

class Held implements AsyncIterator<StdChunk, undefined> {
  #chunks: StdChunk[] = [];
  #first = 0;
  #size = 0;
  #lost = { stdout: 0, stderr: 0 };
  #over = false;
  #left = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(source: AsyncIterable<StdChunk>, readonly bound: number) {
    this.#fill(source);
  }

  async #fill(source: AsyncIterable<StdChunk>): Promise<void> {
    try {
      for await (const chunk of source) {
        if (!this.#left) this.#hold(chunk);
      }
    } catch (e) {
      this.#error = e;
    }
    this.#over = true;
    this.#wake?.();
  }

  #hold(chunk: StdChunk): void {
    this.#chunks.push(chunk);
    this.#size += chunk.data.length + CHUNK_COST;
    while (this.#size > this.bound && this.#chunks.length - this.#first > 1) {
      const { stream, data } = this.#shift();
      this.#lost[stream] += data.length;
    }
    this.#wake?.();
  }

  #shift(): StdChunk {
    const chunk = this.#chunks[this.#first];
    this.#size -= chunk.data.length + CHUNK_COST;
    // Moving the rest down each time would cost the square of a long list.
    if (++this.#first > 1024 && this.#first * 2 > this.#chunks.length) {
      this.#chunks = this.#chunks.slice(this.#first);
      this.#first = 0;
    } else if (this.#first === this.#chunks.length) {
      this.#chunks = [];
      this.#first = 0;
    }
    return chunk;
  }

  async next(): Promise<IteratorResult<StdChunk, undefined>> {
    for (;;) {
      if (this.#left) return { done: true, value: undefined };
      if (this.#first < this.#chunks.length) {
        const chunk = this.#shift();
        const dropped = this.#takeLost(chunk.stream);
        return { done: false, value: dropped > 0 ? { ...chunk, dropped } : chunk };
      }
      if (this.#over) {
        for (const stream of ["stdout", "stderr"] as const) {
          const dropped = this.#takeLost(stream);
          const data = new Uint8Array(0);
          if (dropped > 0) return { done: false, value: { stream, data, dropped } };
        }
        const error = this.#error;
        this.#left = true;
        if (error !== undefined) throw error;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => {
        const before = this.#wake;
        this.#wake = () => {
          before?.();
          resolve();
        };
      });
      this.#wake = undefined;
    }
  }

  #takeLost(stream: StdChunk["stream"]): number {
    const lost = this.#lost[stream];
    this.#lost[stream] = 0;
    return lost;
  }

  return(): Promise<IteratorResult<StdChunk, undefined>> {
    this.#left = true;
    this.#chunks = [];
    this.#first = this.#size = 0;
    this.#wake?.();
    return Promise.resolve({ done: true, value: undefined });
  }
}
