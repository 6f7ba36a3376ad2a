/**
 * HTTP/1.1 by hand over a bare connection, for what undici hides (the answer to an upgrade that
 * was refused, and the bytes that follow one that was granted), and for what it is too much for: one
 * request at a time (see line.ts).
 */
import { BodyDecoder, type Head } from "./body_decoder.ts";
import { BlockReader, type Connection, type Via, writeAll } from "./connection.ts";
import { endedEarly, notHttp } from "./failure.ts";

/** Bound for the status line and the headers of an answer. */
export const MAX_HEAD = 64 * 1024;

/** A request as it goes over the wire, with its body if it has one. Throws TypeError for headers. */
export function requestBytes(
  line: { method: string; target: string },
  headers: Readonly<Record<string, string | readonly string[]>>,
  body?: Uint8Array,
): Uint8Array {
  if (/[^!-\xff]/.test(line.target)) throw new TypeError(`"${line.target}" is no valid path`);
  let text = `${line.method} ${line.target} HTTP/1.1\r\n`;
  for (const [name, given] of Object.entries(headers)) {
    for (const value of typeof given === "string" ? [given] : given) {
      // What undici does for the rest: no header may bring another with it.
      // deno-lint-ignore no-control-regex
      if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
        throw new TypeError(`"${name}" is no valid header`);
      }
      text += `${name}: ${value}\r\n`;
    }
  }
  const head = new TextEncoder().encode(text + "\r\n");
  return body === undefined || body.length === 0 ? head : concat([head, body]);
}

/** How much is quoted of what is no HTTP. */
const QUOTED = 60;

/** The first line of what came in place of an answer, for the message. */
function beginning(bytes: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, QUOTED));
  const line = text.trimStart().split(/[\r\n]/, 1)[0].replace(/[^ -~]/g, "?");
  return line === "" ? "no HTTP status line" : `it begins with ${JSON.stringify(line)}`;
}

/** Writes one request. */
export async function writeRequest(
  conn: Connection,
  line: { method: string; target: string },
  headers: Readonly<Record<string, string | readonly string[]>>,
  body?: Uint8Array,
): Promise<void> {
  const { target, more } = through(conn.via, line.target);
  await writeAll(conn, requestBytes({ ...line, target }, { ...headers, ...more }, body));
}

/** What is asked for, and with what headers more, where a proxy passes requests on. */
export function through(via: Via | undefined, target: string): {
  target: string;
  more: Readonly<Record<string, string>>;
} {
  return via === undefined ? { target, more: {} } : {
    target: via.prefix + target,
    more: via.headers,
  };
}

/** Reads one answer from a connection. Throws EngineErrors of code `cut` and `protocol`. */
export class AnswerReader {
  #rest: Uint8Array | undefined;
  readonly #reader: BlockReader;

  constructor(conn: Connection) {
    this.#reader = new BlockReader(conn);
  }

  /** Bytes that came after what was read so far, then those of the connection. */
  async read(): Promise<Uint8Array | null> {
    const rest = this.#rest;
    if (rest !== undefined) {
      this.#rest = undefined;
      return rest;
    }
    return await this.#reader.read();
  }

  /** See {@link BlockReader.lend}. */
  lend(): void {
    this.#reader.lend();
  }

  /** Whether something was received that nobody has read. */
  get ahead(): boolean {
    return this.#rest !== undefined;
  }

  /** Status and headers. Interim answers (100, 103) are passed over. */
  async head(): Promise<Head> {
    for (;;) {
      const head = parseHead(await this.#bytesOfHead());
      if (head.status >= 200 || head.status === 101) return head;
    }
  }

  /** The body of an answer, cut after `limit` bytes; `whole` tells whether it was. */
  async body(
    head: Head,
    method: string,
    limit: number,
  ): Promise<{ bytes: Uint8Array; whole: boolean }> {
    const decoder = new BodyDecoder(head, method);
    const out: Uint8Array[] = [];
    let size = 0;
    while (!decoder.done && size < limit) {
      const bytes = await this.read();
      if (bytes === null) {
        if (decoder.untilClose) break;
        throw endedEarly();
      }
      const piece = decoder.take(bytes).subarray(0, limit - size);
      out.push(piece);
      size += piece.length;
    }
    this.#rest = decoder.rest;
    return { bytes: concat(out), whole: decoder.done && decoder.rest === undefined };
  }

  async #bytesOfHead(): Promise<Uint8Array> {
    let seen: Uint8Array = new Uint8Array(0);
    for (;;) {
      const bytes = await this.read();
      if (bytes === null) throw endedEarly();
      seen = seen.length === 0 ? bytes : concat([seen, bytes]);
      const end = endOfHead(seen);
      if (end > 0) {
        if (end < seen.length) this.#rest = seen.subarray(end);
        return seen.subarray(0, end);
      }
      if (!looksLikeHttp(seen)) throw notHttp(beginning(seen));
      if (seen.length > MAX_HEAD) throw notHttp(`a head of more than ${MAX_HEAD} bytes`);
    }
  }
}

/** One past the empty line that ends the headers, or -1. Bare line feeds are taken too. */
function endOfHead(b: Uint8Array): number {
  for (let i = b.indexOf(10); i >= 0; i = b.indexOf(10, i + 1)) {
    if (b[i + 1] === 10) return i + 2;
    if (b[i + 1] === 13 && b[i + 2] === 10) return i + 3;
  }
  return -1;
}

function looksLikeHttp(b: Uint8Array): boolean {
  const start = text(b.subarray(0, 7));
  return "HTTP/1.".startsWith(start);
}

function parseHead(bytes: Uint8Array): Head {
  const lines = text(bytes).split(/\r?\n/);
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(lines[0]) ?? [];
  if (status === undefined || Number(status) < 100) throw notHttp("no HTTP status line");
  // No prototype: a header may be called "__proto__".
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines.slice(1)) {
    if (line === "") continue;
    const colon = line.indexOf(":");
    if (colon <= 0 || /\s/.test(line.slice(0, colon))) throw notHttp("a header without a name");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  const keepAlive = minor === "1" && !/\bclose\b/i.test(headers["connection"] ?? "");
  return { status: Number(status), headers, keepAlive };
}

/** Joins pieces; one piece is handed back as it is. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const all = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of pieces) {
    all.set(p, at);
    at += p.length;
  }
  return all;
}

const latin1 = new TextDecoder("latin1");
function text(bytes: Uint8Array): string {
  return latin1.decode(bytes);
}
