/** Event streams (`text/event-stream`): what is sent, and to a reader that is slow. */
import type { ApiAnswer } from "../types.ts";

const encoder = new TextEncoder();
/** A sign of life, so that a dead connection is noticed at both ends; milliseconds. */
const BEAT = 15_000;
const BEAT_BYTES = encoder.encode(":\n\n");

/** One event in bytes. JSON holds no line break, so that it is one line. */
export function eventBytes(event: string, data: unknown, id?: string): Uint8Array {
  const head = id === undefined ? "" : `id: ${id}\n`;
  return encoder.encode(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** Headers of a stream; proxies are asked to hold nothing back. */
export const EVENT_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream",
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
};

/** Pieces for one reader, with a bound on what waits for it. */
export class EventQueue {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #over = false;
  #wake: (() => void) | undefined;

  constructor(private readonly bound: number) {}

  /** Whether another piece of some size would be beyond the bound. */
  full(more = 0): boolean {
    return this.#bytes > 0 && this.#bytes + more > this.bound;
  }

  /** Whether everything was taken. */
  get empty(): boolean {
    return this.#bytes === 0;
  }

  put(piece: Uint8Array): void {
    if (this.#over) return;
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    this.#wake?.();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#pieces = [];
    this.#bytes = 0;
  }

  end(): void {
    this.#over = true;
    this.#wake?.();
  }

  /** What was put, until the end or the signal; asks for more by `drained` when it has nothing. */
  async *read(signal: AbortSignal, drained?: () => void): AsyncGenerator<Uint8Array> {
    const onAbort = () => this.end();
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) this.end();
    const beat = setInterval(() => {
      if (this.empty) this.put(BEAT_BYTES);
    }, BEAT);
    try {
      for (;;) {
        if (this.#pieces.length === 0) drained?.();
        const piece = this.#pieces.shift();
        if (piece !== undefined) {
          this.#bytes -= piece.length;
          yield piece;
        } else if (this.#over) return;
        else await new Promise<void>((resolve) => this.#wake = resolve);
        this.#wake = undefined;
      }
    } finally {
      clearInterval(beat);
      signal.removeEventListener("abort", onAbort);
      this.end();
    }
  }
}

/** The answer that streams what a source gives. */
export function eventAnswer(body: AsyncIterable<Uint8Array>, done?: () => void): ApiAnswer {
  return { status: 200, headers: EVENT_HEADERS, body, ...(done && { done }) };
}
