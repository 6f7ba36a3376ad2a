import { EngineError } from "../errors.ts";
import type { Dialer } from "./connection.ts";
import { type DialOptions, socketDialer } from "./dial.ts";
import { bracket, type Endpoint, formatEndpoint, parseHost } from "./endpoint.ts";
import { HttpTransport, type TransportOptions } from "./http_transport.ts";
import type { Transport } from "./types.ts";

/** Settings of {@link createTransport}. */
export interface CreateTransportOptions extends TransportOptions {
  /** Milliseconds that a connection may take to come about; 10 s, 30 s for ssh. */
  connectTimeout?: number;
  /** The environment in which ssh runs; unset: the process's own. */
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
    dialer: dialerFor(e, { timeout: options.connectTimeout }),
    host: e.kind === "tcp" ? `${bracket(e.hostname)}:${e.port}` : "localhost",
    basePath: e.kind === "tcp" ? e.basePath : "",
  }, options);
}

function dialerFor(e: Endpoint, options: DialOptions): Dialer {
  if (e.kind === "unix" || (e.kind === "tcp" && e.tls === undefined)) {
    return socketDialer(e, options);
  }
  throw new EngineError(`${formatEndpoint(e)} cannot be reached yet`, {
    code: "config",
    op: "connect",
  });
}
