/** One request after the other over one connection, without undici. */
import { type Connection, writeAll } from "./connection.ts";
import type { Carrier, Exchange } from "./exchange.ts";
import { notHttp } from "./failure.ts";
import { closeQuietly } from "./guard.ts";
import { BodyDecoder } from "./body_decoder.ts";
import { AnswerReader, requestBytes, through } from "./http1.ts";
import { BulkPace, GatherPace } from "./pace.ts";
import type { WireRequest } from "./types.ts";

/** One request, ready to be written. */
export interface LineRequest {
  method: string;
  target: string;
  /** Without those that say how long the body is. */
  headers: Readonly<Record<string, string>>;
  /** A stream is sent in chunks, as fast as the connection takes them. */
  body?: Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * One connection that carries one exchange at a time, by our own HTTP/1.1. What a command asks is
 * often one thing after the other, and undici, which is made for many at once, takes longer to load
 * than the engine to answer.
 */
export class Line implements Carrier {
  #paused: PromiseWithResolvers<void> | undefined;
  #closed = false;
  lends = false;

  /** `later` resolves after so many milliseconds, or somewhat later together with others. */
  constructor(
    readonly conn: Connection,
    readonly pace?: WireRequest["pace"],
    readonly later?: (ms: number) => Promise<void>,
  ) {}

  pause(): void {
    this.#paused ??= Promise.withResolvers();
  }

  resume(): void {
    this.#paused?.resolve();
    this.#paused = undefined;
  }

  abort(_reason?: Error): void {
    this.#closed = true;
    closeQuietly(this.conn);
    this.resume();
  }

  /**
   * Sends the request and hands the answer to the exchange, as it comes and as fast as it is read.
   * Before the exchange ends, `free` is told whether the connection can serve another: whoever waits
   * for the end may ask the next thing at once. Never rejects.
   */
  async carry(
    r: LineRequest,
    exchange: Exchange,
    free: (again: boolean) => void,
  ): Promise<void> {
    try {
      const again = await this.#carry(r, exchange);
      if (!again) this.abort();
      free(again);
      exchange.onResponseEnd();
    } catch (e) {
      this.abort();
      free(false);
      exchange.onResponseError(this, e as Error);
    }
  }

  async #carry(r: LineRequest, exchange: Exchange): Promise<boolean> {
    const { body: sending } = r;
    const whole = sending === undefined || sending instanceof Uint8Array ? sending : undefined;
    const { target, more } = through(this.conn.via, r.target);
    const headers = { ...r.headers, ...more, ...lengthOf(r) };
    const request = requestBytes({ method: r.method, target }, headers, whole);
    exchange.onRequestStart(this);
    if (this.#closed) throw new Deno.errors.Interrupted("over before it began");
    let sent = false;
    // Not waited for: an engine that refuses an upload answers in the middle of it and closes. When
    // it cannot be written, reading fails too, or tells what the engine said.
    (async () => {
      await writeAll(this.conn, request);
      if (sending !== whole) await writeChunks(this.conn, sending as AsyncIterable<Uint8Array>);
      sent = true;
    })().catch(() => {});
    const reader = new AnswerReader(this.conn);
    const head = await reader.head();
    if (head.status === 101) throw notHttp("an upgrade that nobody asked for");
    const body = new BodyDecoder(head, r.method);
    // What is refused is read as a whole, for its words.
    if (exchange.request.lent && head.status < 300) {
      this.lends = true;
      reader.lend();
    }
    exchange.onResponseStart(this, head.status, head.headers);
    const gather = this.pace === "gather" ? new GatherPace() : undefined;
    const bulk = this.pace === "bulk" ? new BulkPace() : undefined;
    while (!body.done) {
      if (this.#paused !== undefined) await this.#paused.promise;
      const bytes = await reader.read();
      if (bytes === null) {
        if (!body.untilClose) throw new Deno.errors.UnexpectedEof("cut");
        break;
      }
      const piece = body.take(bytes);
      if (piece.length > 0) exchange.onResponseData(this, piece);
      if (body.done) break;
      bulk?.after(bytes.length);
      const wait = gather?.after(body.pieces, bytes.length) ?? 0;
      if (wait > 0) await this.later?.(wait);
    }
    return sent && head.keepAlive && body.done && body.rest === undefined && !reader.ahead;
  }
}

/** Up to so many bytes are copied behind their frame; of more, the copy costs more than a write. */
const COPIED = 32 * 1024;

/** Writes a body in chunks. The end of a chunk goes with the beginning of the next. */
async function writeChunks(conn: Connection, body: AsyncIterable<Uint8Array>): Promise<void> {
  const encoder = new TextEncoder();
  const frame = new Uint8Array(COPIED + 32);
  let end = "";
  for await (const bytes of body) {
    const text = `${end}${bytes.length.toString(16)}\r\n`;
    let size = encoder.encodeInto(text, frame).written;
    const joined = bytes.length <= COPIED;
    if (joined) {
      frame.set(bytes, size);
      size += bytes.length;
    }
    await writeAll(conn, frame.subarray(0, size));
    if (!joined) await writeAll(conn, bytes);
    end = "\r\n";
  }
  await writeAll(conn, encoder.encode(`${end}0\r\n\r\n`));
}

/** The headers that say how much is sent; of these methods even where it is nothing. */
function lengthOf(r: LineRequest): Record<string, string> {
  if (r.body !== undefined && !(r.body instanceof Uint8Array)) {
    return { "transfer-encoding": "chunked" };
  }
  const size = r.body?.length ?? 0;
  if (size === 0 && (r.method === "GET" || r.method === "HEAD" || r.method === "DELETE")) return {};
  return { "content-length": String(size) };
}
