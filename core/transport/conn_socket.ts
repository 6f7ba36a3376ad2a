/** A bare connection in the clothes of a node socket, for undici. */
import { Duplex } from "node:stream";
import { Buffer } from "node:buffer";
import { BlockReader, type Connection, writeAll } from "./connection.ts";

/**
 * A connection in the shape of the net.Socket that undici wants. node:net is not used: Deno
 * 2.7's `end()` closes a unix socket in both directions, and it starts slower.
 */
export class ConnSocket extends Duplex {
  readonly #reader: BlockReader;
  #deaf = false;

  constructor(readonly conn: Connection) {
    super({ allowHalfOpen: false, highWaterMark: 64 * 1024, decodeStrings: true });
    this.#reader = new BlockReader(conn);
  }

  override _read(): void {
    this.#reader.read().then(
      (view) => {
        if (this.destroyed) return;
        this.push(
          view === null ? null : Buffer.from(view.buffer, view.byteOffset, view.byteLength),
        );
      },
      (e) => this.destroyed || this.destroy(e as Error),
    );
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (e?: Error | null) => void): void {
    if (this.#deaf) return done();
    writeAll(this.conn, chunk).then(() => done(), () => {
      // An engine that refuses an upload answers and closes: the answer is still to be read,
      // and the reading side tells when there is none.
      this.#deaf = true;
      done();
    });
  }

  override _final(done: (e?: Error | null) => void): void {
    this.conn.closeWrite().then(() => done(), () => done()); // the peer may be gone already
  }

  override _destroy(e: Error | null, done: (e: Error | null) => void): void {
    try {
      this.conn.close();
    } catch { /* closed already */ }
    done(e);
  }

  ref(): this {
    this.conn.ref?.();
    return this;
  }
  unref(): this {
    this.conn.unref?.();
    return this;
  }
  // undici asks for these; the timers and the options of the socket are set elsewhere.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
}
