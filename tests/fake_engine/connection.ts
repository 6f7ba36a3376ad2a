/** One connection of a client to the simulated engine on a socket. */
import type { SimEngine } from "../../core/sim/engine.ts";
import { findRoute } from "../../core/sim/router.ts";
import { type SimResponse, utf8 } from "../../core/sim/wire.ts";
import type { Fault, Faults } from "./faults.ts";
import { chunk, ConnReader, type Head, headBytes } from "./http.ts";

/** One request, as the log keeps it. */
export interface SeenRequest {
  method: string;
  /** Below the version, percent-encoded. */
  path: string;
  /** `GET /containers/{}/json`; for what the engine does not know, method and path. */
  route: string;
  /** `1.51`, or empty for a request without a version. */
  version: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  /** Wall clock in milliseconds. */
  time: number;
  /** Whether the answer is still under way. */
  open: boolean;
}

/** What a connection needs of its server. */
export interface Host {
  engine: SimEngine;
  faults: Faults;
  seen(request: SeenRequest): void;
}

/** How long a hijacked connection is kept for what the client may still send. */
const LINGER_MS = 2_000;

/** A client's connection, from its first request to its end. */
export class Connection {
  readonly #reader: ConnReader;
  readonly #gone = new AbortController();
  /** Resolves when all is over. */
  readonly done: Promise<void>;

  constructor(private readonly conn: Deno.Conn, private readonly host: Host) {
    this.#reader = new ConnReader(conn);
    this.done = this.#serve().catch(() => {}).finally(() => this.cut());
  }

  /** Ends it in the middle of whatever it does. */
  cut(): void {
    this.#gone.abort();
    try {
      this.conn.close();
    } catch {
      // It was closed already.
    }
  }

  async #serve(): Promise<void> {
    for (;;) {
      const head = await this.#reader.head();
      if (!head || !(await this.#answer(head))) return;
    }
  }

  /** Answers one request; whether the connection can be used for another. */
  async #answer(head: Head): Promise<boolean> {
    const url = new URL(head.target, "http://engine");
    const m = /^\/v(\d+\.\d+)(\/.*)$/.exec(url.pathname);
    const path = m?.[2] ?? url.pathname;
    let route = `${head.method} ${path}`;
    try {
      const found = findRoute(head.method, path);
      if (found) route = `${head.method} ${found.path}`;
    } catch {
      // A malformed path is the engine's to refuse.
    }
    const seen: SeenRequest = {
      method: head.method,
      path,
      route,
      version: m?.[1] ?? "",
      query: url.searchParams,
      headers: head.headers,
      time: Date.now(),
      open: true,
    };
    this.host.seen(seen);
    const fault = this.host.faults.take(head.method, path, route);
    const request = new AbortController();
    const end = () => request.abort();
    this.#gone.signal.addEventListener("abort", end, { once: true });
    try {
      if (fault.delay) await pause(fault.delay, this.#gone.signal);
      if (fault.hang) {
        await new Promise<void>((resolve) => {
          this.#gone.signal.addEventListener("abort", () => resolve(), { once: true });
          void this.#watch(resolve, request.signal);
        });
        return false;
      }
      if (fault.close) return false;
      if (fault.garbage !== undefined) {
        await this.#write(bytesOf(fault.garbage), fault);
        return false;
      }
      const upgrade = /upgrade/i.test(head.headers.connection ?? "") && !fault.noUpgrade;
      if (/100-continue/i.test(head.headers.expect ?? "")) {
        await this.#write(utf8("HTTP/1.1 100 Continue\r\n\r\n"), {});
      }
      const body = this.#body(head, fault);
      const answer: SimResponse = fault.answer
        ? {
          status: fault.answer.status,
          headers: fault.answer.headers ?? {},
          body: typeof fault.answer.body === "string"
            ? utf8(fault.answer.body)
            : fault.answer.body ?? new Uint8Array(),
        }
        : await this.host.engine.handle({
          method: head.method,
          path: url.pathname,
          query: url.searchParams,
          headers: head.headers,
          body,
          upgrade,
          signal: request.signal,
        });
      // What of the body nobody wanted stands before the next request.
      if (!answer.session) { for await (const _ of body); }
      if (answer.session) return await this.#hijack(answer, fault, request);
      return await this.#send(head, answer, fault, request);
    } finally {
      seen.open = false;
      request.abort();
      this.#gone.signal.removeEventListener("abort", end);
    }
  }

  async *#body(head: Head, fault: Fault): AsyncGenerator<Uint8Array> {
    for await (const part of this.#reader.body(head)) {
      yield part;
      if (fault.slowReader) await pause(fault.slowReader, this.#gone.signal);
    }
  }

  async #send(
    head: Head,
    answer: SimResponse,
    fault: Fault,
    request: AbortController,
  ): Promise<boolean> {
    const headers: Record<string, string> = { ...answer.headers, date: new Date().toUTCString() };
    const silent = head.method === "HEAD" || answer.status === 204 || answer.status === 304;
    const change = fault.transform ?? ((data: Uint8Array) => data);
    const body = answer.body ?? new Uint8Array();
    const whole = body instanceof Uint8Array;
    // What is sent in one piece is announced at its true length.
    const source = whole ? [change(body)] : body;
    if (!silent) {
      if (whole) headers["content-length"] ??= String((source as Uint8Array[])[0].length);
      else headers["transfer-encoding"] = "chunked";
    }
    await this.#write(headBytes(answer.status, headers), {});
    if (silent) return true;
    // A client that closes its side has lost interest (net/http does the same).
    void this.#watch(() => request.abort(), request.signal);
    let left = fault.cutAfter ?? Infinity;
    for await (const part of source) {
      const data = whole ? part : change(part);
      const kept = data.subarray(0, Math.min(data.length, left));
      left -= kept.length;
      if (kept.length) await this.#write(whole ? kept : chunk(kept), fault);
      if (left <= 0) return false;
    }
    if (request.signal.aborted) return false;
    if (!whole) await this.#write(utf8("0\r\n\r\n"), {});
    return head.headers.connection?.toLowerCase() !== "close";
  }

  async #hijack(answer: SimResponse, fault: Fault, request: AbortController): Promise<false> {
    await this.#write(headBytes(answer.status, answer.headers), {});
    let left = fault.cutAfter ?? Infinity;
    await answer.session!({
      input: this.#reader.rest(),
      write: async (bytes) => {
        const data = fault.transform ? fault.transform(bytes) : bytes;
        const kept = data.subarray(0, Math.min(data.length, left));
        left -= kept.length;
        if (kept.length) await this.#write(kept, fault);
        if (left <= 0) {
          this.cut();
          throw new Error("cut as ordered");
        }
      },
      signal: request.signal,
    });
    if (this.#gone.signal.aborted) return false;
    // Closing at once would take from the client what it has not read yet.
    await (this.conn as Deno.UnixConn).closeWrite();
    const over = new AbortController();
    await Promise.race([
      (async () => {
        while (await this.#reader.fill()) this.#reader.take(Infinity);
      })(),
      pause(LINGER_MS, AbortSignal.any([over.signal, this.#gone.signal])),
    ]);
    over.abort();
    return false;
  }

  /** Calls `f` when the client closes its side while the answer is under way. */
  async #watch(f: () => void, over: AbortSignal): Promise<void> {
    while (!over.aborted && this.#reader.buffered < 64 * 1024) {
      if (!(await this.#reader.fill())) return f();
    }
  }

  async #write(data: Uint8Array, fault: Fault): Promise<void> {
    const step = fault.pieces ?? data.length;
    for (let at = 0; at < data.length; at += step) {
      const piece = data.subarray(at, at + step);
      for (let sent = 0; sent < piece.length;) {
        sent += await this.conn.write(piece.subarray(sent));
      }
      if (fault.slow) await pause(fault.slow, this.#gone.signal);
    }
  }
}

function bytesOf(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? utf8(data) : data;
}

/** Waits on the real clock, or until the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
