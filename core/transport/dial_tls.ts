/** Dials tcp with TLS, with the certificates that docker's flags name. */
import type { Duplex } from "node:stream";
import { EngineError } from "../errors.ts";
import type { Connection, Dialer } from "./connection.ts";
import { type DialOptions, within } from "./dial.ts";
import { bracket, type Endpoint, formatEndpoint, type TlsMaterial } from "./endpoint.ts";
import { FlowingConnection } from "./flowing_connection.ts";
import { type Proxy, proxyFor, tunnel } from "./proxy.ts";

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
  const refuse = (problem: string | undefined) => {
    if (problem === undefined) return;
    throw new EngineError(problem, { code: "config", op: "connect", endpoint: name });
  };
  refuse(materialProblem(tls));
  const identity = tls.cert && tls.key ? { cert: tls.cert, key: tls.key } : {};
  const proxy = proxyFor(endpoint, options.env ?? {});
  const open = async (): Promise<Connection> => {
    refuse(await pairProblem(tls));
    if (proxy !== undefined) {
      const way = { proxy, target: `${bracket(hostname)}:${port}` };
      return await openByNode(hostname, port, { ...identity, ca: tls.ca, verify: tls.verify }, way);
    }
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
  if (e instanceof EngineError) return e;
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

/** A whole block of PEM; what stands between may be anything but another block's begin. */
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s:,-]*?-----END \1-----/g;

/**
 * What is wrong with certificates and key, found before anything is dialled: a file that is empty or
 * cut, a key of another certificate. Deno 2.7 panics at these, and node:tls leaves them out without
 * a word. Undefined where they are well.
 */
function materialProblem({ ca, cert, key, verify, from = {} }: TlsMaterial): string | undefined {
  const parts = [
    ["CA certificate", verify ? ca : undefined, from.ca, /^(TRUSTED |X509 )?CERTIFICATE$/],
    ["client certificate", cert, from.cert, /^(X509 )?CERTIFICATE$/],
    ["private key", key, from.key, /PRIVATE KEY$/],
  ] as const;
  for (const [what, text, path, kind] of parts) {
    if (text === undefined) continue;
    const of = path === undefined ? `the ${what}` : `the ${what} ${path}`;
    if (text.trim() === "") return `${of} is empty`;
    if (what === "private key" && /ENCRYPTED/.test(text)) {
      return "private key is encrypted - support for encrypted private keys has been removed";
    }
    const blocks = [...text.matchAll(BLOCK)].filter(([, name]) => kind.test(name));
    if (blocks.length > 0 && blocks.length === begun(text, kind)) continue;
    return begun(text, kind) > 0
      ? `${of} is cut off: a BEGIN has no END`
      : `${of} holds no ${what === "private key" ? "private key" : "certificate"} in PEM`;
  }
  return undefined;
}

/** The same of two files that are each well: whether the key is the certificate's. */
async function pairProblem({ cert, key, from = {} }: TlsMaterial): Promise<string | undefined> {
  if (cert === undefined || key === undefined) return undefined;
  const { createPrivateKey, X509Certificate } = await import("node:crypto");
  try {
    if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return undefined;
  } catch (e) {
    return `could not load the certificate or its key: ${(e as Error).message}`;
  }
  const of = from.key === undefined ? "the private key" : `the private key ${from.key}`;
  return `${of} is not that of the certificate${from.cert === undefined ? "" : ` ${from.cert}`}`;
}

/** How many blocks of a kind begin. */
function begun(text: string, kind: RegExp): number {
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].filter(([, n]) => kind.test(n)).length;
}

/** The error where output after the end of the input cannot be had. */
function lostOutput(): EngineError {
  return new EngineError("what came after the end of the input is lost", {
    code: "protocol",
    op: "connect",
    hint: "TLS without verification cannot end the input alone here: use --tlsverify, or ssh://",
  });
}

async function openByNode(
  hostname: string,
  port: number,
  { verify, ...material }: { verify: boolean; ca?: string; cert?: string; key?: string },
  way?: { proxy: Proxy; target: string },
): Promise<Connection> {
  // The types know nothing of allowHalfOpen, hence a name of its own.
  const options = { host: hostname, port, ...material, rejectUnauthorized: verify };
  const socket = way && await throughProxy(way.proxy, way.target);
  const open = { ...options, ...(socket && { socket, servername: hostname }), allowHalfOpen: true };
  const { connect } = await import("node:tls"); // not cheap, and most engines need none
  return await new Promise((resolve, reject) => {
    const socket = connect(open);
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      socket.off("error", reject);
      socket.setNoDelay(true);
      resolve(new StreamConnection(socket, !trustsGivenOnly(Deno.version.deno)));
    });
  });
}

/** A node socket to the engine, which the proxy made a way for. */
async function throughProxy(proxy: Proxy, target: string): Promise<Duplex> {
  const { connect } = await import("node:net");
  const socket = connect(proxy.port, proxy.hostname);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  try {
    await tunnel(new FlowingConnection(socket), target, proxy);
  } catch (e) {
    socket.destroy();
    throw e;
  }
  return socket;
}

/**
 * The runtime's own connection below a node socket, which ends one direction alone where the socket
 * ends both; undefined where it cannot be found. Seen on 2.7.11.
 */
function runtimesOwn(stream: Duplex): Pick<Deno.Conn, "closeWrite"> | undefined {
  const { _handle: handle } = stream as { _handle?: Record<symbol, unknown> };
  if (typeof handle !== "object" || handle === null) return undefined;
  return Object.getOwnPropertySymbols(handle).map((s) => handle[s]).find((inner) =>
    typeof (inner as Partial<Deno.Conn> | null)?.closeWrite === "function"
  ) as Pick<Deno.Conn, "closeWrite"> | undefined;
}

/** A node stream as a connection. */
export class StreamConnection implements Connection {
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  /** Whether what comes after our half-close is lost, and the loss is not to be silent. */
  #deaf = false;

  constructor(
    readonly stream: Duplex & { ref?(): unknown; unref?(): unknown },
    /** Whether the runtime reads nothing more once our direction has ended. */
    readonly endsBoth = false,
  ) {
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
      if (this.#deaf && (this.#ended || this.#error !== undefined)) throw lostOutput();
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

  async closeWrite(): Promise<void> {
    const own = this.endsBoth && !this.#ended ? runtimesOwn(this.stream) : undefined;
    if (own !== undefined) return await own.closeWrite().catch(() => {}); // the peer may be gone
    this.#deaf ||= this.endsBoth && !this.#ended;
    return await new Promise((resolve) => this.stream.end(() => resolve()));
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
