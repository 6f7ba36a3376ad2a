/** The HTTP of the simulated engine: heads, bodies and chunks, by hand. */
import { concat, utf8 } from "../../core/sim/wire.ts";

/** A request's head may be this long. */
const MAX_HEAD = 64 * 1024;

/** The head of a request as it came. */
export interface Head {
  method: string;
  target: string;
  /** Names in lower case; the last of several counts. */
  headers: Record<string, string>;
}

/** What a client sends, read piece by piece. One reader at a time. */
export class ConnReader {
  #buffer: Uint8Array = new Uint8Array();
  #pending?: Promise<boolean>;
  ended = false;

  constructor(private readonly conn: Deno.Conn) {}

  /** Reads some more; false at the end of input. A read that is under way is shared. */
  fill(): Promise<boolean> {
    if (this.ended) return Promise.resolve(false);
    return this.#pending ??= this.#read().finally(() => this.#pending = undefined);
  }

  async #read(): Promise<boolean> {
    const chunk = new Uint8Array(64 * 1024);
    let n: number | null = null;
    try {
      n = await this.conn.read(chunk);
    } catch {
      // A reset is an end, too.
    }
    if (n === null) {
      this.ended = true;
      return false;
    }
    this.#buffer = this.#buffer.length
      ? concat([this.#buffer, chunk.subarray(0, n)])
      : chunk.subarray(0, n);
    return true;
  }

  get buffered(): number {
    return this.#buffer.length;
  }

  take(max: number): Uint8Array {
    const out = this.#buffer.subarray(0, max);
    this.#buffer = this.#buffer.subarray(out.length);
    return out;
  }

  /** A line without its end; undefined at the end of input. */
  async line(): Promise<string | undefined> {
    for (;;) {
      const nl = this.#buffer.indexOf(10);
      if (nl >= 0) return new TextDecoder().decode(this.take(nl + 1)).replace(/\r?\n$/, "");
      if (this.#buffer.length > MAX_HEAD || !(await this.fill())) return undefined;
    }
  }

  /** The next request's head; undefined when the client is done or sends no HTTP. */
  async head(): Promise<Head | undefined> {
    const first = await this.line();
    const m = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(first ?? "");
    if (!m) return undefined;
    const headers: Record<string, string> = {};
    for (let size = 0;;) {
      const line = await this.line();
      if (line === undefined || (size += line.length) > MAX_HEAD) return undefined;
      if (line === "") return { method: m[1], target: m[2], headers };
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    }
  }

  /** The body that the head announces. */
  async *body(head: Head): AsyncGenerator<Uint8Array> {
    if (/chunked/i.test(head.headers["transfer-encoding"] ?? "")) {
      for (;;) {
        const size = parseInt(await this.line() ?? "", 16);
        if (!(size >= 0)) throw new Error("broken chunk in a request");
        if (size > 0) yield* this.exactly(size);
        await this.line();
        if (size === 0) return;
      }
    }
    yield* this.exactly(Number(head.headers["content-length"] ?? 0));
  }

  async *exactly(size: number): AsyncGenerator<Uint8Array> {
    while (size > 0) {
      if (this.buffered === 0 && !(await this.fill())) throw new Error("a request was cut");
      const part = this.take(size);
      size -= part.length;
      yield part;
    }
  }

  /** Everything until the client closes its side. */
  async *rest(): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.buffered) yield this.take(64 * 1024);
      else if (!(await this.fill())) return;
    }
  }
}

/** Names as Go writes them: `content-type` is `Content-Type`. */
function canonical(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (_, dash: string, c: string) => dash + c.toUpperCase());
}

const REASONS: Record<number, string> = {
  101: "UPGRADED",
  200: "OK",
  201: "Created",
  204: "No Content",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/** Status line and headers. */
export function headBytes(status: number, headers: Readonly<Record<string, string>>): Uint8Array {
  const lines = [`HTTP/1.1 ${status} ${REASONS[status] ?? "Status"}`];
  for (const [k, v] of Object.entries(headers)) lines.push(`${canonical(k)}: ${v}`);
  return utf8(lines.join("\r\n") + "\r\n\r\n");
}

/** One chunk of a chunked body. */
export function chunk(data: Uint8Array): Uint8Array {
  return concat([utf8(data.length.toString(16) + "\r\n"), data, utf8("\r\n")]);
}
