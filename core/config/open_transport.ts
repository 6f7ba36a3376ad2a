/** From what a person said to a connection with an engine. */
import { EngineError, isEngineError } from "../errors.ts";
import { createTransport, type CreateTransportOptions } from "../transport/create.ts";
import { formatEndpoint } from "../transport/endpoint.ts";
import type { Transport } from "../transport/types.ts";
import { customHeaders } from "./headers.ts";
import { envOf } from "./paths.ts";
import { hostsOf, type ResolvedEndpoint, resolveEndpoint, type ResolveOptions } from "./resolve.ts";
import { NoEngineError, type TriedSocket, wellKnownSockets } from "./well_known.ts";

/** How to find and reach an engine. Everything unset is as docker has it. */
export interface ConnectOptions extends ResolveOptions, Omit<CreateTransportOptions, "headers"> {
  /** Ends the search; the transport lives on. */
  signal?: AbortSignal;
  /**
   * Whether to look at the sockets of other engines (rootless, Desktop, Colima, podman, …) when
   * nothing is configured and none answers at the default socket: true (unset), false, or the
   * sockets to look at instead.
   */
  wellKnown?: boolean | readonly { path: string; of: string }[];
  /** Told that an engine was found where docker would not have looked. */
  onNotice?: (text: string) => void;
  /** Further schemes of `--host` and DOCKER_HOST: `{ demo: () => transport }`. */
  schemes?: Readonly<Record<string, (host: string) => Transport | Promise<Transport>>>;
}

/** Milliseconds for a well-known socket to answer; a dead one must not keep the person waiting. */
const PROBE_TIMEOUT = 2_000;

/**
 * A transport to the engine that docker would use. Only where nothing is configured is the
 * engine asked at once, and other well-known sockets after the default one.
 *
 * @throws {EngineError} of code `config`; {@link NoEngineError} when no socket answers.
 */
export async function openTransport(options: ConnectOptions = {}): Promise<Transport> {
  const own = await ownScheme(options);
  if (own !== undefined) return own;
  const resolved = await resolveEndpoint(options);
  const settings = transportOptions(options, resolved);
  const transport = createTransport(resolved.endpoint, settings);
  if (resolved.source !== "default" || options.wellKnown === false) return transport;
  try {
    await transport.greeting(options.signal);
    return transport;
  } catch (e) {
    await transport.close();
    if (!isEngineError(e, "unreachable", "denied")) throw e;
    return await otherSocket(e, options, settings);
  }
}

async function ownScheme(options: ConnectOptions): Promise<Transport | undefined> {
  const hosts = hostsOf(options);
  if (options.context || options.schemes === undefined || hosts.length > 1) return undefined;
  const host = (hosts[0] ?? envOf(options).DOCKER_HOST ?? "").trim();
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//.exec(host)?.[1];
  if (scheme === undefined || !Object.hasOwn(options.schemes, scheme)) return undefined;
  return await options.schemes[scheme](host);
}

/** What a transport gets of the options, the environment and config.json. */
function transportOptions(
  options: ConnectOptions,
  resolved: ResolvedEndpoint,
): CreateTransportOptions {
  const env = envOf(options);
  const apiVersion = options.apiVersion ?? (env.DOCKER_API_VERSION?.replace(/^v/, "") || undefined);
  return {
    env,
    ...(apiVersion !== undefined && { apiVersion }),
    ...(options.userAgent !== undefined && { userAgent: options.userAgent }),
    ...(options.callTimeout !== undefined && { callTimeout: options.callTimeout }),
    ...(options.onAsked !== undefined && { onAsked: options.onAsked }),
    ...(options.pingTimeout !== undefined && { pingTimeout: options.pingTimeout }),
    ...(options.connectTimeout !== undefined && { connectTimeout: options.connectTimeout }),
    headers: { ...resolved.config.HttpHeaders, ...customHeaders(env.DOCKER_CUSTOM_HEADERS) },
  };
}

/** The first of the well-known sockets that answers. */
async function otherSocket(
  first: EngineError,
  options: ConnectOptions,
  settings: CreateTransportOptions,
): Promise<Transport> {
  const tried: TriedSocket[] = [triedOf(first, first.endpoint ?? "", "Docker")];
  const sockets = typeof options.wellKnown === "object"
    ? options.wellKnown
    : wellKnownSockets(options);
  for (const { path, of } of sockets) {
    const endpoint = formatEndpoint({ kind: "unix", path });
    const probe = createTransport({ kind: "unix", path }, {
      ...settings,
      pingTimeout: PROBE_TIMEOUT,
      connectTimeout: PROBE_TIMEOUT,
    });
    try {
      await probe.greeting(options.signal);
      options.onNotice?.(`No engine at ${first.endpoint}: using ${of} at ${endpoint}`);
      await probe.close();
      return createTransport({ kind: "unix", path }, settings);
    } catch (e) {
      await probe.close();
      if (!(e instanceof EngineError) || e.code === "aborted") throw e;
      tried.push(triedOf(e, endpoint, of));
    }
  }
  throw new NoEngineError(first, tried);
}

function triedOf(e: EngineError, endpoint: string, of: string): TriedSocket {
  const reason = e.cause instanceof Deno.errors.NotFound
    ? "no such socket"
    : e.cause instanceof Deno.errors.ConnectionRefused
    ? "nobody listens"
    : e.code === "denied"
    ? "permission denied"
    : e.code === "timeout"
    ? "does not answer"
    : e.message;
  return { endpoint, of, reason, ...(e.hint && e.code === "denied" && { hint: e.hint }) };
}
