/** Dials an endpoint: unix socket, tcp, tcp with TLS, ssh. */
import { EngineError } from "../errors.ts";
import type { Connection, Dialer, Via } from "./connection.ts";
import { bracket, type Endpoint, formatEndpoint } from "./endpoint.ts";
import { abortedError, connectError, timeoutError } from "./failure.ts";
import { mayPassOn, proxyFor, tunnel, viaProxy } from "./proxy.ts";

/** Limits of connecting, in milliseconds. */
export interface DialOptions {
  /** How long a connection may take to come about; 10 s unless told. */
  timeout?: number;
  /** Where proxies are named; unset: there is none. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Plain HTTP is spoken: a proxy that opens no way may pass requests on. Default false. */
  passOn?: boolean;
}

/** Milliseconds between tries when a socket's backlog is full. */
const BACKLOG_PAUSE = 20;

/** Dials unix sockets and plain tcp; the other kinds have files of their own. */
export function socketDialer(
  endpoint: Extract<Endpoint, { kind: "unix" | "tcp" }>,
  options: DialOptions = {},
): Dialer {
  const name = formatEndpoint(endpoint);
  const timeout = options.timeout ?? 10_000;
  const proxy = endpoint.kind === "tcp" ? proxyFor(endpoint, options.env ?? {}) : undefined;
  let via: Via | undefined;
  return {
    get via() {
      return via;
    },
    dial: (signal) =>
      within({ name, timeout, signal }, async (): Promise<Connection> => {
        if (endpoint.kind === "unix") {
          return await Deno.connect({ transport: "unix", path: endpoint.path });
        }
        const { hostname, port } = proxy ?? endpoint;
        const conn = await Deno.connect({ hostname, port });
        keepAlive(conn);
        if (proxy === undefined) return conn;
        if (via !== undefined) return Object.assign(conn, { via });
        const target = `${bracket(endpoint.hostname)}:${endpoint.port}`;
        try {
          await tunnel(conn, target, proxy);
        } catch (e) {
          conn.close();
          if (!options.passOn || !mayPassOn(e)) throw e;
          via = viaProxy(target, proxy);
          const again = await Deno.connect({ hostname, port });
          keepAlive(again);
          return Object.assign(again, { via });
        }
        return conn;
      }),
    close: () => Promise.resolve(),
  };
}

/** Small requests go out at once, and a peer that vanished is noticed by the kernel. */
export function keepAlive(conn: Deno.TcpConn): void {
  conn.setNoDelay(true);
  conn.setKeepAlive(true);
}

/**
 * Runs `open` until it answers, the time is up or the signal says stop; a connection that comes
 * too late is closed. Throws EngineErrors only.
 */
export async function within(
  at: { name: string; timeout: number; signal?: AbortSignal },
  open: () => Promise<Connection>,
): Promise<Connection> {
  const { name, timeout, signal } = at;
  const situation = { op: "connect", endpoint: name, signal };
  if (signal?.aborted) throw abortedError(situation);
  let stop!: (e: EngineError) => void;
  const stopped = new Promise<never>((_, reject) => stop = reject);
  const timer = setTimeout(
    () => stop(timeoutError(situation, "took no connection", timeout)),
    timeout,
  );
  const onAbort = () => stop(abortedError(situation));
  signal?.addEventListener("abort", onAbort, { once: true });
  let given = false;
  const opening = (async () => {
    for (;;) {
      try {
        const conn = await open();
        if (given) conn.close();
        return conn;
      } catch (e) {
        // A unix socket whose backlog is full says EAGAIN instead of making us wait.
        if (given || !(e instanceof Deno.errors.WouldBlock)) throw e;
        await new Promise((resolve) => setTimeout(resolve, BACKLOG_PAUSE));
      }
    }
  })();
  try {
    return await Promise.race([opening, stopped]);
  } catch (e) {
    given = true;
    opening.catch(() => {});
    throw connectError(e, name);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    stopped.catch(() => {});
  }
}
