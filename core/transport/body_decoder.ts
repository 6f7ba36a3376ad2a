/** Takes the body out of what comes after an answer's head: by length, by chunks, or to the end. */
import { notHttp } from "./failure.ts";

/** What stands before the body of an answer. */
export interface Head {
  status: number;
  /** Names in lower case; repeated ones joined by ", ". */
  headers: Record<string, string>;
  /** Whether the connection may serve another request after this one. */
  keepAlive: boolean;
}

/** Where in the framing of chunks the next byte stands. */
const enum At {
  Size,
  Extension,
  Data,
  DataEnd,
  Trailer,
}

/** The most bytes behind a chunk's length, and of all trailers. */
const MAX_LINE = 64 * 1024;
/** The most digits of a chunk's size: 256 TiB. */
const MAX_DIGITS = 12;

/**
 * Takes the framing off the body of an answer, in the memory the bytes came in: a log of short
 * lines comes as a chunk for each, and handing out as many pieces would cost more than all else.
 * Throws EngineErrors of code `protocol`.
 */
export class BodyDecoder {
  /** The whole body was taken. */
  done: boolean;
  /** What came behind the body: a peer that says more than it was asked. */
  rest: Uint8Array | undefined;
  /** In how many chunks came what was taken last: so many writes of the peer, mostly. */
  pieces = 0;
  readonly #chunked: boolean;
  /** Of the body, or of the current chunk; Infinity where only the connection's end tells. */
  #left = Infinity;
  #at = At.Size;
  #digits = 0;
  /** Bytes of the current line, or of all trailers. */
  #line = 0;
  #blank = true;

  constructor(head: Head, method: string) {
    const { status, headers } = head;
    const none = method === "HEAD" || status === 204 || status === 304;
    this.#chunked = !none && /\bchunked\b/i.test(headers["transfer-encoding"] ?? "");
    if (none || this.#chunked) this.#left = 0;
    else {
      const told = headers["content-length"];
      if (told !== undefined && !/^\d{1,15}$/.test(told)) throw notHttp("a bad content length");
      if (told !== undefined) this.#left = Number(told);
    }
    this.done = this.#left === 0 && !this.#chunked;
  }

  /** Whether the end of the connection is the end of the body. */
  get untilClose(): boolean {
    return this.#left === Infinity;
  }

  /** What of `bytes` belongs to the body, as one view of the same memory, which is written to. */
  take(bytes: Uint8Array): Uint8Array {
    this.pieces = 0;
    if (this.done) {
      this.rest = bytes;
      return bytes.subarray(0, 0);
    }
    return this.#chunked ? this.#chunks(bytes) : this.#counted(bytes);
  }

  #counted(bytes: Uint8Array): Uint8Array {
    const own = bytes.length <= this.#left ? bytes : bytes.subarray(0, this.#left);
    this.#left -= own.length;
    if (this.#left === 0) this.#end(bytes, own.length);
    return own;
  }

  #end(bytes: Uint8Array, at: number): void {
    this.done = true;
    if (at < bytes.length) this.rest = bytes.subarray(at);
  }

  #chunks(bytes: Uint8Array): Uint8Array {
    const n = bytes.length;
    let start = -1, end = 0; // of the body's bytes, moved together
    let i = 0;
    while (i < n && !this.done) {
      if (this.#at === At.Data) {
        const size = Math.min(this.#left, n - i);
        if (start < 0) start = end = i;
        if (end !== i) bytes.copyWithin(end, i, i + size);
        end += size;
        i += size;
        this.#left -= size;
        if (this.#left === 0) this.#at = At.DataEnd;
        continue;
      }
      const b = bytes[i++];
      if (this.#at === At.Size) this.#size(b);
      else if (this.#at === At.DataEnd) {
        if (b === 10) this.#at = At.Size;
        else if (b !== 13) throw notHttp("a chunk that is longer than it says");
      } else if (++this.#line > MAX_LINE) {
        throw notHttp(`more than ${MAX_LINE} bytes behind a chunk's length`);
      } else if (this.#at === At.Extension) {
        if (b === 10) this.#sized();
      } else if (b === 10) {
        if (this.#blank) this.#end(bytes, i);
        this.#blank = true;
      } else if (b !== 13) this.#blank = false;
    }
    return start < 0 ? bytes.subarray(0, 0) : bytes.subarray(start, end);
  }

  #size(b: number): void {
    const digit = hex(b);
    if (digit >= 0) {
      if (++this.#digits > MAX_DIGITS) throw notHttp("a chunk of no sensible length");
      this.#left = this.#left * 16 + digit;
      return;
    }
    if (this.#digits === 0) throw notHttp("a chunk without a length");
    if (b === 10) this.#sized();
    else if (b === 13 || b === 59 || b === 32 || b === 9) this.#at = At.Extension;
    else throw notHttp("a chunk without a length");
  }

  /** The line with a chunk's length is over. */
  #sized(): void {
    this.#digits = 0;
    this.#line = 0;
    this.pieces++;
    this.#at = this.#left > 0 ? At.Data : At.Trailer;
  }
}

function hex(b: number): number {
  if (b >= 48 && b <= 57) return b - 48;
  const lower = b | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
