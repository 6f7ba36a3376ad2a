import { EngineError } from "../errors.ts";

/** PEM texts for TLS, and whether the server's certificate is checked. */
export interface TlsMaterial {
  /** Authorities that may have signed the server's certificate; unset: the system's own. */
  ca?: string;
  /** Our certificate and its key; both or none. */
  cert?: string;
  key?: string;
  /** False: any certificate is accepted, the connection is encrypted but not authenticated. */
  verify: boolean;
}

/** Where an engine listens. */
export type Endpoint =
  | { kind: "unix"; path: string }
  | { kind: "tcp"; hostname: string; port: number; basePath: string; tls?: TlsMaterial }
  | { kind: "ssh"; hostname: string; user?: string; port?: number; path?: string };

/** What docker uses when nothing is configured. */
export const DEFAULT_SOCKET = "/var/run/docker.sock";

function unusable(message: string, hint?: string): EngineError {
  return new EngineError(message, { code: "config", op: "resolve endpoint", hint });
}

/**
 * Reads a DOCKER_HOST string as docker does (docker/cli opts/hosts.go): surrounding space is
 * dropped, no scheme means tcp, tcp's port is 2375 (2376 with TLS), an empty unix path is the
 * default socket.
 *
 * @throws {EngineError} of code `config`, with docker's own words where docker has some.
 */
export function parseHost(text: string, tls?: TlsMaterial): Endpoint {
  const host = text.trim();
  if (host === "") {
    return tls
      ? { kind: "tcp", hostname: "localhost", port: 2376, basePath: "", tls }
      : { kind: "unix", path: DEFAULT_SOCKET };
  }
  const at = host.indexOf("://");
  const scheme = at < 0 ? "tcp" : host.slice(0, at);
  const rest = at < 0 ? host : host.slice(at + 3);
  switch (scheme) {
    case "unix":
      if (rest.includes("://")) throw unusable(`invalid proto, expected unix: ${rest}`);
      return { kind: "unix", path: rest === "" ? DEFAULT_SOCKET : rest };
    case "tcp":
      return parseTcp(rest, tls);
    case "ssh":
      return parseSsh(host);
    case "npipe":
    case "fd":
      throw unusable(
        `the ${scheme} protocol of "${host}" is not available here`,
        "Use a unix://, tcp:// or ssh:// address",
      );
    default:
      throw unusable(`invalid bind address format: ${rest}`);
  }
}

function parseTcp(rest: string, tls?: TlsMaterial): Endpoint {
  const bad = () => unusable(`invalid bind address format: ${rest}`);
  let url: URL;
  try {
    // An http URL, because only special schemes get their host checked; its default port 80
    // would vanish, so the port is read from the text.
    url = new URL(
      `http://${rest.startsWith(":") || rest.startsWith("/") ? "localhost" : ""}${
        rest === "" ? "localhost" : rest
      }`,
    );
  } catch {
    throw bad();
  }
  if (url.username || url.password || url.search || url.hash) throw bad();
  const authority = rest.split("/", 1)[0];
  const port = /:(\d*)$/.exec(authority.replace(/^\[[^\]]*\]/, ""))?.[1];
  return {
    kind: "tcp",
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: port ? Number(port) : tls ? 2376 : 2375,
    basePath: url.pathname.replace(/\/+$/, ""),
    ...(tls && { tls }),
  };
}

function parseSsh(host: string): Endpoint {
  let url: URL;
  try {
    url = new URL(host);
  } catch {
    throw unusable(`unable to parse ssh host "${host}"`);
  }
  const why = url.password
    ? "plain-text password is not supported"
    : url.hostname === ""
    ? "no host specified"
    : url.search
    ? "query parameters are not allowed"
    : url.hash
    ? "fragments are not allowed"
    : undefined;
  if (why) throw unusable(`invalid SSH URL: ${why}`);
  const hostname = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(url.username);
  // ssh would take such a word for an option.
  if (hostname.startsWith("-") || user.startsWith("-")) {
    throw unusable(`invalid SSH URL: "${host}" names an option`);
  }
  const path = decodeURIComponent(url.pathname);
  return {
    kind: "ssh",
    hostname,
    ...(user && { user }),
    ...(url.port && { port: Number(url.port) }),
    ...(path !== "" && path !== "/" && { path }),
  };
}

/** The endpoint as a DOCKER_HOST string. */
export function formatEndpoint(e: Endpoint): string {
  switch (e.kind) {
    case "unix":
      return `unix://${e.path}`;
    case "tcp":
      return `tcp://${bracket(e.hostname)}:${e.port}${e.basePath}`;
    case "ssh":
      return `ssh://${e.user ? encodeURIComponent(e.user) + "@" : ""}${bracket(e.hostname)}${
        e.port ? ":" + e.port : ""
      }${e.path ?? ""}`;
  }
}

/** An IPv6 address as it stands in an URL. */
export function bracket(hostname: string): string {
  return hostname.includes(":") ? `[${hostname}]` : hostname;
}
