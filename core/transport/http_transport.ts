/** The transport over HTTP/1.1: greeting, requests, retries, upgrades, closing. */
import { EngineError } from "../errors.ts";
import type { Connection, Dialer } from "./connection.ts";
import { Exchange, StaleConnection } from "./exchange.ts";
import { checkFraming, unframed } from "./framing.ts";
import {
  abortedError,
  deadError,
  exchangeError,
  MAX_ERROR_BODY,
  type Situation,
  statusError,
} from "./failure.ts";
import { closeQuietly, guardConnection } from "./guard.ts";
import type { Head } from "./body_decoder.ts";
import { AnswerReader, writeRequest } from "./http1.ts";
import { noWay } from "./proxy.ts";
import { Line, type LineRequest } from "./line.ts";
import { GATHER } from "./pace.ts";
import type { Pools } from "./pools.ts";
import { Pulse } from "./pulse.ts";
import { Spares } from "./spares.ts";
import type {
  Duplex,
  EngineGreeting,
  QueryValue,
  Transport,
  WireRequest,
  WireResponse,
} from "./types.ts";
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
  /** How long the engine may take to answer the first ping; 10 s, 2 min where ssh logs in. */
  pingTimeout?: number;
  /**
   * Milliseconds that something which lasts may be silent before the link is asked after; 8 s. Only
   * for tests.
   */
  silence?: number;
  /**
   * Whether undici carries everything from the first request. Unset: it is loaded when more than a
   * few things go on at once.
   */
  pooled?: boolean;
  /** Called once, when the first request but the greeting is on its way, to use the wait for it. */
  onAsked?: () => void;
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
  /** Whether the link may freeze without a word, and nobody else notices. */
  far?: boolean;
}

/** Streams and waits at once; one more is an error of code `too_large`. */
const MAX_STREAMS = 4096;
/** So many requests at once go over connections of our own; one more, and undici is loaded. */
const LINES = 6;
/** How long a ping that asks after the link may take; two of them, and the silence, are 20 s. */
const PULSE = 6_000;

/**
 * The Transport over HTTP/1.1: connections of our own while few requests go on at once, undici's
 * pools from the moment that there are more, our own writer for upgrades.
 */
export class HttpTransport implements Transport {
  readonly endpoint: string;
  readonly #route: Route;
  readonly #options: TransportOptions;
  readonly #headers: Record<string, string>;
  readonly #callTimeout: number;
  #pools: Promise<Pools> | undefined;
  /** What goes over connections of its own. */
  readonly #own = new Set<Exchange>();
  #gathering: Promise<void> | undefined;
  /** The exchanges that go over connections of our own, which serve again. */
  readonly #lines = new Set<Exchange>();
  #streaming = 0;
  #greeting: Promise<EngineGreeting> | undefined;
  readonly #spares = new Spares();
  readonly #pulse: Pulse | undefined;
  readonly #closing = new AbortController();
  #onAsked: (() => void) | undefined;

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
    this.#onAsked = options.onAsked;
    this.#callTimeout = options.callTimeout ?? 60_000;
    if (route.far) {
      this.#pulse = new Pulse({
        ping: () => this.#pingBy("HEAD", this.#pulseAt(), Math.min(PULSE, this.#callTimeout)),
        dead: () => deadError(this.#pulseAt()),
        silence: options.silence,
      });
    }
    this.#headers = {
      "user-agent": options.userAgent ?? `dockerctl (${Deno.build.os})`,
      ...unframed(lowerCased(options.headers ?? {})),
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

  #pulseAt(): Situation {
    return { op: "ping", endpoint: this.endpoint, signal: this.#closing.signal };
  }

  async #ping(): Promise<EngineGreeting> {
    const at: Situation = { op: "ping", endpoint: this.endpoint, signal: this.#closing.signal };
    const limit = this.#options.pingTimeout ?? this.#route.dialer.patience ?? 10_000;
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
      const { bytes, whole } = await reader.body(head, method, MAX_ERROR_BODY);
      if (guard.done() && head.status === 200 && head.keepAlive && whole && !reader.ahead) {
        this.#spares.keep(conn);
      } else {
        conn.close();
      }
      if (head.status >= 300 && conn.via !== undefined) {
        throw noWay(conn.via.proxy, this.#route.host, head.status);
      }
      if (head.status >= 300 && method === "GET") {
        throw statusError(head.status, head.headers, new TextDecoder().decode(bytes), at);
      }
      return head;
    } catch (e) {
      guard.done();
      closeQuietly(conn);
      throw guard.reason ?? exchangeError(e, at);
    }
  }

  /** A connection: one that is idle, else a new one. */
  async #dial(signal?: AbortSignal): Promise<Connection> {
    return this.#spares.take() ?? await this.#route.dialer.dial(signal ?? this.#closing.signal);
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
    checkFraming(r);
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
      if (mayRepeat(r) && e instanceof StaleConnection) {
        return await this.#exchange(r, target, at, false);
      }
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
          this.#pulse?.leave(exchange);
        },
      });
      if (counted) this.#pulse?.add(exchange);
      const body = r.json !== undefined ? new TextEncoder().encode(JSON.stringify(r.json)) : r.body;
      const headers: Record<string, string> = { ...this.#headers };
      if (r.json !== undefined) headers["content-type"] = "application/json";
      Object.assign(headers, lowerCased(r.headers ?? {}));
      const request = { method: r.method, target, headers };
      const sent = body === undefined || body instanceof Uint8Array ? body : exchange.upload(body);
      if (r.pace === "bulk" && this.#mayCall()) {
        this.#overLine({ ...request, body: sent }, exchange);
      } else if (r.pace !== undefined) this.#overOwnLine({ ...request, body: sent }, exchange);
      else if (this.#mayCall()) this.#overLine({ ...request, body: sent }, exchange);
      else {
        this.#overPools(r.kind, { ...request, body: sent }, exchange)
          .catch((e) => exchange.fail(exchangeError(e, at)));
      }
    });
  }

  /** Whether a connection of our own will do: little goes on at once. */
  #mayCall(): boolean {
    return !this.#options.pooled && this.#pools === undefined && this.#lines.size < LINES;
  }

  #overLine(request: LineRequest, exchange: Exchange): void {
    const free = () => this.#lines.delete(exchange);
    this.#lines.add(exchange);
    this.#dial().then(
      (conn) => {
        const line = new Line(conn, exchange.request.pace);
        const carried = line.carry(request, exchange, (again) => {
          free();
          if (again && !this.#closing.signal.aborted) this.#spares.keep(conn);
          else closeQuietly(conn);
        });
        // A socket has taken the request by now.
        this.#onAsked?.();
        this.#onAsked = undefined;
        return carried;
      },
      (e) => {
        free();
        exchange.onResponseError(undefined, e);
      },
    );
  }

  /** A stream that is gathered has a connection to itself, read when it is worth it. */
  #overOwnLine(request: LineRequest, exchange: Exchange): void {
    this.#own.add(exchange);
    const over = () => void this.#own.delete(exchange);
    this.#dial().then(
      (conn) =>
        new Line(conn, exchange.request.pace, this.#later).carry(request, exchange, () => {
          over();
          closeQuietly(conn);
        }),
      (e) => {
        over();
        exchange.onResponseError(undefined, e);
      },
    );
  }

  /** Resolves after so many milliseconds; long waits of all streams end together. */
  readonly #later = (ms: number): Promise<void> => {
    if (ms < GATHER) return new Promise((resolve) => setTimeout(resolve, ms));
    return this.#gathering ??= new Promise((resolve) => {
      setTimeout(() => {
        this.#gathering = undefined;
        resolve();
      }, GATHER);
    });
  };

  async #overPools(
    kind: WireRequest["kind"],
    request: LineRequest,
    exchange: Exchange,
  ): Promise<void> {
    this.#pools ??= import("./pools.ts").then(({ Pools }) =>
      new Pools(() => this.#dial(), () => this.#route.dialer.via)
    );
    const pools = await this.#pools;
    if (this.#closing.signal.aborted) throw closedError(exchange.at);
    pools.dispatch(kind, request, exchange);
  }

  async upgrade(r: WireRequest): Promise<Duplex> {
    const at: Situation = { op: r.op, endpoint: this.endpoint, signal: r.signal };
    checkFraming(r);
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
    const conn = await this.#dial(r.signal).catch((e) => {
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
      session: r.session,
      timeout: r.kind === undefined || r.kind === "call" ? this.#callTimeout : 0,
      closing: this.#closing.signal,
      pulse: this.#pulse,
    });
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#spares.close();
    this.#pulse?.stop();
    await (await this.#pools)?.destroy();
    await this.#route.dialer.close();
    for (const exchange of [...this.#lines, ...this.#own]) exchange.fail(closedError(exchange.at));
  }
}

/** Whether asking twice changes nothing. */
function mayRepeat(r: WireRequest): boolean {
  return (r.method === "GET" || r.method === "HEAD") && r.body === undefined;
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
