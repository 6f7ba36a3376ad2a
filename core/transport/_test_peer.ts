/** A scripted peer on a unix socket, for tests: what it says, byte for byte, is up to the test. */
import { writeAll } from "./connection.ts";

/** One accepted connection. */
export class PeerConn {
  #rest = "";
  constructor(readonly conn: Deno.Conn) {}

  /** Reads up to the end of a request's head (and nothing of its body unless it came along). */
  async request(): Promise<string> {
    const buffer = new Uint8Array(64 * 1024);
    let text = this.#rest;
    while (!text.includes("\r\n\r\n")) {
      const n = await this.conn.read(buffer);
      if (n === null) throw new Error("the client left");
      text += new TextDecoder("latin1").decode(buffer.subarray(0, n));
    }
    const end = text.indexOf("\r\n\r\n") + 4;
    this.#rest = text.slice(end);
    return text.slice(0, end);
  }

  /** What came after the head so far, then the rest up to the client's half-close. */
  async rest(): Promise<string> {
    const buffer = new Uint8Array(64 * 1024);
    for (;;) {
      const n = await this.conn.read(buffer);
      if (n === null) return this.#rest;
      this.#rest += new TextDecoder("latin1").decode(buffer.subarray(0, n));
    }
  }

  /** What came after the head, up to and with `end`. */
  async until(end: string): Promise<string> {
    const buffer = new Uint8Array(64 * 1024);
    while (!this.#rest.endsWith(end)) {
      const n = await this.conn.read(buffer);
      if (n === null) throw new Error("the client left");
      this.#rest += new TextDecoder("latin1").decode(buffer.subarray(0, n));
    }
    return this.#rest;
  }

  async say(text: string | Uint8Array): Promise<void> {
    await writeAll(this.conn, typeof text === "string" ? new TextEncoder().encode(text) : text);
  }

  /** Resolves when the client closed. */
  async gone(): Promise<void> {
    const buffer = new Uint8Array(64 * 1024);
    try {
      while (await this.conn.read(buffer) !== null);
    } catch { /* reset */ }
  }
}

/** A listening peer; disposing ends it and its connections. */
export interface Peer extends AsyncDisposable {
  readonly endpoint: string;
  readonly path: string;
  /** Heads of all requests that came, the pings too. */
  readonly requests: string[];
  accepted(): number;
}

export const PING =
  "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nOstype: linux\r\nContent-Length: 0\r\n\r\n";

/**
 * Listens. Pings are answered unless `ping` is false; anything else goes to `serve`, after whose
 * end the connection is closed unless it returns `"keep"`.
 */
export async function startPeer(
  serve: (c: PeerConn, head: string) => Promise<void | "keep">,
  options: { ping?: boolean } = {},
): Promise<Peer> {
  const dir = await Deno.makeTempDir({ prefix: "peer-" });
  const path = `${dir}/s.sock`;
  const listener = Deno.listen({ transport: "unix", path });
  const conns = new Set<Deno.Conn>();
  const requests: string[] = [];
  let accepted = 0;
  const one = async (conn: Deno.Conn) => {
    accepted++;
    conns.add(conn);
    const c = new PeerConn(conn);
    try {
      for (;;) {
        const head = await c.request();
        requests.push(head);
        if (options.ping !== false && head.includes(" /_ping ")) {
          await c.say(PING);
          continue;
        }
        if (await serve(c, head) !== "keep") break;
      }
    } catch {
      /* the client left */
    } finally {
      conns.delete(conn);
      try {
        conn.close();
      } catch { /* closed */ }
    }
  };
  const running: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const conn of listener) running.push(one(conn));
  })();
  return {
    endpoint: `unix://${path}`,
    path,
    requests,
    accepted: () => accepted,
    async [Symbol.asyncDispose]() {
      try {
        listener.close();
      } catch { /* closed by the test */ }
      for (const c of conns) {
        try {
          c.close();
        } catch { /* closed */ }
      }
      await accepting.catch(() => {});
      await Promise.all(running);
      await Deno.remove(dir, { recursive: true });
    },
  };
}
