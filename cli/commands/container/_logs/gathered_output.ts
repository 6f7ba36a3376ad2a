/** Gathers lines of a log so that few writes are made. */
import type { OutputStream } from "../../../spec/types.ts";

/** So much is written at once. */
const FULL = 64 * 1024;

/** A line may stand over by so much. */
const SPARE = 4 * 1024;

/** Fewer bytes are copied one by one. */
const SHORT = 32;
/** The same where a view has to be made first. */
const MIDDLING = 128;

/** Nothing waits longer than this for more, in milliseconds. */
const SOON = 30;

/**
 * Two streams whose writes are gathered, in the order in which they came. Lines are so short that
 * each by itself would cost more than all that was done to find it.
 */
export class GatheredOutput {
  #bytes = new Uint8Array(FULL + SPARE);
  #length = 0;
  #to?: OutputStream;
  #written: Promise<void> = Promise.resolve();
  #timer?: ReturnType<typeof setTimeout>;
  #failed: unknown;

  /**
   * Takes what is to be written to `to`. Undefined where there is nothing to wait for, as is the
   * case for most lines.
   */
  write(to: OutputStream, ...parts: readonly Uint8Array[]): Promise<void> | undefined {
    if (to !== this.#to) this.#push();
    this.#to = to;
    for (const part of parts) this.#take(part);
    if (this.#length >= FULL) return this.flush();
    this.#timer ??= setTimeout(() => this.#push(), SOON);
  }

  /** What is copied next is written to `to`. */
  to(to: OutputStream): void {
    if (to !== this.#to) this.#push();
    this.#to = to;
  }

  /** Takes a part of what lies elsewhere; {@link write} does the same for a whole. */
  copy(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#makeRoom(length);
    const bytes = this.#bytes;
    const at = this.#length;
    // To make a view of a few bytes costs more than they do.
    if (length < MIDDLING) { for (let i = 0; i < length; i++) bytes[at + i] = from[start + i]; }
    else bytes.set(from.subarray(start, end), at);
    this.#length = at + length;
  }

  /** Says that a line was copied. Gives what {@link write} does. */
  copied(): Promise<void> | undefined {
    if (this.#length >= FULL) return this.flush();
    this.#timer ??= setTimeout(() => this.#push(), SOON);
  }

  /** Writes what is there. Throws what an earlier write failed of. */
  async flush(): Promise<void> {
    this.#push();
    await this.#written;
    if (this.#failed !== undefined) throw this.#failed;
  }

  #take(part: Uint8Array): void {
    const at = this.#length;
    const { length } = part;
    this.#makeRoom(length);
    const bytes = this.#bytes;
    // A call costs more than the few bytes of most parts.
    if (length < SHORT) { for (let i = 0; i < length; i++) bytes[at + i] = part[i]; }
    else bytes.set(part, at);
    this.#length = at + length;
  }

  #makeRoom(length: number): void {
    const least = this.#length + length;
    if (least <= this.#bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.#bytes.length * 2, least));
    bigger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bigger;
  }

  #push(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const to = this.#to;
    if (to === undefined || this.#length === 0) return;
    const bytes = this.#bytes.subarray(0, this.#length);
    // The one that is being written must stay as it is.
    this.#bytes = new Uint8Array(FULL + SPARE);
    this.#length = 0;
    this.#written = this.#written.then(async () => {
      if (this.#failed === undefined) await to.write(bytes);
    }).catch((e) => {
      this.#failed ??= e;
    });
  }
}
