/** The body of an answer as an async iterable with a bound. */
import { EngineError } from "../errors.ts";
import { concat } from "./http1.ts";

/** The sender is made to wait when this much lies unread. */
const HIGH = 256 * 1024;
/** And may go on when no more than this is left. */
const LOW = 64 * 1024;
/** Small pieces are joined up to this size, so that a reader is not woken for every line. */
const JOIN = 64 * 1024;

/** What the body needs from the side that fills it. */
export interface BodySource {
  pause(): void;
  resume(): void;
  abort(reason: Error): void;
}

/**
 * The body of an answer: filled by callbacks, read as an async iterable, bounded by making the
 * sender wait. At most {@link HIGH} bytes and one read of the socket are held.
 */
export class ResponseBody implements AsyncIterable<Uint8Array> {
  #queue: Uint8Array[] = [];
  #size = 0;
  #paused = false;
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;
  #taken = false;

  /** `lent`: each piece is good only until the source is resumed. */
  constructor(readonly source: BodySource, readonly lent = false) {}

  push(bytes: Uint8Array): void {
    if (this.#ended || bytes.length === 0) return;
    this.#queue.push(bytes);
    this.#size += bytes.length;
    if ((this.lent || this.#size >= HIGH) && !this.#paused) {
      this.#paused = true;
      this.source.pause();
    }
    this.#wakeUp();
  }

  /** Ends the body, by `error` if there is one; what was received before is still read. */
  end(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wakeUp();
  }

  /** Ends the body at once, forgetting what was not read. */
  fail(error: Error): void {
    this.#queue = [];
    this.#size = 0;
    this.#ended = true;
    this.#error = error;
    this.#wakeUp();
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  #take(): Uint8Array {
    let bytes: Uint8Array;
    if (this.#queue.length === 1 || this.#queue[0].length >= JOIN) {
      bytes = this.#queue.shift()!;
    } else {
      let n = 0, size = 0;
      while (n < this.#queue.length && size + this.#queue[n].length <= JOIN) {
        size += this.#queue[n++].length;
      }
      bytes = concat(this.#queue.splice(0, Math.max(n, 1)));
    }
    this.#size -= bytes.length;
    if (!this.lent && this.#size <= LOW) this.#resume();
    return bytes;
  }

  #resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.source.resume();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#taken) throw new TypeError("the body of an answer is read once");
    this.#taken = true;
    let done = false;
    try {
      for (;;) {
        if (this.#size > 0) {
          yield this.#take();
          if (this.lent) this.#resume();
        } else if (this.#ended) {
          done = true;
          if (this.#error) throw this.#error;
          return;
        } else {
          await new Promise<void>((resolve) => this.#wake = resolve);
        }
      }
    } finally {
      if (!done) {
        this.#queue = [];
        this.#size = 0;
        if (!this.#ended) {
          this.#ended = true;
          this.source.abort(new Error("the reader left"));
        }
      }
    }
  }

  /** All of it as text; more than `limit` bytes is an error of code `too_large`. */
  async text(limit: number, at: { op: string; endpoint: string }): Promise<string> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const bytes of this) {
      size += bytes.length;
      if (size > limit) {
        throw new EngineError(`${at.op}: the answer is larger than ${limit} bytes`, {
          code: "too_large",
          ...at,
        });
      }
      pieces.push(this.lent ? bytes.slice() : bytes);
    }
    return new TextDecoder().decode(concat(pieces));
  }
}
