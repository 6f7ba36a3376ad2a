/** Turns a connection into bytes both ways, for attach and exec. */
import { EngineError } from "../errors.ts";
import { type Connection, writeAll } from "./connection.ts";
import {
  abortedError,
  exchangeError,
  MAX_ERROR_BODY,
  type Situation,
  statusError,
} from "./failure.ts";
import { AnswerReader, writeRequest } from "./http1.ts";
import { closeQuietly, guardConnection } from "./guard.ts";
import type { Lasting, Pulse } from "./pulse.ts";
import type { Duplex, WireRequest } from "./types.ts";

/** One upgrade to be asked for. */
export interface UpgradeRequest {
  at: Situation;
  method: string;
  target: string;
  headers: Readonly<Record<string, string>>;
  body?: Uint8Array;
  /** See {@link WireRequest.session}. */
  session?: WireRequest["session"];
  /** Milliseconds until the answer's headers must be there; 0: no limit. */
  timeout: number;
  /** The transport's own end. */
  closing: AbortSignal;
  /** Looks after the connection, where its link may freeze. */
  pulse?: Pulse;
}

/**
 * Asks for `Upgrade: tcp` on a fresh connection and hands it over. A proxy that knows no
 * upgrade answers 200 and passes bytes on all the same (as engines do to clients that do not ask
 * for an upgrade): that serves too, unless the answer has a length or comes in chunks.
 */
export async function upgradeConnection(conn: Connection, r: UpgradeRequest): Promise<Duplex> {
  const { at } = r;
  const signal = at.signal ? AbortSignal.any([at.signal, r.closing]) : r.closing;
  const guard = guardConnection(conn, { ...at, signal }, r.timeout, "did not answer");
  const reader = new AnswerReader(conn);
  try {
    await writeRequest(conn, r, {
      ...r.headers,
      connection: "Upgrade",
      upgrade: r.session === undefined ? "tcp" : "h2c",
      ...r.session && sessionHeaders(r.session),
      ...(r.body !== undefined && r.body.length > 0
        ? { "content-length": String(r.body.length) }
        : r.method === "GET"
        ? {}
        : { "content-length": "0" }),
    }, r.body);
    const head = await reader.head();
    if (head.status !== 101 && head.status !== 200) {
      const { bytes } = await reader.body(head, r.method, MAX_ERROR_BODY).catch((e) => {
        if (guard.reason) throw e;
        return { bytes: new Uint8Array(0) };
      });
      throw head.status >= 300
        ? statusError(head.status, head.headers, new TextDecoder().decode(bytes), at)
        : refused(head.status, at);
    }
    if (
      head.status === 200 &&
      ("content-length" in head.headers || "transfer-encoding" in head.headers)
    ) throw refused(200, at);
    if (!guard.done()) throw guard.reason;
    const duplex = new RawDuplex(conn, reader, head.headers, at, signal, r.pulse);
    r.pulse?.add(duplex);
    return duplex;
  } catch (e) {
    guard.done();
    closeQuietly(conn);
    throw guard.reason ?? exchangeError(e, at);
  }
}

/** What a session tells of itself (moby/buildkit session/grpc.go). */
function sessionHeaders({ id, key, methods }: NonNullable<WireRequest["session"]>) {
  const name = (word: string) => `x-docker-expose-session-${word}`;
  return {
    [name("uuid")]: id,
    [name("name")]: "",
    [name("sharedkey")]: key,
    [name("grpc-method")]: methods,
  };
}

function refused(status: number, at: Situation): EngineError {
  return new EngineError(`unable to upgrade to tcp, received ${status}`, {
    code: "protocol",
    op: at.op,
    endpoint: at.endpoint,
    status,
    hint: "A proxy in between may not pass upgrades on",
  });
}

/** The connection after its upgrade. */
class RawDuplex implements Duplex, Lasting {
  #closed = false;
  #reason: EngineError | undefined;
  #taken = false;
  #writing: Promise<unknown> = Promise.resolve();
  #writeEnded = false;
  /** When something last came, or was asked for and not read. */
  heard = performance.now();

  constructor(
    readonly conn: Connection,
    readonly reader: AnswerReader,
    readonly headers: Readonly<Record<string, string>>,
    readonly at: Situation,
    readonly signal: AbortSignal,
    readonly pulse?: Pulse,
  ) {
    signal.addEventListener("abort", this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
  }

  readonly #onAbort = () => this.fail(abortedError({ ...this.at, signal: this.signal }));

  /** Ends it; who reads or writes gets the error. */
  fail(error: EngineError): void {
    if (this.#closed) return;
    this.#reason ??= error;
    this.close();
  }

  get readable(): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#read() };
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#taken) throw new TypeError("a connection is read once");
    this.#taken = true;
    for (;;) {
      let bytes: Uint8Array | null;
      try {
        bytes = await this.reader.read();
      } catch (e) {
        if (this.#reason) throw this.#reason;
        if (this.#closed) return; // closed by our own side
        throw exchangeError(e, this.at);
      }
      if (this.#reason) throw this.#reason;
      this.heard = performance.now();
      if (bytes === null || this.#closed) {
        this.pulse?.leave(this);
        return;
      }
      yield bytes;
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    // One after the other: two writes at once would mix their bytes.
    const written = this.#writing.then(async () => {
      if (this.#reason) throw this.#reason;
      if (this.#closed || this.#writeEnded) {
        throw new EngineError(`${this.at.op}: the connection is closed for writing`, {
          code: "cut",
          op: this.at.op,
          endpoint: this.at.endpoint,
        });
      }
      try {
        await writeAll(this.conn, bytes);
      } catch (e) {
        throw this.#reason ?? exchangeError(e, this.at);
      }
    });
    this.#writing = written.catch(() => {});
    return written;
  }

  closeWrite(): Promise<void> {
    const closed = this.#writing.then(async () => {
      if (this.#closed || this.#writeEnded) return;
      this.#writeEnded = true;
      try {
        await this.conn.closeWrite();
      } catch { /* the peer is gone: nothing left to tell it */ }
    });
    this.#writing = closed;
    return closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.pulse?.leave(this);
    this.signal.removeEventListener("abort", this.#onAbort);
    closeQuietly(this.conn);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
