/** Where a server listens, and what that demands. */
import { X509Certificate } from "node:crypto";
import { networkInterfaces } from "node:os";
import { EngineError } from "../errors.ts";
import { bracket } from "../transport/endpoint.ts";

/** An address to listen on. */
export type ListenAddress =
  | { kind: "tcp"; hostname: string; port: number }
  | { kind: "unix"; path: string };

const unusable = (message: string, hint?: string) =>
  new EngineError(message, { code: "config", op: "listen", hint });

/**
 * Reads `--listen`: `HOST:PORT` (an IPv6 address in brackets, `0.0.0.0` and `[::]` for all,
 * port 0 for any free one) or `unix:PATH`.
 *
 * @throws {EngineError} of code `config`.
 */
export function parseListen(text: string): ListenAddress {
  const unix = /^unix:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (unix !== undefined) {
    if (!unix.startsWith("/")) throw unusable(`the path of "${text}" must begin with /`);
    return { kind: "unix", path: unix };
  }
  const m = /^(?:tcp:\/\/)?(\[[0-9a-fA-F:.]+\]|[^:/[\]\s]+):(\d{1,5})$/.exec(text);
  if (m === null || Number(m[2]) > 65_535) {
    throw unusable(
      `"${text}" is no address to listen on`,
      "Give HOST:PORT, such as 127.0.0.1:7700, or unix:PATH",
    );
  }
  return { kind: "tcp", hostname: m[1].replace(/^\[|\]$/g, "").toLowerCase(), port: Number(m[2]) };
}

/** Whether only this machine reaches an address. A name is not resolved, so only one counts. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/** The address as an URL for `--server`. */
export function serverUrl(address: ListenAddress, tls: boolean): string {
  if (address.kind === "unix") return `unix:${address.path}`;
  return `${tls ? "https" : "http"}://${bracket(address.hostname)}:${address.port}`;
}

/**
 * The names that a Host header may have: those of the loopback if it listens there, the address
 * itself (for `0.0.0.0` and `::` each of the machine's addresses and its name), those of the
 * certificate, and `more`.
 */
export function servedNames(
  address: { hostname: string },
  more: readonly string[],
  certificate?: string,
): string[] {
  const names = new Set(more.map((n) => n.toLowerCase()));
  const { hostname } = address;
  const all = hostname === "0.0.0.0" || hostname === "::";
  if (all || isLoopback(hostname)) {
    for (const n of ["localhost", "127.0.0.1", "::1"]) {
      names.add(n);
    }
  }
  if (!all) names.add(hostname);
  else {
    names.add(Deno.hostname().toLowerCase());
    for (const list of Object.values(networkInterfaces())) {
      for (const { address } of list ?? []) names.add(address.toLowerCase());
    }
  }
  if (certificate !== undefined) { for (const n of certificateNames(certificate)) names.add(n); }
  return [...names];
}

/** The names and addresses that a certificate is for. */
function certificateNames(pem: string): string[] {
  const told = new X509Certificate(pem).subjectAltName ?? "";
  return [...told.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map((m) => m[1].toLowerCase());
}

/** How clients prove who they are. */
export interface ServerSecurity {
  token?: string;
  tls?: { cert: string; key: string; clientCa?: string };
}

/**
 * Refuses what would let strangers in: on the loopback a token or client certificates are wanted,
 * since every user of the machine reaches it; off the loopback TLS, too. A unix socket is for its
 * owner alone and wants neither.
 *
 * @throws {EngineError} of code `config`.
 */
export function checkSecurity(address: ListenAddress, security: ServerSecurity): void {
  const { token, tls } = security;
  if (tls?.clientCa !== undefined && !verifiesClients(Deno.version.deno)) {
    throw unusable(
      `client certificates cannot be verified by this build (Deno ${Deno.version.deno}; 2.9 is the first)`,
      "Use TLS with a token: leave --tls-client-ca out",
    );
  }
  if (address.kind === "unix") {
    if (tls !== undefined) throw unusable("a unix socket has no TLS; its mode keeps others out");
    return;
  }
  const proven = token !== undefined || tls?.clientCa !== undefined;
  if (!proven) throw unusable("a token or client certificates are wanted on a TCP port");
  if (!isLoopback(address.hostname) && tls === undefined) {
    throw unusable(
      `${bracket(address.hostname)} can be reached from other machines: it wants TLS`,
      "Give --tls-cert and --tls-key, or listen on 127.0.0.1 and use a tunnel (ssh -L)",
    );
  }
}

/**
 * Whether this Deno's node:tls asks clients for a certificate and verifies it. Seen: 2.9.6 does;
 * 2.7.11 takes the options and asks for nothing, and Deno.listenTls never does.
 */
export function verifiesClients(version: string): boolean {
  const [major, minor] = version.split(".").map(Number);
  return major > 2 || major === 2 && minor >= 9;
}
