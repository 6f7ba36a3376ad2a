/** The lines of one turn of the event loop, written together. */
import { putTextHead, type Tag, TEXT_DATA } from "../format/line_codec.ts";

const FIRST = 64 * 1024;
/** A buffer that a very long line has made larger is given back. */
const KEEP = 2 * 1024 * 1024;
/** Up to here a loop is faster than a view and a call. */
const SHORT = 96;

/** Bytes that are written together; one serves all logs, as a batch never outlives a turn. */
export class Batch {
  bytes = new Uint8Array(FIRST);
  length = 0;

  clear(): void {
    this.length = 0;
    if (this.bytes.length > KEEP) this.bytes = new Uint8Array(FIRST);
  }

  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  add(data: Uint8Array): void {
    this.#room(data.length);
    this.bytes.set(data, this.length);
    this.length += data.length;
  }

  /** A line of text: its time are the 30 bytes of `stamp` from `stampAt` on. */
  addText(
    stamp: Uint8Array,
    stampAt: number,
    tag: Tag,
    name: Uint8Array | undefined,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
  ): void {
    const named = name?.length ?? 0;
    this.#room(TEXT_DATA + named + to - from + 1);
    const out = this.bytes;
    let at = this.length;
    putTextHead(out, at, stamp, stampAt, tag, complete);
    at += TEXT_DATA;
    if (name !== undefined) {
      out.set(name, at);
      at += named;
    }
    if (to - from <= SHORT) { for (let i = from; i < to; i++) out[at++] = b[i]; }
    else {
      out.set(b.subarray(from, to), at);
      at += to - from;
    }
    out[at++] = 0x0a;
    this.length = at;
  }

  #room(n: number): void {
    if (this.length + n <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + n));
    larger.set(this.view());
    this.bytes = larger;
  }
}
