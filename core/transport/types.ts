/** The transport's contract: requests, answers, connections both ways. */
import type { Live, LiveOptions } from "../live/types.ts";

/** A query value: `undefined` leaves the key out, booleans become 1 and 0, arrays repeat the key. */
export type QueryValue = string | number | bigint | boolean | readonly string[] | undefined;

/** One HTTP request to an engine. */
export interface WireRequest {
  /** The HTTP method. */
  method: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Path below the API version, segments already percent-encoded: `/containers/web/stop`. */
  path: string;
  /** What stands after the `?`. */
  query?: Readonly<Record<string, QueryValue>>;
  /** Headers of this request alone. */
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, with its content type. At most one of `json` and `body`. */
  json?: unknown;
  /**
   * Sent as it is; a stream is sent chunked, with backpressure. A piece is sent before the next is
   * asked for: its source may use the memory again then.
   */
  body?: Uint8Array | AsyncIterable<Uint8Array>;
  /** What is being done, for error messages: `"stop container"`. */
  op: string;
  /**
   * `call` (default): a short answer; headers must come within 60 s and gaps in the body may
   * last 60 s. `wait`: the engine may take its time to answer (stop, wait, build, commit);
   * no limit but the signal. `stream`: a long-lived answer (logs, events, stats), likewise without
   * limit. Both take their connection from a pool of their own (at most 4,096 at once), so that
   * they never hold up calls.
   */
  kind?: "call" | "wait" | "stream";
  /**
   * For streams of many small pieces. `gather`: what little comes is read at most some ten times a
   * second, together, which costs that much delay and spares most of what a piece costs; where
   * there is more, it is read at once. `bulk`: for the one stream of a process that does nothing
   * else; its thread may sleep for parts of a millisecond. Default: read as it comes.
   */
  pace?: "gather" | "bulk";
  /**
   * The pieces of the answer's body may be lent: large ones, each good until the next is asked for,
   * which spares new memory for each. Default false: a piece is its reader's own.
   */
  lent?: boolean;
  /** Leave out the `/v1.xx` prefix (`/_ping`, `/version` before negotiation). Default false. */
  unversioned?: boolean;
  /**
   * For an upgrade that opens a session of BuildKit: HTTP/2 in place of bare bytes. `methods` are
   * what the engine may call, `key` is the same for the same files.
   */
  session?: { id: string; key: string; methods: readonly string[] };
  /** Lowest API version that has this call; a lower one negotiated is an error of code `version`. */
  minApi?: string;
  /** Ends the request, and the reading of its answer, with an EngineError of code `aborted`. */
  signal?: AbortSignal;
}

/** An engine's answer of status below 400; a higher one is thrown as an EngineError. */
export interface WireResponse {
  /** The HTTP status. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body as it arrives. Iterate once; leaving the loop early, or the request's signal,
   * closes the connection. Errors are EngineErrors (`cut`, `aborted`, `timeout`).
   */
  readonly body: AsyncIterable<Uint8Array>;
  /** The body parsed as JSON; at most 256 MiB. */
  json<T>(): Promise<T>;
  /** The body as text; at most 256 MiB. */
  text(): Promise<string>;
  /** Reads the body to its end and drops it. */
  discard(): Promise<void>;
}

/** A hijacked connection: bytes both ways, each direction closable on its own. */
export interface Duplex extends AsyncDisposable {
  /** Headers of the upgrade answer, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the peer sends, until it closes its side. Iterate once. Not reading makes it wait. */
  readonly readable: AsyncIterable<Uint8Array>;
  /** Resolves when the bytes are taken, so a slow peer makes the writer wait. */
  write(bytes: Uint8Array): Promise<void>;
  /** Half-close: the peer sees end of input, we go on reading. */
  closeWrite(): Promise<void>;
  /** Closes both directions at once; safe to call twice. */
  close(): void;
}

/** What the engine said of itself when it was asked first (`HEAD /_ping`). */
export interface EngineGreeting {
  /** The API version both sides will use: `1.41`. */
  apiVersion: string;
  /** The engine's own newest API version, absent where it does not tell (podman's oldest). */
  engineApiVersion?: string;
  /** `linux` or `windows`; absent on podman 4.3 and older. */
  osType?: string;
  /** `1` classic, `2` BuildKit; absent before 23.0. */
  builderVersion?: string;
  /** `inactive`, `pending`, `error`, `locked`, `active/worker`, `active/manager`; absent before 23.0. */
  swarm?: string;
  /** Whether the engine runs with its experimental features. */
  experimental?: boolean;
  /** Podman's own API version, when the engine is podman. */
  libpodVersion?: string;
}

/** The one way to an engine. Endpoint functions take this and nothing else. */
export interface Transport {
  /** The endpoint as a DOCKER_HOST string, for messages. */
  readonly endpoint: string;
  /** Negotiates on first use (single-flight), then remembers. */
  greeting(signal?: AbortSignal): Promise<EngineGreeting>;
  /** Sends one request; resolves when the headers of the answer are there. */
  send(request: WireRequest): Promise<WireResponse>;
  /** Sends with `Connection: Upgrade` and hands over the raw connection. */
  upgrade(request: WireRequest): Promise<Duplex>;
  /** Ends idle connections and aborts what runs. Safe to call twice. */
  close(): Promise<void>;
  /**
   * A cache of the transport's own in place of one made of lists and events: that of several
   * hosts.
   * @internal
   */
  openLive?(options: LiveOptions): Live;
}
