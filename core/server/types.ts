/**
 * What passes between the HTTP server and the handler of the API. Both know nothing of each other
 * but this, so that the handler is tried without a socket.
 */

/** A request whose head was read and found well-formed. */
export interface ApiRequest {
  method: string;
  /** As it was sent, percent-encoded, without the query; begins with `/`. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /**
   * The body as it comes; empty where there is none. Throws {@link HttpRefusal} for one that is
   * malformed or comes too slowly. Iterate once; who leaves early leaves the connection unusable.
   */
  body: AsyncIterable<Uint8Array>;
  /** Whether a body was announced. */
  hasBody: boolean;
  /**
   * What the client asks the connection to become (`Connection: Upgrade`, `Upgrade: tcp`), as it
   * was sent; unset: nothing else.
   */
  upgrade?: string;
  /** Aborted when the client is gone, is too slow, or the server stops. */
  signal: AbortSignal;
  /** Who asks, for the access log: `127.0.0.1:41234`, or `unix`. */
  peer: string;
}

/** The bare connection after an upgrade. */
export interface ApiSession {
  /** What the client sends, until it closes its side. */
  input: AsyncIterable<Uint8Array>;
  /** Resolves when the bytes are taken; fails when the client is gone or too slow. */
  write(bytes: Uint8Array): Promise<void>;
}

/** What is answered. */
export interface ApiAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** A text or bytes are sent with their length, an iterable in chunks as they come. */
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Takes the connection over, after status 101 (200 for a client that asked for no upgrade). */
  session?(io: ApiSession): Promise<void>;
  /** Called once when the answer is over, sent or not. */
  done?(): void;
  /** Why it was refused, for the access log alone. */
  reason?: string;
  /** Whoever asked has not shown that they may be here: the connection is closed. */
  stranger?: boolean;
  /** Everybody may have it, so that it shows nothing of who asked: the connection stays, unknown. */
  open?: boolean;
}

/** Answers requests. Never throws. */
export type ApiHandler = (request: ApiRequest) => Promise<ApiAnswer>;

/** One line of the access log. Holds no query, no header and no body: those may be secret. */
export interface AccessEntry {
  time: Date;
  peer: string;
  method: string;
  path: string;
  /** The request was not let in, or broken before it could be. */
  stranger: boolean;
  status: number;
  /** Bytes of the answer's body. */
  bytes: number;
  /** Milliseconds from the request's head to the answer's end. */
  ms: number;
  reason?: string;
}

/** A request that is refused because of how it was sent. */
export class HttpRefusal extends Error {
  override readonly name = "HttpRefusal";
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** Bounds of the server; bytes and milliseconds. */
export interface ServerLimits {
  /** Connections at once; another one is answered 503 and closed. */
  connections: number;
  /**
   * Of them, those of one peer (an address without its port) that have not shown yet that they may
   * be here; the oldest makes room for another one. A unix socket's peers are its owner's.
   */
  strangers: number;
  /** Those of one peer at all; another one is answered 503 and closed. */
  peer: number;
  /** Long answers and bare connections at once; another one is answered 503. */
  streams: number;
  /** The target of a request. */
  target: number;
  /** The head of a request, with its target. */
  head: number;
  /** Headers of a request. */
  headers: number;
  /** From the connection, or the first byte of a further request, to the end of the head. */
  headTime: number;
  /** Between two requests of a connection. */
  idleTime: number;
  /** Between two pieces of a request's body. */
  bodyGap: number;
  /** A whole body that is not streamed on. */
  bodyTime: number;
  /** For the client to take one piece of the answer (64 KiB at most). */
  writeTime: number;
  /** From the server's stop to the end of what does not end by itself. */
  stopTime: number;
}

/** The bounds that hold unless others are given. */
export const SERVER_LIMITS: ServerLimits = {
  connections: 512,
  strangers: 64,
  peer: 384,
  streams: 384,
  target: 64 * 1024,
  head: 96 * 1024,
  headers: 64,
  headTime: 10_000,
  idleTime: 60_000,
  bodyGap: 20_000,
  bodyTime: 60_000,
  writeTime: 30_000,
  stopTime: 2_000,
};
