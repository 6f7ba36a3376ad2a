/**
 * HTTP/1.1 by hand over a bare connection, for what undici hides: the answer to an upgrade that
 * was refused, and the bytes that follow one that was granted.
 */
import { EngineError } from "../errors.ts";
import { BlockReader, type Connection, writeAll } from "./connection.ts";

/** Bound for the status line and the headers of an answer. */
export const MAX_HEAD = 64 * 1024;

/** What stands before the body of an answer. */
export interface Head {
  status: number;
  /** Names in lower case; repeated ones joined by ", ". */
  headers: Record<string, string>;
}

/** Writes one request, with its body if it has one. */
export async function writeRequest(
  conn: Connection,
  line: { method: string; target: string },
  headers: Readonly<Record<string, string>>,
  body?: Uint8Array,
): Promise<void> {
  let text = `${line.method} ${line.target} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    // What undici does for the rest: no header may bring another with it.
    // deno-lint-ignore no-control-regex
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[\0-\x08\x0a-\x1f\x7f]/.test(value)) {
      throw new TypeError(`"${name}" is no valid header`);
    }
    text += `${name}: ${value}\r\n`;
  }
  const head = new TextEncoder().encode(text + "\r\n");
  if (body === undefined || body.length === 0) return await writeAll(conn, head);
  const all = new Uint8Array(head.length + body.length);
  all.set(head);
  all.set(body, head.length);
  await writeAll(conn, all);
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

  /** Status and headers. Interim answers (100, 103) are passed over. */
  async head(): Promise<Head> {
    for (;;) {
      const head = parseHead(await this.#until(endOfHead, "head"));
      if (head.status >= 200 || head.status === 101) return head;
    }
  }

  /** The body of an answer, cut after `limit` bytes. */
  async body(head: Head, method: string, limit: number): Promise<Uint8Array> {
    if (method === "HEAD" || head.status === 204 || head.status === 304) return new Uint8Array(0);
    const out: Uint8Array[] = [];
    let size = 0;
    const take = (bytes: Uint8Array) => {
      out.push(bytes.subarray(0, limit - size));
      size = Math.min(limit, size + bytes.length);
    };
    if (/\bchunked\b/i.test(head.headers["transfer-encoding"] ?? "")) {
      while (size < limit) {
        const line = text(await this.#until(endOfLine, "chunk"));
        const length = /^[0-9a-f]{1,12}(?=[\s;])/i.exec(line)?.[0];
        if (length === undefined) throw notHttp("a chunk without a length");
        let left = parseInt(length, 16);
        if (left === 0) break; // trailers are of no interest
        while (left > 0 && size < limit) {
          const bytes = await this.read();
          if (bytes === null) throw cut();
          take(bytes.subarray(0, left));
          if (bytes.length > left) this.#rest = bytes.subarray(left);
          left -= Math.min(left, bytes.length);
        }
        if (left === 0 && size < limit) await this.#until(endOfLine, "chunk");
      }
    } else {
      const told = head.headers["content-length"];
      if (told !== undefined && !/^\d{1,15}$/.test(told)) throw notHttp("a bad content length");
      let left = told === undefined ? Infinity : Number(told);
      while (left > 0 && size < limit) {
        const bytes = await this.read();
        if (bytes === null) {
          if (told === undefined) break;
          throw cut();
        }
        take(bytes.subarray(0, left));
        if (bytes.length > left) this.#rest = bytes.subarray(left);
        left -= Math.min(left, bytes.length);
      }
    }
    return concat(out);
  }

  async #until(find: (bytes: Uint8Array) => number, what: string): Promise<Uint8Array> {
    let seen: Uint8Array = new Uint8Array(0);
    for (;;) {
      const bytes = await this.read();
      if (bytes === null) throw cut();
      seen = seen.length === 0 ? bytes : concat([seen, bytes]);
      const end = find(seen);
      if (end > 0) {
        if (end < seen.length) this.#rest = seen.subarray(end);
        return seen.subarray(0, end);
      }
      if (what === "head" && !looksLikeHttp(seen)) throw notHttp("no HTTP status line");
      if (seen.length > MAX_HEAD) throw notHttp(`a ${what} of more than ${MAX_HEAD} bytes`);
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

function endOfLine(b: Uint8Array): number {
  return b.indexOf(10) + 1;
}

function looksLikeHttp(b: Uint8Array): boolean {
  const start = text(b.subarray(0, 7));
  return "HTTP/1.".startsWith(start);
}

function parseHead(bytes: Uint8Array): Head {
  const lines = text(bytes).split(/\r?\n/);
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(lines[0])?.[1];
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
  return { status: Number(status), headers };
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

function cut(): EngineError {
  return new EngineError("the connection ended in the middle of an answer", {
    code: "cut",
    op: "connect",
    hint: "The engine may have stopped; see whether it runs, and try again",
  });
}

function notHttp(what: string): EngineError {
  return new EngineError(`the answer is not HTTP: ${what}`, {
    code: "protocol",
    op: "connect",
    hint: "See whether the address is that of a Docker Engine",
  });
}
