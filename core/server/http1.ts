/**
 * Requests of HTTP/1.1 read from a bare connection, strictly: what two readers could understand
 * in two ways is refused. Deno's own servers leave no say in how long a head may take, how slow
 * a reader may be, and hand over no connection whose directions close one by one, as attaching
 * needs.
 */
import { BlockReader, type Connection } from "../transport/connection.ts";
import { type BodyFrame, chunkSize, endOfHead, parseHead, type RequestHead } from "./head.ts";
import { HttpRefusal, type ServerLimits } from "./types.ts";

const CHUNK_LINE = 256;
const TRAILERS = 8 * 1024;
/** A line feed or two between requests is what old clients sent after a body; more is a flood. */
const BLANK = 8;

/** Reads what a client sends. One reader at a time, but a `fill` under way is shared. */
export class RequestReader {
  readonly #reader: BlockReader;
  #buffer: Uint8Array = new Uint8Array(0);
  /** What {@link #buffer} is a part of, where the rest behind it is free. */
  #room: Uint8Array | undefined;
  #pending: Promise<boolean> | undefined;
  #ended = false;

  constructor(conn: Connection) {
    this.#reader = new BlockReader(conn);
  }

  /** Bytes that came and were not read. */
  get buffered(): number {
    return this.#buffer.length;
  }

  /** Waits for more; false at the end of input (a reset is an end, too). */
  fill(): Promise<boolean> {
    if (this.#ended) return Promise.resolve(false);
    return this.#pending ??= this.#fill().finally(() => this.#pending = undefined);
  }

  async #fill(): Promise<boolean> {
    const bytes = await this.#reader.read().catch(() => null);
    if (bytes === null) {
      this.#ended = true;
      return false;
    }
    if (this.#buffer.length === 0) {
      this.#buffer = bytes;
      this.#room = undefined;
    } else this.#append(bytes);
    return true;
  }

  /** Behind what waits: in the room that is left there, so that many small pieces cost little. */
  #append(bytes: Uint8Array): void {
    const length = this.#buffer.length + bytes.length;
    if (this.#room === undefined || this.#buffer.byteOffset + length > this.#room.length) {
      const room = new Uint8Array(length * 2);
      room.set(this.#buffer);
      this.#room = room;
      this.#buffer = room.subarray(0, this.#buffer.length);
    }
    const from = this.#buffer.byteOffset;
    this.#room.set(bytes, from + this.#buffer.length);
    this.#buffer = this.#room.subarray(from, from + length);
  }

  #take(max: number): Uint8Array {
    const out = this.#buffer.subarray(0, max);
    this.#buffer = this.#buffer.subarray(out.length);
    return out;
  }

  /** The next request's head; undefined when the client closed its side before it began one. */
  async head(limits: ServerLimits): Promise<RequestHead | undefined> {
    let searched = 0;
    for (let blank = 0;;) {
      while (searched === 0 && (this.#buffer[0] === 13 || this.#buffer[0] === 10)) {
        if (++blank > BLANK) throw new HttpRefusal(400, "this is not a request of HTTP/1.1");
        this.#take(1);
      }
      const end = endOfHead(this.#buffer, Math.max(0, searched - 3));
      if (end > limits.head || end < 0 && this.#buffer.length > limits.head) {
        throw new HttpRefusal(431, `the head of the request is larger than ${limits.head} bytes`);
      }
      if (end >= 0) return parseHead(this.#take(end), limits);
      searched = this.#buffer.length;
      if (!await this.fill()) {
        if (this.#buffer.length === 0) return undefined;
        throw new HttpRefusal(400, "the request ended in the middle of its head");
      }
    }
  }

  /** The body that the head announced, piece by piece. */
  async *body(frame: BodyFrame): AsyncGenerator<Uint8Array, void, undefined> {
    if (frame.kind === "length") yield* this.#exactly(frame.length);
    if (frame.kind !== "chunked") return;
    for (;;) {
      const line = await this.#line(CHUNK_LINE);
      const length = chunkSize(line);
      if (length === undefined) throw new HttpRefusal(400, "a chunk of the body has no length");
      if (length === 0) break;
      yield* this.#exactly(length);
      if (await this.#line(2) !== "") throw new HttpRefusal(400, "a chunk is not as long as told");
    }
    for (let left = TRAILERS;;) {
      const line = await this.#line(left);
      if (line === "") return;
      left -= line.length + 2;
    }
  }

  async *#exactly(length: number): AsyncGenerator<Uint8Array, void, undefined> {
    while (length > 0) {
      if (this.#buffer.length === 0 && !await this.fill()) {
        throw new HttpRefusal(400, "the request ended in the middle of its body");
      }
      const piece = this.#take(length);
      length -= piece.length;
      yield piece;
    }
  }

  async #line(limit: number): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(10);
      if (end > limit || end < 0 && this.#buffer.length > limit) {
        throw new HttpRefusal(400, "a line of the chunked body is too long");
      }
      if (end >= 0) {
        const line = latin1.decode(this.#take(end + 1));
        if (!line.endsWith("\r\n")) throw new HttpRefusal(400, "a line ends without CR LF");
        return line.slice(0, -2);
      }
      if (!await this.fill()) {
        throw new HttpRefusal(400, "the request ended in the middle of its body");
      }
    }
  }

  /** Everything until the client closes its side. */
  async *rest(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      if (this.#buffer.length > 0) yield this.#take(this.#buffer.length);
      else if (!await this.fill()) return;
    }
  }

  /** Drops what came, and says how many bytes that were. */
  drop(): number {
    const { length } = this.#buffer;
    this.#buffer = new Uint8Array(0);
    return length;
  }
}

const latin1 = new TextDecoder("latin1");

const REASONS: Readonly<Record<number, string>> = {
  101: "UPGRADED",
  200: "OK",
  201: "Created",
  204: "No Content",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  414: "URI Too Long",
  417: "Expectation Failed",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};

/** Status line and headers of an answer. */
export function headBytes(status: number, headers: Readonly<Record<string, string>>): Uint8Array {
  let text = `HTTP/1.1 ${status} ${REASONS[status] ?? "Status"}\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    // A value that the engine sent must not bring another header with it.
    // deno-lint-ignore no-control-regex
    text += `${name}: ${value.replace(/[\0-\x08\x0a-\x1f\x7f]/g, " ")}\r\n`;
  }
  return new TextEncoder().encode(text + "\r\n");
}
