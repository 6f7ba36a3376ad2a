import type { Duplex } from "node:stream";
import { connect as connectByNode } from "node:tls";
import { EngineError } from "../errors.ts";
import type { Connection, Dialer } from "./connection.ts";
import { type DialOptions, within } from "./dial.ts";
import { type Endpoint, formatEndpoint, type TlsMaterial } from "./endpoint.ts";

type TlsEndpoint = Extract<Endpoint, { kind: "tcp" }> & { tls: TlsMaterial };

/**
 * Dials tcp with TLS, with a client certificate where there is one. The given authorities count
 * beside those that the runtime trusts (docker trusts the given ones alone).
 *
 * @throws {EngineError} of code `config` for a key that is encrypted.
 */
export function tlsDialer(endpoint: TlsEndpoint, options: DialOptions = {}): Dialer {
  const name = formatEndpoint(endpoint);
  const { tls, hostname, port } = endpoint;
  if (tls.key !== undefined && /ENCRYPTED/.test(tls.key)) {
    throw new EngineError(
      "private key is encrypted - support for encrypted private keys has been removed",
      { code: "config", op: "connect", endpoint: name },
    );
  }
  const identity = tls.cert && tls.key ? { cert: tls.cert, key: tls.key } : {};
  const open = async (): Promise<Connection> => {
    // Deno's own has no way to take any certificate, node's half-closes less well on Deno 2.7.
    if (!tls.verify) return await openUnverified(hostname, port, identity);
    const conn = await Deno.connectTls({
      hostname,
      port,
      ...(tls.ca && { caCerts: [tls.ca] }),
      ...identity,
    });
    try {
      await conn.handshake();
    } catch (e) {
      conn.close();
      throw e;
    }
    return conn;
  };
  return {
    dial: (signal) =>
      within({ name, timeout: options.timeout ?? 10_000, signal }, async () => {
        try {
          return await open();
        } catch (e) {
          throw tlsError(e, name);
        }
      }),
    close: () => Promise.resolve(),
  };
}

/** What has to do with certificates gets a hint of its own; the rest is as without TLS. */
function tlsError(e: unknown, endpoint: string): unknown {
  const words = e instanceof Error ? e.message : String(e);
  if (!/certificate|alert|tls|ssl|handshake|key|pem|corrupt message/i.test(words)) return e;
  return new EngineError(`Cannot connect to the Docker daemon at ${endpoint}: ${words}`, {
    code: "unreachable",
    op: "connect",
    endpoint,
    hint: /corrupt message/i.test(words)
      ? "The engine may not speak TLS there; without it the port is mostly 2375"
      : "Look at ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH, and at the host's name",
    cause: e,
  });
}

function openUnverified(
  hostname: string,
  port: number,
  identity: { cert?: string; key?: string },
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connectByNode({ host: hostname, port, ...identity, rejectUnauthorized: false });
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      socket.off("error", reject);
      socket.setNoDelay(true);
      resolve(new StreamConnection(socket));
    });
  });
}

/** A node stream as a connection. */
export class StreamConnection implements Connection {
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(readonly stream: Duplex & { ref?(): unknown; unref?(): unknown }) {
    const wake = () => {
      const w = this.#wake;
      this.#wake = undefined;
      w?.();
    };
    stream.on("readable", wake);
    stream.on("end", () => {
      this.#ended = true;
      wake();
    });
    stream.on("error", (e) => {
      this.#error ??= e;
      wake();
    });
    stream.on("close", () => {
      this.#error ??= this.#ended ? undefined : new Deno.errors.BadResource("closed");
      this.#ended = true;
      wake();
    });
  }

  async read(into: Uint8Array): Promise<number | null> {
    for (;;) {
      const chunk = this.stream.read() as Uint8Array | null;
      if (chunk !== null) {
        const n = Math.min(chunk.length, into.length);
        into.set(chunk.subarray(0, n));
        if (n < chunk.length) this.stream.unshift(chunk.subarray(n));
        return n;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return null;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  write(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.stream.write(bytes, (e) => e ? reject(e) : resolve(bytes.length));
    });
  }

  closeWrite(): Promise<void> {
    return new Promise((resolve) => this.stream.end(() => resolve()));
  }

  close(): void {
    this.stream.destroy();
  }
  ref(): void {
    this.stream.ref?.();
  }
  unref(): void {
    this.stream.unref?.();
  }
}
