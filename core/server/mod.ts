/**
 * The server of `dockerctl record run --listen`: the record, and an allow-listed part of the
 * Docker Engine API, for other dockerctls.
 *
 * ```
 * listen.ts     where it listens and what that demands     listener.ts   the sockets
 * head.ts       the head of a request, strictly read       http1.ts      requests and their bodies
 * connection.ts one client
 * http_server.ts all clients, and their end                token.ts      the token's file
 * admission.ts  host, origin, token                        handler.ts    from request to route
 * routes.ts     the route table's types, finding a route   host_reach.ts what a container may have
 * engine_pass.ts   calls on their way to the engine
 * engine_routes.ts  record_routes.ts  about_routes.ts      what there is
 * table.ts      all of it                                  openapi.ts    its document
 * ```
 * @module
 */
import type { RecordReader } from "../recorder/types.ts";
import type { Transport } from "../transport/types.ts";
import type { ServerPolicy } from "./admission.ts";
import { createHandler } from "./handler.ts";
import { HttpServer } from "./http_server.ts";
import {
  checkSecurity,
  type ListenAddress,
  servedNames,
  type ServerSecurity,
  serverUrl,
} from "./listen.ts";
import { openListener } from "./listener.ts";
import { ROUTES } from "./table.ts";
import type { AccessEntry, ServerLimits } from "./types.ts";

/** How {@link startServer} serves. */
export interface ServerOptions {
  address: ListenAddress;
  security: ServerSecurity;
  /** Further names by which clients may call it, beside its address and its certificate's. */
  names?: readonly string[];
  allowWrite?: boolean;
  allowPrivileged?: boolean;
  transport?: Transport;
  record?: RecordReader;
  /** dockerctl's version. */
  version: string;
  limits?: Partial<ServerLimits>;
  log?(entry: AccessEntry): void;
  onError?(error: unknown): void;
}

/** A server that runs. */
export interface RunningServer extends AsyncDisposable {
  /** Where it listens, with the port that was given out for port 0. */
  readonly address: ListenAddress;
  /** What to give as `--server`. */
  readonly url: string;
  /** Ends streams, lets short answers under way end, and closes. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a server. Transport and record stay the caller's.
 *
 * @throws {EngineError} of code `config` when strangers could get in, or the address is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { address, security } = options;
  checkSecurity(address, security);
  const policy: ServerPolicy = {
    ...(security.token !== undefined && { token: security.token }),
    ...(address.kind === "tcp" && {
      hosts: servedNames(address, options.names ?? [], security.tls?.cert),
    }),
    allowWrite: options.allowWrite ?? false,
    allowPrivileged: options.allowPrivileged ?? false,
  };
  const listener = await openListener(address, security.tls);
  const server = new HttpServer({
    handler: createHandler({
      routes: ROUTES,
      sources: {
        version: options.version,
        ...(options.transport && { transport: options.transport }),
        ...(options.record && { record: options.record }),
      },
      policy,
      // A unix DOCKER_HOST can name no path.
      engineAtRoot: address.kind === "unix",
      onError: options.onError,
    }),
    limits: options.limits,
    log: options.log,
  });
  server.serve(listener);
  return {
    address: listener.address,
    url: serverUrl(listener.address, security.tls !== undefined),
    stop: () => server.stop(),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
