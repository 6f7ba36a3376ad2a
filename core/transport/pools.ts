/** undici's pools behind the transport, loaded when requests run side by side. */
import type { Connection, Via } from "./connection.ts";
import { ConnSocket } from "./conn_socket.ts";
import type { Exchange } from "./exchange.ts";
import { through } from "./http1.ts";
import type { LineRequest } from "./line.ts";
import type { WireRequest } from "./types.ts";
import { Pool } from "./undici_lite.ts";

/** Connections for calls; more calls than these wait for one another. */
const CALL_CONNECTIONS = 16;
/** Connections for streams and waits: as many as the transport lets through. */
const STREAM_CONNECTIONS = 4096;

/** Each piece in memory of its own: undici asks for the next while it still has the last. */
async function* own(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) yield bytes.slice();
}

/** undici's pools, one for calls and one for what lasts, so that streams never hold up calls. */
export class Pools {
  #calls: Pool | undefined;
  #streams: Pool | undefined;

  constructor(
    readonly dial: () => Promise<Connection>,
    readonly via: () => Via | undefined,
  ) {}

  /** Hands a request to its pool. Throws for what undici cannot send. */
  dispatch(kind: WireRequest["kind"], r: LineRequest, exchange: Exchange): void {
    const { target, more } = through(this.via(), r.target);
    this.#pool(kind).dispatch({
      path: target,
      method: r.method as "GET",
      headers: { ...r.headers, ...more },
      body: (r.body === undefined || r.body instanceof Uint8Array ? r.body : own(r.body)) as never,
      headersTimeout: 0,
      bodyTimeout: 0,
    }, exchange);
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
          this.dial().then(
            (conn) => done(null, new ConnSocket(conn) as never),
            (e) => done(e, null),
          );
        },
      });
    if (kind === "stream" || kind === "wait") return this.#streams ??= make(STREAM_CONNECTIONS);
    return this.#calls ??= make(CALL_CONNECTIONS);
  }

  /** Ends all connections and what runs over them. */
  async destroy(): Promise<void> {
    await Promise.all([this.#calls?.destroy(), this.#streams?.destroy()]);
  }
}
