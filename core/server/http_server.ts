/** The server: accepts connections within its bounds. */
import { type Connection, writeAll } from "../transport/connection.ts";
import { closeQuietly } from "../transport/guard.ts";
import { concat } from "../transport/http1.ts";
import { ServerConnection } from "./connection.ts";
import { headBytes } from "./http1.ts";
import type { Listener } from "./listener.ts";
import { type AccessEntry, type ApiHandler, SERVER_LIMITS, type ServerLimits } from "./types.ts";

/** Settings of {@link HttpServer}. */
export interface HttpServerOptions {
  handler: ApiHandler;
  limits?: Partial<ServerLimits>;
  log?(entry: AccessEntry): void;
}

/** Serves a handler on listeners, with a bound on everything a client could have without end. */
export class HttpServer implements AsyncDisposable {
  readonly #options: HttpServerOptions;
  readonly #limits: ServerLimits;
  readonly #connections = new Set<ServerConnection>();
  readonly #listeners: Listener[] = [];
  readonly #accepting: Promise<void>[] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#limits = { ...SERVER_LIMITS, ...options.limits };
  }

  /** How many clients are connected. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Serves what a listener takes, until the server stops. */
  serve(listener: Listener): void {
    this.#listeners.push(listener);
    this.#accepting.push(this.#accept(listener));
  }

  async #accept(listener: Listener): Promise<void> {
    for await (const { conn, peer } of listener.accept()) {
      if (this.#stopped !== undefined) closeQuietly(conn);
      else if (!this.#hasRoom(addressOf(peer))) void turnAway(conn);
      else this.#take(conn, peer);
    }
  }

  /** Whether another one is taken; of those who only hold a place, the oldest loses it. */
  #hasRoom(address: string): boolean {
    const { connections, strangers, peer } = this.#limits;
    const all = [...this.#connections];
    if (address !== UNIX) {
      const held = all.filter((c) => addressOf(c.peer) === address);
      const unknown = held.filter((c) => !c.known);
      if (unknown.length >= strangers) {
        unknown[0].cut();
        return true;
      }
      if (held.length >= peer) return false;
    }
    if (all.length < connections) return true;
    const stranger = all.find((c) => !c.known);
    stranger?.cut();
    return stranger !== undefined;
  }

  #take(conn: Connection, peer: string): void {
    const connection = new ServerConnection(conn, peer, {
      handler: this.#options.handler,
      limits: this.#limits,
      log: (entry) => this.#options.log?.(entry),
    });
    this.#connections.add(connection);
    void connection.done.then(() => this.#connections.delete(connection));
  }

  /**
   * Takes no more connections, ends streams and what idles, gives short answers that are under
   * way a moment, then cuts what is left. Safe to call twice.
   */
  stop(): Promise<void> {
    return this.#stopped ??= this.#stop();
  }

  async #stop(): Promise<void> {
    for (const listener of this.#listeners) listener.close();
    for (const connection of this.#connections) connection.stop();
    const all = Promise.all([...this.#connections].map((c) => c.done));
    let timer: ReturnType<typeof setTimeout>;
    await Promise.race([
      all,
      new Promise<void>((resolve) => timer = setTimeout(resolve, this.#limits.stopTime)),
    ]);
    clearTimeout(timer!);
    for (const connection of this.#connections) connection.cut();
    await all;
    await Promise.all(this.#accepting);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** The peer of every connection of a unix socket. */
const UNIX = "unix";

/** A peer without its port. */
function addressOf(peer: string): string {
  const colon = peer.lastIndexOf(":");
  return colon < 0 ? peer : peer.slice(0, colon);
}

const BUSY = new TextEncoder().encode('{"message":"this server has no connection left"}\n');

async function turnAway(conn: Connection): Promise<void> {
  const timer = setTimeout(() => closeQuietly(conn), 1_000);
  try {
    const head = headBytes(503, {
      "content-type": "application/json",
      "content-length": String(BUSY.length),
      "retry-after": "5",
      "connection": "close",
    });
    await writeAll(conn, concat([head, BUSY]));
    await conn.closeWrite();
  } catch { /* it is gone */ }
  clearTimeout(timer);
  closeQuietly(conn);
}
