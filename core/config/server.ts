/** The address and token of a served record, from flags and environment. */
import { EngineError, isEngineError } from "../errors.ts";
import { dialerFor } from "../transport/create.ts";
import { bracket, type Endpoint, type TlsMaterial } from "../transport/endpoint.ts";
import { HttpTransport, type TransportOptions } from "../transport/http_transport.ts";
import type { Duplex, Transport, WireRequest, WireResponse } from "../transport/types.ts";
import { isLoopback } from "../server/listen.ts";
import { checkToken, readTokenFile } from "../server/token.ts";
import { envOf, type Surroundings } from "./paths.ts";

/** Which server of `dockerctl record run --listen` is meant, and how it knows us. */
export interface ServerClientOptions extends Surroundings {
  /** `--server`: `http://HOST[:PORT]`, `https://HOST[:PORT]` or `unix:PATH`. */
  server: string;
  /** `--server-token-file`; unset: DOCKERCTL_SERVER_TOKEN, DOCKERCTL_SERVER_TOKEN_FILE. */
  tokenFile?: string;
  /** `--tlscacert`: authorities of the server's certificate; unset: the system's. */
  tlsCaCert?: string;
  /** `--tlscert`, `--tlskey`: our certificate, where the server wants one. */
  tlsCert?: string;
  tlsKey?: string;
  /** `--tlsverify=false`: any certificate is taken. */
  tlsVerify?: boolean;
  /** A fixed version of the engine's API; unset: DOCKER_API_VERSION, else negotiated. */
  apiVersion?: string;
  userAgent?: string;
}

/** The two ways into a server. Closing one leaves the other. */
export interface ServerClient {
  /** The engine behind the server, as if it were reached itself. */
  engine(): Transport;
  /** The server's own calls: paths are `/record/info` and so on, all unversioned. */
  own(): Transport;
}

interface ServerAddress {
  /** As messages name it. */
  name: string;
  endpoint: Extract<Endpoint, { kind: "unix" | "tcp" }>;
  secure: boolean;
  prefix: string;
}

const unusable = (message: string, hint?: string, cause?: unknown) =>
  new EngineError(message, { code: "config", op: "resolve server", hint, cause });

/**
 * Reads `--server`.
 *
 * @throws {EngineError} of code `config`.
 */
export function parseServer(text: string): ServerAddress {
  // What may hold a token or a password is not said again, on a screen or in a log.
  const shown = /[@?#]/.test(text) ? "What was given" : `"${text}"`;
  const bad = () =>
    unusable(
      `${shown} is no server`,
      "Give http://HOST:PORT, https://HOST:PORT or unix:PATH, as the server says when it starts",
    );
  const unix = /^unix:(?:\/\/)?(\/.+)$/.exec(text)?.[1];
  if (unix !== undefined) {
    const endpoint = { kind: "unix", path: unix } as const;
    return { name: `unix:${unix}`, endpoint, secure: true, prefix: "" };
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw bad();
  }
  if (url.username || url.password || url.search || url.hash) {
    throw unusable(
      "A server's address holds no user, no password and nothing behind a ? or #",
      "Give the token in a file: --server-token-file PATH",
    );
  }
  if (!/^https?:$/.test(url.protocol)) throw bad();
  const secure = url.protocol === "https:";
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const prefix = url.pathname.replace(/\/+$/, "");
  const port = Number(url.port) || (secure ? 443 : 80);
  return {
    name: `${url.protocol}//${bracket(hostname)}:${port}${prefix}`,
    endpoint: { kind: "tcp", hostname, port, basePath: "" },
    secure,
    prefix,
  };
}

/**
 * The way to a server. Nothing is connected before the first call.
 *
 * @throws {EngineError} of code `config` for an address, a token or a certificate that is none,
 * and for a token that would go to another machine in the clear.
 */
export async function openServer(options: ServerClientOptions): Promise<ServerClient> {
  const env = envOf(options);
  const { name, endpoint, secure, prefix } = parseServer(options.server.trim());
  const token = await tokenOf(options);
  if (token !== undefined && !secure && endpoint.kind === "tcp" && !isLoopback(endpoint.hostname)) {
    throw unusable(
      `the token would go to ${endpoint.hostname} in the clear`,
      "Use https://, or a tunnel (ssh -L) and http://localhost",
    );
  }
  const tls = endpoint.kind === "tcp" && secure ? await tlsOf(options) : undefined;
  const apiVersion = options.apiVersion ?? (env.DOCKER_API_VERSION?.replace(/^v/, "") || undefined);
  const settings: TransportOptions = {
    ...(apiVersion !== undefined && { apiVersion }),
    ...(options.userAgent !== undefined && { userAgent: options.userAgent }),
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  };
  const host = endpoint.kind === "tcp"
    ? `${bracket(endpoint.hostname)}:${endpoint.port}`
    : "localhost";
  const at = (path: string) =>
    new ServerTransport(
      new HttpTransport({
        endpoint: name,
        // One dialer each: closing one transport must not close the other's connections.
        dialer: dialerFor(tls ? { ...endpoint, tls } as Endpoint : endpoint, {}),
        host,
        basePath: `${prefix}/v1${path}`,
      }, settings),
    );
  return { engine: () => at("/engine"), own: () => at("") };
}

async function tokenOf(options: ServerClientOptions): Promise<string | undefined> {
  const env = envOf(options);
  if (options.tokenFile === undefined && env.DOCKERCTL_SERVER_TOKEN) {
    return checkToken(env.DOCKERCTL_SERVER_TOKEN.trim(), "DOCKERCTL_SERVER_TOKEN");
  }
  const path = options.tokenFile ?? env.DOCKERCTL_SERVER_TOKEN_FILE;
  return path ? await readTokenFile(path) : undefined;
}

async function tlsOf(options: ServerClientOptions): Promise<TlsMaterial> {
  const { tlsCaCert, tlsCert, tlsKey } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw unusable("--tlscert and --tlskey go together");
  }
  const read = async (path: string | undefined) => {
    try {
      return path === undefined ? undefined : await Deno.readTextFile(path);
    } catch (e) {
      const words = (e instanceof Error ? e.message : String(e)).replace(
        / \(os error \d+\).*$/,
        "",
      );
      throw unusable(`open ${path}: ${words}`, undefined, e);
    }
  };
  const [ca, cert, key] = await Promise.all([read(tlsCaCert), read(tlsCert), read(tlsKey)]);
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    verify: options.tlsVerify ?? true,
  };
}

/** Tells a server's failures as what they are: those of an engine have other causes and cures. */
class ServerTransport implements Transport {
  constructor(private readonly inner: Transport) {}

  get endpoint() {
    return this.inner.endpoint;
  }
  greeting(signal?: AbortSignal) {
    return this.#told(this.inner.greeting(signal));
  }
  send(request: WireRequest): Promise<WireResponse> {
    return this.#told(this.inner.send(request));
  }
  upgrade(request: WireRequest): Promise<Duplex> {
    return this.#told(this.inner.upgrade(request));
  }
  close() {
    return this.inner.close();
  }

  async #told<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (e) {
      throw isEngineError(e) ? serverError(e, this.endpoint) : e;
    }
  }
}

function serverError(e: EngineError, name: string): EngineError {
  const { op, status } = e;
  // Who dials has a name of its own for the address.
  const message = e.endpoint === undefined ? e.message : e.message.replaceAll(e.endpoint, name);
  // Without the status: these are the server's words, not an engine's.
  const as = (message: string, code: EngineError["code"], hint?: string) =>
    new EngineError(message, { code, op, endpoint: name, hint, cause: e });
  if (status === 401) {
    return as(
      `${name}: ${e.message}`,
      "unauthorized",
      "Give the file that the server named when it started: --server-token-file, or DOCKERCTL_SERVER_TOKEN_FILE",
    );
  }
  if (status === 403) return as(`${name}: ${e.message}`, "denied");
  if (status === 502 || status === 504) {
    return as(`Cannot connect to the engine behind ${name}: ${e.message}`, "unreachable");
  }
  if (status !== undefined) return e;
  if (e.code === "unreachable" && /Is the docker daemon running\?$/.test(message)) {
    return as(
      `Cannot connect to the server at ${name}`,
      "unreachable",
      "Start it there: dockerctl record run --listen",
    );
  }
  // A runtime that does not know the authority of a client's certificate hangs up without a word.
  if (e.code === "cut" && name.startsWith("https:")) {
    return as(
      message,
      "cut",
      "The server may have stopped, or may not take your certificate (--tlscert)",
    );
  }
  if (e.code === "unreachable" || e.code === "denied") {
    return as(
      message.replace(/the (?:Docker daemon(?: socket)?|engine) at/, "the server at"),
      e.code,
      /certificate|alert|tls|ssl|handshake/i.test(message)
        ? "See --tlscacert for its authority, --tlscert and --tlskey for your own certificate"
        : e.hint,
    );
  }
  return message === e.message ? e : as(message, e.code, e.hint);
}
