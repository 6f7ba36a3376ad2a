/** HTTP proxies between us and an engine on tcp, as Go's clients take them from the environment. */
import { EngineError } from "../errors.ts";
import { type Connection, type Via, writeAll } from "./connection.ts";
import { AnswerReader } from "./http1.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** A proxy that speaks HTTP. */
export interface Proxy {
  hostname: string;
  port: number;
  /** `Basic …`, where its address names a user. */
  authorization?: string;
}

const HINT = "Look at HTTP_PROXY, HTTPS_PROXY and NO_PROXY";

function first(env: Env, name: string): string {
  return env[name] || env[name.toLowerCase()] || "";
}

/**
 * The proxy for a host: HTTPS_PROXY's where TLS is spoken, else HTTP_PROXY's, unless NO_PROXY names
 * the host or it is this machine (golang.org/x/net/http/httpproxy).
 *
 * @throws {EngineError} of code `config` for a proxy that cannot be used.
 */
export function proxyFor(
  { hostname, port, tls }: { hostname: string; port: number; tls?: unknown },
  env: Env,
): Proxy | undefined {
  const name = tls === undefined ? "HTTP_PROXY" : "HTTPS_PROXY";
  const text = first(env, name).trim();
  if (text === "" || excepted(hostname, port, first(env, "NO_PROXY"))) return undefined;
  const bad = (why: string) =>
    new EngineError(`invalid proxy address ${JSON.stringify(text)}: ${why}`, {
      code: "config",
      op: "connect",
      hint: HINT,
    });
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw bad("it is no URL");
  }
  if (url.protocol !== "http:") {
    throw bad(`proxies of "${url.protocol}//" cannot be used, "http://" can`);
  }
  const user = decodeURIComponent(url.username);
  const secret = `${user}:${decodeURIComponent(url.password)}`;
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 80),
    ...(user !== "" && {
      authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(secret)))}`,
    }),
  };
}

/** Whether a host is reached without a proxy. */
export function excepted(hostname: string, port: number, list: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, "");
  if (host === "localhost" || host === "::1" || /^127\./.test(host)) return true;
  const own = addressOf(host);
  for (const item of list.toLowerCase().split(",")) {
    let entry = item.trim();
    if (entry === "") continue;
    if (entry === "*") return true;
    const range = /^([0-9a-f.:]+)\/(\d+)$/.exec(entry);
    if (range !== null) {
      const net = addressOf(range[1]);
      if (own && net && own.length === net.length && sameBits(own, net, Number(range[2]))) {
        return true;
      }
      continue;
    }
    const portOf = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry);
    if (portOf !== null) {
      if (Number(portOf[2]) !== port) continue;
      entry = portOf[1];
    }
    entry = entry.replace(/^\[|\]$/g, "").replace(/^\*\./, ".");
    if (entry === host) return true;
    if (own === undefined && host.endsWith(entry.startsWith(".") ? entry : `.${entry}`)) {
      return true;
    }
  }
  return false;
}

/** The bytes of an IP address; undefined for a name. */
function addressOf(text: string): number[] | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text.split(".").map(Number);
  if (!text.includes(":")) return undefined;
  const [head, tail] = text.split("::");
  const words = (part: string) => part === "" ? [] : part.split(":").map((w) => parseInt(w, 16));
  const left = words(head), right = tail === undefined ? [] : words(tail);
  const zeros = Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0);
  const all = tail === undefined ? left : [...left, ...zeros, ...right];
  return all.length === 8 ? all.flatMap((w) => [w >> 8, w & 255]) : undefined;
}

function sameBits(a: readonly number[], b: readonly number[], bits: number): boolean {
  for (let n = 0; n < a.length && bits > 0; n++, bits -= 8) {
    const shift = Math.max(0, 8 - bits);
    if (a[n] >> shift !== b[n] >> shift) return false;
  }
  return true;
}

/** What asks a proxy for a way to an engine. */
export function connectRequest(target: string, proxy: Proxy): Uint8Array {
  const authorization = proxy.authorization === undefined
    ? ""
    : `Proxy-Authorization: ${proxy.authorization}\r\n`;
  return new TextEncoder().encode(
    `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`,
  );
}

/** How requests go to a proxy that is no tunnel: with all of their address in the first line. */
export function viaProxy(target: string, proxy: Proxy): Via {
  return {
    prefix: `http://${target}`,
    headers: proxy.authorization === undefined
      ? {}
      : { "proxy-authorization": proxy.authorization },
    proxy: `${proxy.hostname}:${proxy.port}`,
  };
}

/** A refusal of CONNECT that does not say that plain requests are refused, too. */
const NO_TUNNELS: ReadonlySet<number> = new Set([400, 403, 404, 405, 501]);

/** Whether a proxy opens no way to a port, but may pass requests on, as most do for HTTP alone. */
export function mayPassOn(error: unknown): boolean {
  return error instanceof EngineError && error.status !== undefined &&
    NO_TUNNELS.has(error.status);
}

/** A proxy that does not lead to the engine. */
export function noWay(where: string, target: string, status: number): EngineError {
  return new EngineError(`the proxy ${where} gives no way to ${target}: status ${status}`, {
    code: status === 407 ? "unauthorized" : "unreachable",
    op: "connect",
    status,
    hint: HINT,
  });
}

/** Asks for a way through the proxy over a connection to it. */
export async function tunnel(conn: Connection, target: string, proxy: Proxy): Promise<void> {
  await writeAll(conn, connectRequest(target, proxy));
  const reader = new AnswerReader(conn);
  const { status } = await reader.head();
  if (status === 200 && !reader.ahead) return;
  throw noWay(`${proxy.hostname}:${proxy.port}`, target, status);
}
