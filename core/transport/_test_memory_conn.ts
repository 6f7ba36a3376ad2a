/** A connection whose other side is a script in memory, for tests. */
import type { Connection, Dialer } from "./connection.ts";

/** A connection in memory whose peer has said everything already, in the given pieces. */
export class MemoryConn implements Connection {
  readonly #pieces: Uint8Array[];
  #closed: (() => void) | undefined;
  #isClosed = false;

  /** @param hangs whether the peer stays silent after the last piece instead of closing */
  constructor(pieces: readonly Uint8Array[], readonly hangs = false) {
    this.#pieces = [...pieces];
  }

  async read(into: Uint8Array): Promise<number | null> {
    await Promise.resolve();
    if (this.#isClosed) throw new Deno.errors.BadResource("closed");
    const piece = this.#pieces[0];
    if (piece === undefined) {
      if (!this.hangs) return null;
      await new Promise<void>((resolve) => this.#closed = resolve);
      throw new Deno.errors.Interrupted("closed");
    }
    const n = Math.min(into.length, piece.length);
    into.set(piece.subarray(0, n));
    if (n === piece.length) this.#pieces.shift();
    else this.#pieces[0] = piece.subarray(n);
    return n;
  }
  write(bytes: Uint8Array): Promise<number> {
    return Promise.resolve(bytes.length);
  }
  closeWrite(): Promise<void> {
    return Promise.resolve();
  }
  close(): void {
    this.#isClosed = true;
    this.#closed?.();
  }
}

/** Gives one connection after another. */
export function memoryDialer(next: () => Connection): Dialer {
  return { dial: () => Promise.resolve(next()), close: () => Promise.resolve() };
}
