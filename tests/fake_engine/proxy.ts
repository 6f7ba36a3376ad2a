/** A proxy before an engine that delays, freezes, cuts and counts: an engine far away. */
import { writeAll } from "../../core/transport/connection.ts";

/** A link to an engine, over a port of the loopback. */
export interface SlowLink extends AsyncDisposable {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  /** Connections that came. */
  readonly accepted: number;
  /** Milliseconds that every piece takes, each way. */
  delay: number;
  /** Nothing passes any more, and nobody is told; new connections are taken and stay silent. */
  freeze(): void;
  /** Closes every connection; new ones pass. */
  cut(): void;
}

/** Opens a link to a unix socket (`unix:///…`). */
export function slowLink(to: string): SlowLink {
  const path = to.slice("unix://".length);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const running = new Set<Promise<void>>();
  let accepted = 0;
  let frozen = false;
  let delay = 0;
  const close = (conn: Deno.Conn) => {
    open.delete(conn);
    try {
      conn.close();
    } catch { /* closed */ }
  };
  const pump = async (from: Deno.Conn, into: Deno.Conn) => {
    const buffer = new Uint8Array(64 * 1024);
    try {
      for (let n; (n = await from.read(buffer)) !== null;) {
        if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
        if (!frozen) await writeAll(into, buffer.subarray(0, n));
      }
      if (!frozen) await into.closeWrite();
    } catch { /* one side is gone */ }
  };
  const serve = async (conn: Deno.Conn) => {
    open.add(conn);
    const engine = await Deno.connect({ transport: "unix", path }).catch(() => undefined);
    if (engine !== undefined) {
      open.add(engine);
      await Promise.all([pump(conn, engine), pump(engine, conn)]);
      close(engine);
    }
    close(conn);
  };
  const accepting = (async () => {
    for await (const conn of listener) {
      accepted++;
      const done: Promise<void> = serve(conn).finally(() => running.delete(done));
      running.add(done);
    }
  })();
  const cut = () => [...open].forEach(close);
  return {
    host: `tcp://127.0.0.1:${listener.addr.port}`,
    get accepted() {
      return accepted;
    },
    get delay() {
      return delay;
    },
    set delay(ms) {
      delay = ms;
    },
    freeze: () => frozen = true,
    cut,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting.catch(() => {});
      cut();
      await Promise.all(running);
    },
  };
}
