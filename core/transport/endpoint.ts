/** Where an engine answers: `unix://`, `tcp://`, `ssh://`, read as docker reads them. */
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
  /** The files they come from, for messages. */
  from?: { ca?: string; cert?: string; key?: string };
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
    case "unix": {
      // docker takes the scheme twice as well.
      const path = rest.startsWith("unix://") ? rest.slice(7) : rest;
      return { kind: "unix", path: path === "" ? DEFAULT_SOCKET : path };
    }
    case "tcp":
      return parseTcp(rest, tls);
    case "ssh":
      return parseSsh(host);
    case "npipe":
    case "fd":
      throw unusable(
        "protocol not available",
        `"${host}" is for other systems; use a unix://, tcp:// or ssh:// address`,
      );
    default:
      throw unusable(`invalid bind address format: ${host}`);
  }
}

function parseTcp(rest: string, tls?: TlsMaterial): Endpoint {
  const bad = () => unusable(`invalid bind address format: tcp://${rest}`);
  const authority = rest.split(/[/?#]/, 1)[0];
  const port = /:([^:\]]*)$/.exec(authority)?.[1];
  if (port !== undefined && !/^\d*$/.test(port)) {
    throw unusable(`parse "tcp://${rest}": invalid port ":${port}" after host`);
  }
  let url: URL;
  try {
    // An http URL, because only special schemes get their host checked. The port is read from
    // the text, as http's own port would vanish.
    url = new URL(`http://${/^(:|\/|$)/.test(rest) ? "localhost" : ""}${rest}`);
  } catch {
    throw bad();
  }
  if (url.username || url.password) throw bad();
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
    const port = /^ssh:\/\/[^/?#]*?:([^:/?#\]]*)(?:[/?#]|$)/.exec(host)?.[1];
    const wrong = port !== undefined && (!/^\d+$/.test(port) || Number(port) > 65_535);
    throw unusable(
      "ssh host connection is not valid: invalid SSH URL: " +
        (wrong ? `invalid port ":${port}" after host` : "no host specified"),
    );
  }
  const why = url.password
    ? "plain-text password is not supported"
    : url.hostname === ""
    ? "no host specified"
    : url.search
    ? `query parameters are not allowed: "${url.search.slice(1)}"`
    : url.hash
    ? `fragments are not allowed: "${url.hash.slice(1)}"`
    : undefined;
  if (why) throw unusable(`ssh host connection is not valid: invalid SSH URL: ${why}`);
  const hostname = decodeURIComponent(url.hostname).replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(url.username);
  // ssh would take such a word for an option.
  if (hostname.startsWith("-") || user.startsWith("-")) {
    throw unusable(`ssh host connection is not valid: invalid SSH URL: "${host}" names an option`);
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
