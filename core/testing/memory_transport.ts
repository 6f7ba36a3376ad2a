/** A transport that answers from memory, for tests. */
import { codeOfStatus, EngineError } from "../errors.ts";
import type {
  Duplex,
  EngineGreeting,
  Transport,
  WireRequest,
  WireResponse,
} from "../transport/types.ts";
import { apiAtLeast } from "../versions.ts";

/** What a route of {@link memoryTransport} answers. */
export interface MemoryAnswer {
  /** Default 200; 400 and more become the EngineError that a real transport would throw. */
  status?: number;
  /** Names in lower case. */
  headers?: Record<string, string>;
  /** The body as JSON. */
  json?: unknown;
  /** The body as it is; a list is sent chunk by chunk. At most one of `json` and `body`. */
  body?: string | Uint8Array | Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
}

/** A request as the memory transport saw it: a streamed body is there as the bytes it had. */
export interface MemoryRequest extends Omit<WireRequest, "body"> {
  /** What was sent. */
  body?: Uint8Array;
  /** What was written to a hijacked connection. */
  written?: Uint8Array;
  /** Whether our side of a hijacked connection was closed. */
  writeClosed?: boolean;
}

/** Answers by method and path: `"POST /containers/web/stop"`. A function may look at the request. */
export type MemoryRoutes = Readonly<
  Record<string, MemoryAnswer | ((request: MemoryRequest) => MemoryAnswer | Promise<MemoryAnswer>)>
>;

/** A {@link Transport} with its memory. */
export interface MemoryTransport extends Transport {
  /** Every request so far, in order. */
  readonly requests: readonly MemoryRequest[];
  /** Whether it was closed. */
  readonly closed: boolean;
}

/**
 * A transport that answers from a table in memory: for examples and tests that need no engine.
 * It keeps what a real one promises: an error status is thrown as an EngineError with the engine's
 * message, `minApi` is checked, a path without a route is a 404, a signal that is aborted ends the
 * call. Not simulated: time, state, backpressure.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({ "POST /containers/web/start": { status: 304 } });
 * await using engine = createEngine(transport);
 * assert.equal(await engine.containers.start("web"), false);
 * assert.equal(transport.requests[0].op, "start container");
 * ```
 */
export function memoryTransport(
  routes: MemoryRoutes = {},
  greeting: Partial<EngineGreeting> = {},
): MemoryTransport {
  const hello: EngineGreeting = { apiVersion: "1.47", osType: "linux", ...greeting };
  const requests: MemoryRequest[] = [];
  let closed = false;

  async function answer(request: WireRequest): Promise<[MemoryRequest, MemoryAnswer]> {
    const fail = (message: string, code: EngineError["code"], status?: number) =>
      new EngineError(message, { code, op: request.op, status, endpoint: "memory://" });
    if (closed) throw fail("The transport is closed", "unreachable");
    if (request.signal?.aborted) throw fail("The call was aborted", "aborted");
    if (request.minApi && !apiAtLeast(hello.apiVersion, request.minApi)) {
      throw fail(
        `${request.op} requires API version ${request.minApi}, but the engine speaks ${hello.apiVersion}`,
        "version",
      );
    }
    const { body, ...rest } = request;
    const seen: MemoryRequest = { ...rest };
    if (body !== undefined) seen.body = await bytesOf(body);
    requests.push(seen);
    const route = routes[`${request.method} ${request.path}`];
    const given = typeof route === "function" ? await route(seen) : route;
    const found = given ?? { status: 404, json: { message: "page not found" } };
    const status = found.status ?? 200;
    if (status >= 400) {
      const message = (found.json as { message?: string } | undefined)?.message ??
        (typeof found.body === "string" ? found.body : `status ${status}`);
      throw fail(message, codeOfStatus(status), status);
    }
    return [seen, found];
  }

  return {
    endpoint: "memory://",
    requests,
    get closed() {
      return closed;
    },
    greeting: () => Promise.resolve(hello),
    async send(request) {
      const [, found] = await answer(request);
      return response(found, request);
    },
    async upgrade(request) {
      const [seen, found] = await answer(request);
      return duplex(seen, found, request);
    },
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

async function* chunksOf(found: MemoryAnswer, signal?: AbortSignal): AsyncIterable<Uint8Array> {
  const body = found.json !== undefined ? JSON.stringify(found.json) : found.body ?? [];
  const parts = typeof body === "string" || body instanceof Uint8Array ? [body] : body;
  for await (const part of parts) {
    if (signal?.aborted) {
      throw new EngineError("The call was aborted", { code: "aborted", op: "read" });
    }
    yield typeof part === "string" ? new TextEncoder().encode(part) : part;
  }
}

function response(found: MemoryAnswer, request: WireRequest): WireResponse {
  const body = chunksOf(found, request.signal);
  const text = async () => new TextDecoder().decode(await bytesOf(body));
  return {
    status: found.status ?? 200,
    headers: found.headers ?? {},
    body,
    text,
    json: async <T>() => JSON.parse(await text()) as T,
    discard: async () => void await bytesOf(body),
  };
}

function duplex(seen: MemoryRequest, found: MemoryAnswer, request: WireRequest): Duplex {
  seen.written = new Uint8Array();
  const close = () => {
    seen.writeClosed = true;
  };
  return {
    headers: found.headers ?? {},
    readable: chunksOf(found, request.signal),
    write(bytes) {
      if (seen.writeClosed) {
        throw new EngineError("The connection is closed", { code: "cut", op: request.op });
      }
      seen.written = concat([seen.written!, bytes]);
      return Promise.resolve();
    },
    closeWrite: () => Promise.resolve(close()),
    close,
    [Symbol.asyncDispose]: () => Promise.resolve(close()),
  };
}

async function bytesOf(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return concat(parts);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
