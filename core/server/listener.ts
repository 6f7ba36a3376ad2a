/** Listening sockets: TCP, TLS, TLS with client certificates, unix. */
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { EngineError } from "../errors.ts";
import { checkOwn, checkParent } from "../own_path.ts";
import type { Connection } from "../transport/connection.ts";
import { StreamConnection } from "../transport/dial_tls.ts";
import { bracket } from "../transport/endpoint.ts";
import type { ListenAddress, ServerSecurity } from "./listen.ts";

/** What accepts connections. */
export interface Listener {
  /** Where it listens; with the port that was given out for port 0. */
  readonly address: ListenAddress;
  /** Connections, until it is closed. Iterate once. */
  accept(): AsyncIterable<{ conn: Connection; peer: string }>;
  /** Takes no more. Safe to call twice. */
  close(): void;
}

const NAMES: Record<ListenAddress["kind"], (a: never) => string> = {
  tcp: (a: { hostname: string; port: number }) => `${bracket(a.hostname)}:${a.port}`,
  unix: (a: { path: string }) => `unix:${a.path}`,
};

/** Opens a listener. @throws {EngineError} of code `config` when the address cannot be had. */
export async function openListener(
  address: ListenAddress,
  tls?: ServerSecurity["tls"],
): Promise<Listener> {
  try {
    if (address.kind === "unix") return await listenUnix(address.path);
    if (tls?.clientCa !== undefined) {
      return await listenMutual(address, { ...tls, clientCa: tls.clientCa });
    }
    return listenTcp(address, tls);
  } catch (e) {
    if (e instanceof EngineError) throw e;
    const words = (e instanceof Error ? e.message : String(e)).replace(/ \(os error \d+\).*$/, "");
    throw new EngineError(`cannot listen on ${NAMES[address.kind](address as never)}: ${words}`, {
      code: "config",
      op: "listen",
      cause: e,
    });
  }
}

function listenTcp(
  { hostname, port }: { hostname: string; port: number },
  tls: ServerSecurity["tls"],
): Listener {
  const listener: {
    accept(): Promise<Deno.TcpConn | Deno.TlsConn>;
    close(): void;
    addr: Deno.Addr;
  } = tls
    ? Deno.listenTls({ hostname, port, cert: tls.cert, key: tls.key })
    : Deno.listen({ hostname, port });
  return {
    address: { kind: "tcp", hostname, port: (listener.addr as Deno.NetAddr).port },
    accept: () =>
      accepted(listener, (conn) => {
        const { hostname, port } = conn.remoteAddr as Deno.NetAddr;
        if ("setNoDelay" in conn) {
          conn.setKeepAlive(true);
          // Else the second piece of an answer waits for the client to acknowledge the first.
          conn.setNoDelay(true);
        }
        return `${bracket(hostname)}:${port}`;
      }),
    close: () => closeListener(listener),
  };
}

/** A socket for its owner alone. */
async function listenUnix(path: string): Promise<Listener> {
  checkParent(path, "socket");
  await removeStale(path);
  // Between making the socket and changing its mode others could come in.
  const mask = Deno.umask(0o177);
  let listener: Deno.UnixListener;
  try {
    listener = Deno.listen({ transport: "unix", path });
  } finally {
    Deno.umask(mask);
  }
  const { ino } = await Deno.lstat(path);
  return {
    address: { kind: "unix", path },
    accept: () => accepted(listener, () => "unix"),
    close: () => {
      closeListener(listener);
      try {
        // Another server may have taken the path meanwhile.
        if (Deno.lstatSync(path).ino === ino) Deno.removeSync(path);
      } catch { /* it is gone already */ }
    },
  };
}

/** Removes a socket that nobody listens on any more; anything else at the path stays. */
async function removeStale(path: string): Promise<void> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.lstat(path);
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return;
    throw e;
  }
  const taken = (what: string) =>
    new EngineError(`cannot listen on unix:${path}: ${what}`, { code: "config", op: "listen" });
  if (!info.isSocket) throw taken("there is a file that is no socket");
  checkOwn(path, { what: "socket", others: "any" });
  let conn: Deno.Conn;
  try {
    conn = await Deno.connect({ transport: "unix", path });
  } catch (e) {
    if (!(e instanceof Deno.errors.ConnectionRefused)) throw e;
    await Deno.remove(path);
    return;
  }
  conn.close();
  throw taken("another program listens there");
}

function closeListener(listener: { close(): void }): void {
  try {
    listener.close();
  } catch { /* closed already */ }
}

/** How long to wait when the system has no file descriptor left, in ms. */
const PAUSE = 100;

async function* accepted<C extends Deno.Conn>(
  listener: { accept(): Promise<C> },
  peerOf: (conn: C) => string,
): AsyncGenerator<{ conn: Connection; peer: string }, void, undefined> {
  for (;;) {
    let conn: C;
    try {
      conn = await listener.accept();
    } catch (e) {
      if (e instanceof Deno.errors.BadResource || e instanceof Deno.errors.Interrupted) return;
      // One that was gone before it was taken, or no room for another: the rest is still served.
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      continue;
    }
    let peer: string;
    try {
      peer = peerOf(conn);
    } catch {
      conn.close();
      continue;
    }
    yield { conn, peer };
  }
}

/** Connections that wait to be taken, at most; more are closed. */
const BACKLOG = 128;

/** Takes only clients with a certificate of the given authority. Deno 2.9 and later. */
async function listenMutual(
  { hostname, port }: { hostname: string; port: number },
  tls: { cert: string; key: string; clientCa: string },
): Promise<Listener> {
  const waiting: { conn: Connection; peer: string }[] = [];
  let wake: (() => void) | undefined;
  let closed = false;
  const server = createTlsServer({
    cert: tls.cert,
    key: tls.key,
    ca: tls.clientCa,
    requestCert: true,
    rejectUnauthorized: true,
    handshakeTimeout: 10_000,
    allowHalfOpen: true,
  }, (socket: TLSSocket) => {
    socket.on("error", () => {});
    // It was checked before; to be let in by a runtime that forgot to would be the worst of all.
    if (!socket.authorized || waiting.length >= BACKLOG) return void socket.destroy();
    socket.setNoDelay(true);
    const { remoteAddress = "", remotePort = 0 } = socket;
    waiting.push({
      conn: new StreamConnection(socket),
      peer: `${bracket(remoteAddress)}:${remotePort}`,
    });
    wake?.();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: hostname, port }, () => {
      server.off("error", reject);
      resolve();
    });
  });
  server.on("error", () => {});
  server.on("tlsClientError", () => {});
  return {
    address: { kind: "tcp", hostname, port: (server.address() as { port: number }).port },
    async *accept() {
      while (!closed) {
        const next = waiting.shift();
        if (next !== undefined) yield next;
        else await new Promise<void>((resolve) => wake = resolve);
      }
    },
    close: () => {
      closed = true;
      server.close();
      for (const { conn } of waiting.splice(0)) conn.close();
      wake?.();
    },
  };
}
