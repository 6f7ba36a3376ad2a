import { EngineError } from "../errors.ts";
import type { Connection, Dialer } from "./connection.ts";
import { ConnSocket } from "./conn_socket.ts";
import {
  abortedError,
  exchangeError,
  MAX_ERROR_BODY,
  type Situation,
  statusError,
  timeoutError,
} from "./failure.ts";
import { closeQuietly, guardConnection } from "./guard.ts";
import { AnswerReader, type Head, writeRequest } from "./http1.ts";
import { ResponseBody } from "./response_body.ts";
import type {
  Duplex,
  EngineGreeting,
  QueryValue,
  Transport,
  WireRequest,
  WireResponse,
} from "./types.ts";
import { type DispatchController, type DispatchHandler, Pool } from "./undici_lite.ts";
import { upgradeConnection } from "./upgrade.ts";
import { compareApiVersions, isApiVersion, MIN_API_VERSION, negotiate } from "./version.ts";

/** Settings of a transport; times are milliseconds. */
export interface TransportOptions {
  /** Sent with every request (config.json HttpHeaders). */
  headers?: Readonly<Record<string, string>>;
  /** Unset: `dockerctl (OS)`. */
  userAgent?: string;
  /** A fixed API version (DOCKER_API_VERSION): nothing is negotiated. */
  apiVersion?: string;
  /** How long a `call` may take until its headers come, and between two pieces of its body; 60 s. */
  callTimeout?: number;
  /** How long the engine may take to answer the first ping; 10 s. */
  pingTimeout?: number;
}

/** How to reach the engine, made from an endpoint. */
export interface Route {
  /** The endpoint as a DOCKER_HOST string. */
  endpoint: string;
  dialer: Dialer;
  /** What is sent as Host; Go wants it to be valid. */
  host: string;
  /** Stands before every path: "" or "/some/prefix". */
  basePath: string;
}

type Timer = ReturnType<typeof setTimeout>;

/** Connections for calls; more calls than these wait for one another. */
const CALL_CONNECTIONS = 16;
/** Connections for streams and waits; one more is an error of code `too_large`. */
export const MAX_STREAMS = 4096;
/** Bound for `json()` and `text()`. */
const MAX_TEXT = 256 * 1024 * 1024;
/** An idle connection of the ping is used within this time or not at all. */
const SPARE_AGE = 1_000;

/** The Transport over HTTP/1.1: undici for exchanges, our own writer for upgrades. */
export class HttpTransport implements Transport {
  readonly endpoint: string;
  readonly #route: Route;
  readonly #options: TransportOptions;
  readonly #headers: Record<string, string>;
  readonly #callTimeout: number;
  #calls: Pool | undefined;
  #streams: Pool | undefined;
  #streaming = 0;
  #greeting: Promise<EngineGreeting> | undefined;
  #spare: { conn: Connection; timer: Timer } | undefined;
  readonly #closing = new AbortController();

  constructor(route: Route, options: TransportOptions = {}) {
    if (options.apiVersion !== undefined && !isApiVersion(options.apiVersion)) {
      throw new EngineError(`"${options.apiVersion}" is not an API version such as 1.41`, {
        code: "config",
        op: "connect",
        endpoint: route.endpoint,
      });
    }
    this.#route = route;
    this.endpoint = route.endpoint;
    this.#options = options;
    this.#callTimeout = options.callTimeout ?? 60_000;
    this.#headers = {
      "user-agent": options.userAgent ?? `dockerctl (${Deno.build.os})`,
      ...lowerCased(options.headers ?? {}),
      // Set last: another value would break the connection, not adorn it.
      host: route.host,
    };
  }

  greeting(signal?: AbortSignal): Promise<EngineGreeting> {
    const at = { op: "ping", endpoint: this.endpoint, signal };
    if (signal?.aborted) return Promise.reject(abortedError(at));
    if (this.#closing.signal.aborted) return Promise.reject(closedError(at));
    // One ping for all who ask at once; a failed one is forgotten, so that the next may succeed.
    this.#greeting ??= this.#ping().catch((e) => {
      this.#greeting = undefined;
      throw e;
    });
    return untilAborted(this.#greeting, at);
  }

  async #ping(): Promise<EngineGreeting> {
    const at: Situation = { op: "ping", endpoint: this.endpoint, signal: this.#closing.signal };
    const limit = this.#options.pingTimeout ?? 10_000;
    let head: Head | undefined;
    try {
      head = await this.#pingBy("HEAD", at, limit);
    } catch (e) {
      // A proxy that knows no HEAD may cut or garble; who does not answer at all will not answer GET.
      if (!(e instanceof EngineError) || (e.code !== "cut" && e.code !== "protocol")) throw e;
    }
    if (head?.status !== 200) head = await this.#pingBy("GET", at, limit);
    const h = head.headers;
    const told = h["api-version"];
    if (told !== undefined && isApiVersion(told) && compareApiVersions(told, MIN_API_VERSION) < 0) {
      throw new EngineError(
        `the engine speaks API ${told}, older than the oldest this client knows, ${MIN_API_VERSION}`,
        { code: "version", op: "ping", endpoint: this.endpoint, hint: "Update the engine" },
      );
    }
    return {
      apiVersion: this.#options.apiVersion ?? negotiate(told),
      ...(told !== undefined && { engineApiVersion: told }),
      ...(h["ostype"] && { osType: h["ostype"] }),
      ...(h["builder-version"] && { builderVersion: h["builder-version"] }),
      ...(h["swarm"] && { swarm: h["swarm"] }),
      ...(h["docker-experimental"] && { experimental: h["docker-experimental"] === "true" }),
      ...(h["libpod-api-version"] && { libpodVersion: h["libpod-api-version"] }),
    };
  }

  async #pingBy(method: "HEAD" | "GET", at: Situation, limit: number): Promise<Head> {
    const conn = await this.#route.dialer.dial(at.signal).catch((e) => {
      throw exchangeError(e, at);
    });
    const guard = guardConnection(conn, at, limit, "did not answer a ping");
    try {
      const reader = new AnswerReader(conn);
      const target = `${this.#route.basePath}/_ping`;
      await writeRequest(conn, { method, target }, this.#headers);
      const head = await reader.head();
      const body = await reader.body(head, method, MAX_ERROR_BODY);
      if (guard.done() && head.status === 200 && !/close/i.test(head.headers["connection"] ?? "")) {
        this.#keepSpare(conn);
      } else {
        conn.close();
      }
      if (head.status >= 300 && method === "GET") {
        throw statusError(head.status, head.headers, new TextDecoder().decode(body), at);
      }
      return head;
    } catch (e) {
      guard.done();
      closeQuietly(conn);
      throw guard.reason ?? exchangeError(e, at);
    }
  }

  /** The ping's connection serves the first request, as setting one up may be dear (ssh, TLS). */
  #keepSpare(conn: Connection): void {
    this.#dropSpare();
    conn.unref?.();
    const timer = setTimeout(() => this.#dropSpare(), SPARE_AGE);
    (timer as { unref?: () => void }).unref?.();
    this.#spare = { conn, timer };
  }

  #dropSpare(): void {
    if (this.#spare === undefined) return;
    clearTimeout(this.#spare.timer);
    closeQuietly(this.#spare.conn);
    this.#spare = undefined;
  }

  async #dial(signal?: AbortSignal): Promise<Connection> {
    const spare = this.#spare;
    if (spare !== undefined) {
      clearTimeout(spare.timer);
      this.#spare = undefined;
      spare.conn.ref?.();
      return spare.conn;
    }
    return await this.#route.dialer.dial(signal);
  }

  #pool(kind: WireRequest["kind"]): Pool {
    const make = (connections: number) =>
      new Pool("http://localhost", {
        connections,
        pipelining: 1,
        headersTimeout: 0, // ours cover queue and connection too
        bodyTimeout: 0,
        keepAliveTimeout: 30_000,
        maxHeaderSize: 64 * 1024,
        connect: (_options, done) => {
          this.#dial(this.#closing.signal).then(
            (conn) => done(null, new ConnSocket(conn) as never),
            (e) => done(e, null),
          );
        },
      });
    if (kind === "stream" || kind === "wait") return this.#streams ??= make(MAX_STREAMS);
    return this.#calls ??= make(CALL_CONNECTIONS);
  }

  /** The request's target: base path, version, path, query. */
  async #target(r: WireRequest): Promise<string> {
    let prefix = this.#route.basePath;
    if (!r.unversioned) {
      const version = this.#options.apiVersion ?? (await this.greeting(r.signal)).apiVersion;
      if (r.minApi !== undefined && compareApiVersions(version, r.minApi) < 0) {
        throw new EngineError(
          `"${r.op}" requires API version ${r.minApi}, but the Docker daemon API version is ${version}`,
          { code: "version", op: r.op, endpoint: this.endpoint },
        );
      }
      prefix += `/v${version}`;
    }
    return prefix + r.path + queryString(r.query);
  }

  async send(r: WireRequest): Promise<WireResponse> {
    const at: Situation = { op: r.op, endpoint: this.endpoint, signal: r.signal };
    if (r.json !== undefined && r.body !== undefined) {
      throw new TypeError("a request has json or a body, not both");
    }
    let target: string;
    try {
      target = await this.#target(r);
    } catch (e) {
      throw e instanceof EngineError && e.op === "ping" ? e.with({ op: r.op }) : e;
    }
    try {
      return await this.#exchange(r, target, at);
    } catch (e) {
      // An idle connection that the engine closed under our hands tells nothing about the
      // engine: what only asks is asked once more, on a new one.
      const again = (r.method === "GET" || r.method === "HEAD") && r.body === undefined;
      if (again && e instanceof StaleConnection) return await this.#exchange(r, target, at, false);
      // Another engine may have taken the place of the one that was asked: ask again next time.
      if (e instanceof EngineError && e.code === "version") this.#greeting = undefined;
      throw e instanceof StaleConnection ? e.error : e;
    }
  }

  #exchange(
    r: WireRequest,
    target: string,
    at: Situation,
    mayBeStale = true,
  ): Promise<WireResponse> {
    if (this.#closing.signal.aborted) return Promise.reject(closedError(at));
    if (at.signal?.aborted) return Promise.reject(abortedError(at));
    const limit = r.kind === undefined || r.kind === "call" ? this.#callTimeout : 0;
    const counted = r.kind === "stream" || r.kind === "wait";
    if (counted && this.#streaming >= MAX_STREAMS) {
      return Promise.reject(
        new EngineError(`more than ${MAX_STREAMS} streams at once`, {
          code: "too_large",
          op: r.op,
          endpoint: this.endpoint,
        }),
      );
    }
    if (counted) this.#streaming++;
    return new Promise<WireResponse>((resolve, reject) => {
      const exchange = new Exchange(r, at, limit, mayBeStale, {
        resolve,
        reject,
        over: () => {
          if (counted) this.#streaming--;
        },
      });
      const body = r.json !== undefined ? JSON.stringify(r.json) : r.body;
      const headers: Record<string, string> = { ...this.#headers };
      if (r.json !== undefined) headers["content-type"] = "application/json";
      Object.assign(headers, lowerCased(r.headers ?? {}));
      try {
        this.#pool(r.kind).dispatch({
          path: target,
          method: r.method,
          headers,
          body: (body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array)
            ? exchange.upload(body)
            : body) as never,
          headersTimeout: 0,
          bodyTimeout: 0,
        }, exchange);
      } catch (e) {
        exchange.fail(exchangeError(e, at));
      }
    });
  }

  async upgrade(r: WireRequest): Promise<Duplex> {
    const at: Situation = { op: r.op, endpoint: this.endpoint, signal: r.signal };
    if (r.body !== undefined && !(r.body instanceof Uint8Array)) {
      throw new TypeError("the body of an upgrade is bytes or json, not a stream");
    }
    if (this.#closing.signal.aborted) throw closedError(at);
    let target: string;
    try {
      target = await this.#target(r);
    } catch (e) {
      throw e instanceof EngineError && e.op === "ping" ? e.with({ op: r.op }) : e;
    }
    const body = r.json !== undefined ? new TextEncoder().encode(JSON.stringify(r.json)) : r.body;
    const conn = await this.#route.dialer.dial(r.signal).catch((e) => {
      throw exchangeError(e, at);
    });
    return await upgradeConnection(conn, {
      at,
      method: r.method,
      target,
      headers: {
        ...this.#headers,
        "content-type": r.json !== undefined ? "application/json" : "text/plain",
        ...lowerCased(r.headers ?? {}),
      },
      body,
      timeout: r.kind === undefined || r.kind === "call" ? this.#callTimeout : 0,
      closing: this.#closing.signal,
    });
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#dropSpare();
    await Promise.all([this.#calls?.destroy(), this.#streams?.destroy()]);
    await this.#route.dialer.close();
  }
}

/** A failure before any byte of an answer came, which a fresh connection may mend. */
class StaleConnection extends Error {
  constructor(readonly error: EngineError) {
    super("stale connection");
  }
}

interface Outcome {
  resolve(r: WireResponse): void;
  reject(e: unknown): void;
  over(): void;
}

/** One request and its answer, between undici's callbacks and ours. */
class Exchange implements DispatchHandler {
  #controller: DispatchController | undefined;
  #body: ResponseBody | undefined;
  #settled = false;
  #over = false;
  #error: Error | undefined;
  #active = performance.now();
  #timer: Timer | undefined;
  #waiting = true;
  #status = 0;
  #headers: Record<string, string> = {};

  constructor(
    readonly request: WireRequest,
    readonly at: Situation,
    readonly limit: number,
    readonly mayBeStale: boolean,
    readonly outcome: Outcome,
  ) {
    at.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (limit > 0) this.#timer = setTimeout(this.#onTimer, limit);
  }

  readonly #onAbort = () => this.fail(abortedError(this.at));

  readonly #onTimer = () => {
    const left = this.#active + this.limit - performance.now();
    if (!this.#waiting || left > 0) {
      this.#timer = setTimeout(this.#onTimer, this.#waiting ? Math.max(left, 1) : this.limit);
      return;
    }
    const what = this.#body ? "sent no more" : "did not answer";
    this.fail(timeoutError(this.at, what, this.limit));
  };

  /** Ends the exchange by an error of ours: the promise, the body and the connection. */
  fail(error: EngineError): void {
    if (this.#over) return;
    this.#error = error;
    this.#finish();
    if (!this.#settled) {
      this.#settled = true;
      this.outcome.reject(error);
    } else this.#body?.fail(error);
    this.#controller?.abort(error);
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.at.signal?.removeEventListener("abort", this.#onAbort);
    this.outcome.over();
  }

  /** The caller's stream; its own error is what the caller gets back. */
  async *upload(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of source) {
        this.#active = performance.now();
        if (this.#over) return;
        if (bytes.length > 0) yield bytes;
      }
    } catch (e) {
      this.fail(
        e instanceof EngineError ? e : new EngineError(
          `${this.at.op}: what was to be sent cannot be read: ${
            e instanceof Error ? e.message : e
          }`,
          { code: "aborted", op: this.at.op, endpoint: this.at.endpoint, cause: e },
        ),
      );
      throw e;
    }
  }

  onRequestStart(controller: DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(this.#error ?? new Error("over"));
  }

  onResponseStart(
    controller: DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#over) return;
    this.#active = performance.now();
    this.#status = status;
    this.#headers = joined(headers);
    const body = this.#body = new ResponseBody({
      pause: () => {
        this.#waiting = false;
        controller.pause();
      },
      resume: () => {
        this.#waiting = true;
        this.#active = performance.now();
        controller.resume();
      },
      abort: (reason) => {
        this.#finish();
        controller.abort(reason);
      },
    });
    if (status >= 400 || (status >= 300 && status !== 304)) {
      void this.#refuse(body);
      return;
    }
    this.#settled = true;
    const at = { op: this.at.op, endpoint: this.at.endpoint };
    const text = () => body.text(MAX_TEXT, at);
    this.outcome.resolve({
      status,
      headers: this.#headers,
      body,
      text,
      json: async <T>() => {
        const t = await text();
        try {
          return JSON.parse(t) as T;
        } catch (e) {
          throw new EngineError(`${at.op}: the answer is not JSON: ${t.slice(0, 200).trim()}`, {
            code: "protocol",
            ...at,
            status,
            cause: e,
          });
        }
      },
      discard: async () => {
        for await (const _ of body);
      },
    });
  }

  /** Reads the engine's words, as much as may be of use, and rejects with them. */
  async #refuse(body: ResponseBody): Promise<void> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const bytes of body) {
        pieces.push(bytes);
        if ((size += bytes.length) >= MAX_ERROR_BODY) break;
      }
    } catch { /* what came will do */ }
    if (this.#settled) return;
    this.#settled = true;
    const all = new Uint8Array(size);
    let at = 0;
    for (const p of pieces) {
      all.set(p, at);
      at += p.length;
    }
    const words = new TextDecoder().decode(all.subarray(0, MAX_ERROR_BODY));
    this.outcome.reject(statusError(this.#status, this.#headers, words, this.at));
  }

  onResponseData(_controller: DispatchController, chunk: Uint8Array): void {
    this.#active = performance.now();
    this.#body?.push(chunk);
  }

  onResponseEnd(): void {
    this.#finish();
    this.#body?.end();
  }

  onResponseError(_controller: DispatchController, e: Error): void {
    if (this.#over) return;
    const error = exchangeError(e, this.at);
    this.#finish();
    if (this.#body) return this.#body.end(error);
    if (this.#settled) return;
    this.#settled = true;
    const stale = this.mayBeStale && error.code === "cut";
    this.outcome.reject(stale ? new StaleConnection(error) : error);
  }
}

/** `promise`, or the caller's abort if that comes first. */
function untilAborted<T>(promise: Promise<T>, at: Situation): Promise<T> {
  const signal = at.signal;
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortedError(at));
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function closedError(at: Situation): EngineError {
  return new EngineError(`${at.op}: the connection to ${at.endpoint} is closed`, {
    code: "aborted",
    op: at.op,
    endpoint: at.endpoint,
  });
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v]));
}

function joined(h: Record<string, string | string[] | undefined>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(h)) {
    if (value !== undefined) {
      out[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
    }
  }
  return out;
}

function queryString(query: Readonly<Record<string, QueryValue>> | undefined): string {
  if (query === undefined) return "";
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    if (typeof value === "boolean") q.append(key, value ? "1" : "0");
    else if (typeof value === "object") { for (const v of value) q.append(key, v); }
    else q.append(key, String(value));
  }
  const text = q.toString();
  return text === "" ? "" : `?${text}`;
}
