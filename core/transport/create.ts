/** Makes the transport for an endpoint: the way to dial it, and HTTP on top. */
import type { Dialer } from "./connection.ts";
import { socketDialer } from "./dial.ts";
import { sshDialer, type SshOptions } from "./dial_ssh.ts";
import { tlsDialer } from "./dial_tls.ts";
import { bracket, type Endpoint, formatEndpoint, parseHost } from "./endpoint.ts";
import { HttpTransport, type TransportOptions } from "./http_transport.ts";
import type { Transport } from "./types.ts";

/** Settings of {@link createTransport}. */
export interface CreateTransportOptions extends TransportOptions {
  /** Milliseconds that a connection may take to come about; 10 s, 30 s for ssh. */
  connectTimeout?: number;
  /** The environment in which ssh runs, and which names proxies; unset: the process's own, and none. */
  env?: Readonly<Record<string, string | undefined>>;
}

/**
 * A transport to an endpoint, given as a DOCKER_HOST string or resolved. Nothing is connected
 * before the first request.
 *
 * @throws {EngineError} of code `config` when the endpoint cannot be used.
 */
export function createTransport(
  endpoint: Endpoint | string,
  options: CreateTransportOptions = {},
): Transport {
  const e = typeof endpoint === "string" ? parseHost(endpoint) : endpoint;
  return new HttpTransport({
    endpoint: formatEndpoint(e),
    dialer: dialerFor(e, { timeout: options.connectTimeout, env: options.env, passOn: true }),
    host: e.kind === "tcp" ? `${bracket(e.hostname)}:${e.port}` : "localhost",
    basePath: e.kind === "tcp" ? e.basePath : "",
    // ssh asks after its link itself (dial_ssh.ts), and a local socket has none.
    far: e.kind === "tcp",
  }, options);
}

/** What makes connections to an endpoint. */
export function dialerFor(e: Endpoint, options: SshOptions): Dialer {
  if (e.kind === "ssh") return sshDialer(e, options);
  if (e.kind === "tcp" && e.tls !== undefined) return tlsDialer({ ...e, tls: e.tls }, options);
  return socketDialer(e, options);
}
