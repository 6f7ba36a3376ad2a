/** Dials tcp with TLS, with the certificates that docker's flags name. */
import type { Duplex } from "node:stream";
import { EngineError } from "../errors.ts";
import type { Connection, Dialer } from "./connection.ts";
import { type DialOptions, within } from "./dial.ts";
import { type Endpoint, formatEndpoint, type TlsMaterial } from "./endpoint.ts";

type TlsEndpoint = Extract<Endpoint, { kind: "tcp" }> & { tls: TlsMaterial };

/**
 * Dials tcp with TLS, with a client certificate where there is one. As with docker, only the
 * given authorities are trusted where there are any, else those that the runtime trusts.
 *
 * Before Deno 2.9 (see {@link trustsGivenOnly}) the given ones count beside the runtime's: an
 * engine whose certificate comes from a public authority for the right host name is then taken,
 * too. The environment's `DENO_TLS_CA_STORE=,` empties the runtime's list for a whole process.
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
    // Deno's own has no way to take any certificate, nor to trust the given authorities alone.
    if (!tls.verify) return await openByNode(hostname, port, { ...identity, verify: false });
    if (tls.ca && trustsGivenOnly(Deno.version.deno)) {
      return await openByNode(hostname, port, { ...identity, ca: tls.ca, verify: true });
    }
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

/**
 * Whether this Deno's node:tls takes `ca` as the only authorities and sends on what comes after
 * our half-close. Seen: 2.9.6 does both; 2.7.11 adds `ca` to its own and loses what comes.
 */
export function trustsGivenOnly(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major > 2 || major === 2 && minor >= 9;
}

/** node:tls would leave out without a word what is no key, or not the certificate's. */
async function checkPair(cert: string, key: string): Promise<void> {
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  let fits: boolean;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch (e) {
    throw new Error(`could not load the certificate or its key: ${(e as Error).message}`);
  }
  if (!fits) throw new Error("the private key is not the certificate's");
}

async function openByNode(
  hostname: string,
  port: number,
  { verify, ...material }: { verify: boolean; ca?: string; cert?: string; key?: string },
): Promise<Connection> {
  const { cert, key } = material;
  if (cert !== undefined && key !== undefined) await checkPair(cert, key);
  // The types know nothing of allowHalfOpen, hence a name of its own.
  const options = { host: hostname, port, ...material, rejectUnauthorized: verify };
  const open = { ...options, allowHalfOpen: true };
  const { connect } = await import("node:tls"); // not cheap, and most engines need none
  return await new Promise((resolve, reject) => {
    const socket = connect(open);
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
