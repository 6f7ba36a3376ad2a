/**
 * Requests of HTTP/1.1 read from a bare connection, strictly: what two readers could understand
 * in two ways is refused. Deno's own servers leave no say in how long a head may take, how slow
 * a reader may be, and hand over no connection whose directions close one by one, as attaching
 * needs.
 */
import { BlockReader, type Connection } from "../transport/connection.ts";
import { concat } from "../transport/http1.ts";
import { HttpRefusal, type ServerLimits } from "./types.ts";

/** The head of a request. */
export interface RequestHead {
  method: string;
  target: string;
  /** Names in lower case; repeated ones joined by ", ". */
  headers: Record<string, string>;
}

/** How the body of a request is told from what follows. */
export type BodyFrame = { kind: "none" } | { kind: "length"; length: number } | { kind: "chunked" };

const CHUNK_LINE = 256;
const TRAILERS = 8 * 1024;
/** Headers of which a second one is an attack or a mistake. */
const ONCE = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "authorization",
  "content-type",
  "origin",
  "upgrade",
]);

/** Reads what a client sends. One reader at a time, but a `fill` under way is shared. */
export class RequestReader {
  readonly #reader: BlockReader;
  #buffer: Uint8Array = new Uint8Array(0);
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
    this.#buffer = this.#buffer.length === 0 ? bytes : concat([this.#buffer, bytes]);
    return true;
  }

  #take(max: number): Uint8Array {
    const out = this.#buffer.subarray(0, max);
    this.#buffer = this.#buffer.subarray(out.length);
    return out;
  }

  /** The next request's head; undefined when the client closed its side before it began one. */
  async head(limits: ServerLimits): Promise<RequestHead | undefined> {
    let searched = 0;
    for (;;) {
      // A line feed or two between requests is what old clients sent after a body.
      while (searched === 0 && (this.#buffer[0] === 13 || this.#buffer[0] === 10)) this.#take(1);
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
      const size = /^([0-9a-fA-F]{1,12})[ \t]*(?:;[\t\x20-\x7e]*)?$/.exec(line)?.[1];
      if (size === undefined) throw new HttpRefusal(400, "a chunk of the body has no length");
      const length = parseInt(size, 16);
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

  /** Drops what came. */
  drop(): void {
    this.#buffer = new Uint8Array(0);
  }
}

const latin1 = new TextDecoder("latin1");

/** One past the empty line that ends a head, or -1. */
function endOfHead(b: Uint8Array, from: number): number {
  for (let i = b.indexOf(13, from); i >= 0; i = b.indexOf(13, i + 1)) {
    if (b[i + 1] === 10 && b[i + 2] === 13 && b[i + 3] === 10) return i + 4;
  }
  return -1;
}

/** Reads a head that is complete. Throws {@link HttpRefusal}. */
export function parseHead(bytes: Uint8Array, limits: ServerLimits): RequestHead {
  const bad = (what: string) => new HttpRefusal(400, what);
  const lines = latin1.decode(bytes).slice(0, -4).split("\r\n");
  const first = /^([A-Z]{1,20}) (\S+) (HTTP\/\d\.\d)$/.exec(lines[0]);
  if (first === null) throw bad("this is not a request of HTTP/1.1");
  const [, method, target, version] = first;
  if (version !== "HTTP/1.1") {
    throw new HttpRefusal(505, `only HTTP/1.1 is spoken here, not ${version}`);
  }
  if (target.length > limits.target) throw new HttpRefusal(414, "the address is too long");
  if (!/^\/[\x21-\x7e]*$/.test(target) || target.includes("#")) {
    throw bad("the address of the request must begin with / and hold printable ASCII");
  }
  if (lines.length - 1 > limits.headers) {
    throw new HttpRefusal(431, `more than ${limits.headers} headers`);
  }
  // No prototype: a header may be called "__proto__".
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines.slice(1)) {
    const m = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^]*?)[ \t]*$/.exec(line);
    // deno-lint-ignore no-control-regex
    if (m === null || /[\0-\x08\x0a-\x1f\x7f]/.test(m[2])) throw bad("a header is malformed");
    const name = m[1].toLowerCase();
    if (name in headers) {
      if (ONCE.has(name)) throw bad(`the header ${name} was sent twice`);
      headers[name] += `, ${m[2]}`;
    } else headers[name] = m[2];
  }
  if (!headers.host) throw bad("the header host is missing");
  return { method, target, headers };
}

/** How the head says its body is told from what follows. Throws {@link HttpRefusal}. */
export function bodyFrame(head: RequestHead): BodyFrame {
  const coding = head.headers["transfer-encoding"];
  const length = head.headers["content-length"];
  if (coding !== undefined) {
    if (length !== undefined) {
      throw new HttpRefusal(400, "a body has a length or comes in chunks, not both");
    }
    if (coding.toLowerCase() !== "chunked") {
      throw new HttpRefusal(501, "the only transfer coding known here is chunked");
    }
    return { kind: "chunked" };
  }
  if (length === undefined) return { kind: "none" };
  if (!/^\d{1,15}$/.test(length)) throw new HttpRefusal(400, "the length of the body is no number");
  return length === "0" ? { kind: "none" } : { kind: "length", length: Number(length) };
}

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
