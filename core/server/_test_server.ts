/** A server on loopback for tests. */
import { createTransport } from "../transport/create.ts";
import { type RunningServer, type ServerOptions, startServer } from "./mod.ts";
import type { AccessEntry } from "./types.ts";

export const TOKEN = "0123456789abcdefghijklmnopqrstuvwxyzABCD";

/** A server on a free port before the engine at `host`, with what it logged. */
export async function serverBefore(host: string, options: Partial<ServerOptions> = {}) {
  const stack = new AsyncDisposableStack();
  const transport = createTransport(host);
  stack.defer(() => transport.close());
  const log: AccessEntry[] = [];
  const errors: unknown[] = [];
  const server: RunningServer = stack.use(
    await startServer({
      address: { kind: "tcp", hostname: "127.0.0.1", port: 0 },
      security: { token: TOKEN },
      transport,
      version: "0.0.0",
      log: (entry) => void log.push(entry),
      onError: (e) => void errors.push(e),
      ...options,
    }),
  );
  const address = server.address;
  const port = address.kind === "tcp" ? address.port : 0;
  const connect = () =>
    address.kind === "tcp"
      ? Deno.connect({ hostname: "127.0.0.1", port })
      : Deno.connect({ transport: "unix", path: address.path });
  return {
    server,
    port,
    log,
    errors,
    connect,
    /** Sends bytes, perhaps in pieces, and gives all that came until the end of the connection. */
    async raw(...pieces: (string | Uint8Array)[]): Promise<string> {
      const conn = await connect();
      try {
        for (const p of pieces) {
          const bytes = typeof p === "string" ? new TextEncoder().encode(p) : p;
          for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
        }
      } catch { /* it was refused in the middle; the answer says why */ }
      const text = await readAll(conn);
      try {
        conn.close();
      } catch { /* closed already */ }
      return text;
    },
    /** One request with a good token and host, unless told otherwise. */
    request(
      method: string,
      path: string,
      { body = "", headers = {} }: { body?: string; headers?: Record<string, string> } = {},
    ): Promise<string> {
      const all: Record<string, string> = {
        Host: "localhost",
        Authorization: `Bearer ${TOKEN}`,
        Connection: "close",
        ...(body && { "Content-Length": String(body.length) }),
        ...headers,
      };
      const lines = Object.entries(all).map(([k, v]) => `${k}: ${v}\r\n`).join("");
      return this.raw(`${method} ${path} HTTP/1.1\r\n${lines}\r\n${body}`);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export async function readAll(conn: { read(b: Uint8Array): Promise<number | null> }) {
  const decoder = new TextDecoder();
  const block = new Uint8Array(64 * 1024);
  let text = "";
  for (;;) {
    const n = await conn.read(block).catch(() => null);
    if (n === null) return text + decoder.decode();
    text += decoder.decode(block.subarray(0, n), { stream: true });
  }
}

/** The status of an answer's text. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1] ?? 0);
}

/** The message of a refusal. */
export function messageOf(answer: string): string {
  return JSON.parse(answer.slice(answer.indexOf("\r\n\r\n") + 4)).message;
}
