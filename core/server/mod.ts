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
 * manage/       containers of all hosts in our own words, live, logs, plans
 * page/         the page's files, who is signed in, its terminal
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
import { type HostSource, LOCAL } from "./manage/hosts.ts";
import { type LoginOf, Management } from "./manage/management.ts";
import type { Clean } from "./manage/views.ts";
import type { LoadPage } from "./page/files.ts";
import { PageSessions } from "./page/sessions.ts";
import { ROUTES } from "./table.ts";
import type { AccessEntry, ServerLimits } from "./types.ts";

export type { HostSource } from "./manage/hosts.ts";
export type { LoginOf } from "./manage/management.ts";

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
  /** The folder of all records, for what was recorded of containers beside their lines. */
  records?: string;
  /** The hosts that are managed; unset: the one of `transport`. */
  hosts?: readonly HostSource[];
  /** The page for browsers; unset: there is none. */
  page?: LoadPage;
  /** Takes out of what containers wrote what a screen must not see, but for colours. */
  clean?: Clean;
  /** The folder of the journals of recreates; a folder of nobody's where nothing is changed. */
  journals?: string;
  /** The folder of what supervisors keep on disk; see `superviseDir`. */
  supervisors?: string;
  /** Logins for images that the server itself pulls; unset: it pulls as nobody. */
  login?: LoginOf;
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
  /** Who is signed in to the page, where there is one. */
  readonly page?: PageSessions;
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
  const tls = security.tls !== undefined;
  const page = options.page && new PageSessions(tls);
  const { transport, record } = options;
  const hosts = options.hosts ??
    (transport && [{ name: LOCAL, transport, record, records: options.records }]);
  const manage = hosts && new Management({
    hosts,
    clean: options.clean,
    journals: options.journals ?? "/nonexistent",
    ...(options.supervisors !== undefined && { supervisors: options.supervisors }),
    ...(options.login && { login: options.login }),
    onError: options.onError,
  });
  const policy: ServerPolicy = {
    ...(page && { page }),
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
        ...(transport && { transport }),
        ...(record && { record }),
        ...(options.page && { page: options.page }),
        ...(manage && { manage }),
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
  const stop = async () => {
    await Promise.all([server.stop(), manage?.close()]);
  };
  return {
    address: listener.address,
    url: serverUrl(listener.address, tls),
    ...(page && { page }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
