/** A node socket for one answer, before something else takes it over. */
import type { Duplex } from "node:stream";
import type { Connection } from "./connection.ts";

/**
 * Reads as the socket flows, and leaves it paused. Who listened for "readable", or paused it before
 * anything came, keeps node:tls of Deno 2.7 from shaking hands over the same socket.
 */
export class FlowingConnection implements Connection {
  #left: Uint8Array = new Uint8Array(0);

  constructor(private readonly stream: Duplex) {}

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#left.length === 0) {
      const next = await this.#next();
      if (next === null) return null;
      this.#left = next;
    }
    const n = Math.min(this.#left.length, into.length);
    into.set(this.#left.subarray(0, n));
    this.#left = this.#left.subarray(n);
    return n;
  }

  #next(): Promise<Uint8Array | null> {
    const { stream } = this;
    const over = new AbortController();
    return new Promise<Uint8Array | null>((resolve, reject) => {
      const on = (name: string, heard: (value: unknown) => void) => {
        stream.once(name, heard);
        over.signal.addEventListener("abort", () => stream.off(name, heard));
      };
      on("data", (bytes) => {
        // At once: the next read would be under way before anybody else runs.
        stream.pause();
        resolve(bytes as Uint8Array);
      });
      on("end", () => resolve(null));
      on("close", () => resolve(null));
      on("error", reject);
      stream.resume();
    }).finally(() => over.abort());
  }

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.stream.write(bytes, (e) => e ? reject(e) : resolve(bytes.length));
    });
  }

  closeWrite(): Promise<void> {
    return new Promise((resolve) => this.stream.end(() => resolve()));
  }

  close(): void {
    this.stream.destroy();
  }
}
