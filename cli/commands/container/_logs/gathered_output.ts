/** Gathers lines of a log so that few writes are made. */
import type { OutputStream } from "../../../spec/types.ts";

/** So much is written at once. */
const FULL = 64 * 1024;

/** Nothing waits longer than this for more, in milliseconds. */
const SOON = 30;

/**
 * Two streams whose writes are gathered, in the order in which they came. Lines are so short that
 * each by itself would cost more than all that was done to find it.
 */
export class GatheredOutput {
  #parts: Uint8Array[] = [];
  #length = 0;
  #to?: OutputStream;
  #written: Promise<void> = Promise.resolve();
  #timer?: ReturnType<typeof setTimeout>;
  #failed: unknown;

  /**
   * Takes what is to be written to `to`; the bytes must stay as they are. Undefined where there is
   * nothing to wait for, as is the case for most lines.
   */
  write(to: OutputStream, ...parts: readonly Uint8Array[]): Promise<void> | undefined {
    if (to !== this.#to) this.#push();
    this.#to = to;
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.length;
    }
    if (this.#length >= FULL) return this.flush();
    this.#timer ??= setTimeout(() => this.#push(), SOON);
  }

  /** Writes what is there. Throws what an earlier write failed of. */
  async flush(): Promise<void> {
    this.#push();
    await this.#written;
    if (this.#failed !== undefined) throw this.#failed;
  }

  #push(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const to = this.#to;
    if (to === undefined || this.#length === 0) return;
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#parts = [];
    this.#length = 0;
    this.#written = this.#written.then(async () => {
      if (this.#failed === undefined) await to.write(bytes);
    }).catch((e) => {
      this.#failed ??= e;
    });
  }
}
