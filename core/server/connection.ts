/** One connection of a client: requests in order, their replies, its end. */
import { type Connection, writeAll } from "../transport/connection.ts";
import { closeQuietly } from "../transport/guard.ts";
import { concat } from "../transport/http1.ts";
import { bodyFrame, lists, type RequestHead } from "./head.ts";
import { headBytes, RequestReader } from "./http1.ts";
import {
  type AccessEntry,
  type ApiAnswer,
  type ApiHandler,
  HttpRefusal,
  type ServerLimits,
} from "./types.ts";

/** What a connection needs of its server. */
export interface ConnectionHost {
  handler: ApiHandler;
  limits: ServerLimits;
  log(entry: AccessEntry): void;
}

/** The most that is written at once, so that a slow reader is told from a large answer. */
const PIECE = 64 * 1024;
/** What a client may send ahead while it is answered. */
const AHEAD = 64 * 1024;
/** How long a client that was refused in the middle of its body is listened to, in ms. */
const LINGER = 1_000;
/** And how much of it is read: a body that was refused, not a flood. */
const MAX_LINGER = 1024 * 1024 + AHEAD;

const encoder = new TextEncoder();

/** A client's connection, from its first request to its end. */
export class ServerConnection {
  /** Resolves when all is over. Never rejects. */
  readonly done: Promise<void>;
  readonly #reader: RequestReader;
  /** Aborted when the connection is closed. */
  readonly #gone = new AbortController();
  /** The request that is answered at length, if there is one. */
  #streaming: AbortController | undefined;
  #idle = true;
  #stopping = false;
  #known = false;
  #handed = false;

  constructor(
    private readonly conn: Connection,
    readonly peer: string,
    private readonly host: ConnectionHost,
  ) {
    this.#reader = new RequestReader(conn);
    this.done = this.#serve().catch(() => {}).finally(() => this.cut());
  }

  /** Whether it has shown that it may be here, by a request that was let in. */
  get known(): boolean {
    return this.#known;
  }

  /** Ends it in the middle of whatever it does. Safe to call twice. */
  cut(): void {
    if (this.#gone.signal.aborted) return;
    this.#gone.abort();
    closeQuietly(this.conn);
  }

  /** Ends what waits and what streams; a short answer under way is still given. */
  stop(): void {
    this.#stopping = true;
    if (this.#idle) return this.cut();
    this.#streaming?.abort(new Error("the server stops"));
  }

  async #serve(): Promise<void> {
    const { limits } = this.host;
    for (let first = true; !this.#gone.signal.aborted && !this.#stopping; first = false) {
      let head: RequestHead | undefined;
      try {
        this.#idle = true;
        if (this.#reader.buffered === 0) {
          const idle = this.#within(first ? limits.headTime : limits.idleTime, () => this.cut());
          const more = await this.#reader.fill();
          idle();
          if (!more) return;
        }
        this.#idle = false;
        head = await timely(
          this.#reader.head(limits),
          limits.headTime,
          "the head of the request came too slowly",
        );
        if (head === undefined) return;
        if (!await this.#exchange(head)) return;
      } catch (e) {
        if (e instanceof HttpRefusal) await this.#refuse(e, head);
        return;
      }
    }
  }

  /** Says why and closes. */
  async #refuse(e: HttpRefusal, head?: RequestHead): Promise<void> {
    if (this.#gone.signal.aborted) return;
    const body = encoder.encode(JSON.stringify({ message: e.message }) + "\n");
    this.host.log({
      time: new Date(),
      peer: this.peer,
      method: head?.method ?? "-",
      path: head?.target.split("?", 1)[0] ?? "-",
      stranger: !this.#known,
      status: e.status,
      bytes: body.length,
      ms: 0,
      reason: e.message,
    });
    try {
      const top = headBytes(e.status, {
        "content-type": "application/json",
        "content-length": String(body.length),
        "connection": "close",
      });
      await this.#write(concat([top, body]));
      await this.#linger();
    } catch { /* it is gone */ }
    this.cut();
  }

  /** Answers one request; whether the connection can be used for another. */
  async #exchange(head: RequestHead): Promise<boolean> {
    const started = performance.now();
    const time = new Date();
    const request = new AbortController();
    const onGone = () => request.abort(new Error("the client is gone"));
    this.#gone.signal.addEventListener("abort", onGone, { once: true });
    const body = this.#body(head, request);
    const question = head.target.indexOf("?");
    const path = question < 0 ? head.target : head.target.slice(0, question);
    let answer: ApiAnswer | undefined;
    let sent = 0;
    try {
      if (!body.unread) void this.#watch(request);
      answer = await this.host.handler({
        method: head.method,
        path,
        query: new URLSearchParams(question < 0 ? "" : head.target.slice(question + 1)),
        headers: head.headers,
        body: body.pieces,
        hasBody: body.unread,
        upgrade: lists(head.headers.connection, "upgrade") ? head.headers.upgrade : undefined,
        signal: request.signal,
        peer: this.peer,
      });
      const streaming = answer.session !== undefined ||
        typeof answer.body === "object" && !(answer.body instanceof Uint8Array);
      if (streaming) this.#streaming = request;
      if (this.#stopping && streaming) request.abort(new Error("the server stops"));
      if (answer.stranger !== true && answer.open !== true) this.#known = true;
      const close = body.unread || this.#stopping || answer.stranger === true ||
        lists(head.headers.connection, "close");
      const count = (n: number) => void (sent += n);
      if (answer.session) {
        await this.#hand(answer, request, count);
        return false;
      }
      const whole = await this.#send(head, answer, close, request, count);
      if (body.unread && whole) await this.#linger();
      return whole && !close;
    } finally {
      this.#streaming = undefined;
      answer?.done?.();
      request.abort(new Error("answered"));
      this.#gone.signal.removeEventListener("abort", onGone);
      if (answer !== undefined) {
        this.host.log({
          time,
          peer: this.peer,
          method: head.method,
          path,
          stranger: answer.stranger === true,
          status: answer.status,
          bytes: sent,
          ms: Math.round(performance.now() - started),
          ...(answer.reason !== undefined && { reason: answer.reason }),
        });
      }
    }
  }

  /** The body, which asks for itself (`100 Continue`) and must not come too slowly. */
  #body(head: RequestHead, request: AbortController) {
    const frame = bodyFrame(head);
    const expect = head.headers.expect;
    if (expect !== undefined && expect.toLowerCase() !== "100-continue") {
      throw new HttpRefusal(417, "the only expectation met here is 100-continue");
    }
    const state = {
      unread: frame.kind !== "none",
      pieces: undefined! as AsyncIterable<Uint8Array>,
    };
    const read = async function* (this: ServerConnection): AsyncGenerator<Uint8Array> {
      if (!state.unread) return;
      if (expect !== undefined) await this.#write(encoder.encode("HTTP/1.1 100 Continue\r\n\r\n"));
      const pieces = this.#reader.body(frame);
      for (;;) {
        const next = await timely(
          pieces.next(),
          this.host.limits.bodyGap,
          "the body of the request came too slowly",
        );
        if (next.done) break;
        yield next.value;
      }
      state.unread = false;
      void this.#watch(request);
    };
    state.pieces = read.call(this);
    return state;
  }

  /** Notices a client that closes its side while it is answered (net/http does the same). */
  async #watch(request: AbortController): Promise<void> {
    const over = request.signal;
    while (!over.aborted && !this.#handed && this.#reader.buffered < AHEAD) {
      if (await this.#reader.fill()) continue;
      if (!this.#handed) request.abort(new Error("the client is gone"));
      return;
    }
  }

  /** Sends an answer; false when it was cut short. */
  async #send(
    head: RequestHead,
    answer: ApiAnswer,
    close: boolean,
    request: AbortController,
    count: (bytes: number) => void,
  ): Promise<boolean> {
    const { status } = answer;
    const body = typeof answer.body === "string"
      ? encoder.encode(answer.body)
      : answer.body ?? new Uint8Array(0);
    const silent = head.method === "HEAD" || status === 204 || status === 304;
    const headers: Record<string, string> = {
      date: new Date().toUTCString(),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...answer.headers,
      ...(close && { connection: "close" }),
    };
    if (!silent) {
      if (body instanceof Uint8Array) headers["content-length"] = String(body.length);
      else headers["transfer-encoding"] = "chunked";
    }
    const top = headBytes(status, headers);
    if (silent) {
      await this.#write(top);
      return true;
    }
    if (body instanceof Uint8Array) {
      // In one write: a second one would wait until the client has acknowledged the first.
      await this.#write(concat([top, body]));
      count(body.length);
      return true;
    }
    await this.#write(top);
    try {
      for await (const piece of body) {
        if (request.signal.aborted) return false;
        if (piece.length === 0) continue;
        await this.#chunk(piece);
        count(piece.length);
      }
    } catch {
      // An answer that did not come to its end must not look as if it had.
      return false;
    }
    if (request.signal.aborted) return false;
    await this.#write(LAST_CHUNK);
    return true;
  }

  /** Hands the bare connection over, until the session ends. */
  async #hand(
    answer: ApiAnswer,
    request: AbortController,
    count: (bytes: number) => void,
  ): Promise<void> {
    this.#handed = true;
    await this.#write(headBytes(answer.status, answer.headers ?? {}));
    await answer.session!({
      input: this.#reader.rest(),
      write: async (bytes) => {
        if (request.signal.aborted) throw request.signal.reason;
        await this.#write(bytes);
        count(bytes.length);
      },
    });
    await this.#linger();
  }

  /**
   * Ends our side and gives the client a moment to read what was said: closing while it still
   * sends would take that from it.
   */
  async #linger(): Promise<void> {
    if (this.#gone.signal.aborted) return;
    await this.conn.closeWrite().catch(() => {});
    const over = this.#within(LINGER, () => this.cut());
    for (let left = MAX_LINGER; left > 0; left -= this.#reader.drop()) {
      if (!await this.#reader.fill()) break;
    }
    over();
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const over = this.#within(this.host.limits.writeTime, () => this.cut());
      try {
        await writeAll(this.conn, bytes.subarray(at, at + PIECE));
      } finally {
        over();
      }
    }
  }

  /** One chunk of a chunked body. */
  async #chunk(piece: Uint8Array): Promise<void> {
    const size = encoder.encode(piece.length.toString(16) + "\r\n");
    if (piece.length <= COPIED) return await this.#write(concat([size, piece, CRLF]));
    await this.#write(size);
    await this.#write(piece);
    await this.#write(CRLF);
  }

  /** Calls `late` unless what is returned is called within the time. */
  #within(ms: number, late: () => void): () => void {
    const timer = setTimeout(late, ms);
    return () => clearTimeout(timer);
  }
}

/** A larger piece is not copied for its frame: that would double what many answers take. */
const COPIED = 8 * 1024;
const CRLF = encoder.encode("\r\n");
const LAST_CHUNK = encoder.encode("0\r\n\r\n");

/** `promise`, or a refusal of status 408 if it takes longer. */
async function timely<T>(promise: Promise<T>, ms: number, message: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HttpRefusal(408, message)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer!);
  }
}
