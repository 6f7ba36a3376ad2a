/** `system dial-stdio`: proxy the stdio stream to the daemon connection. */
import { serverOf } from "../../spec/server.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { resolveWhere } from "../_lib/where.ts";

/** What `ssh HOST docker system dial-stdio` is for: the engine's own connection on stdin and stdout. */
export const dialStdio = defineCommand({
  path: "system dial-stdio",
  summary: "Proxy the stdio stream to the daemon connection",
  hidden: true,
  run: async (ctx) => {
    const { stdin, stdout } = ctx.streams;
    if (serverOf(ctx.global, ctx.env) !== undefined) {
      throw new ExitError(1, "a server passes single calls on, not an engine's bare connection");
    }
    const { endpoint } = await resolveWhere(ctx);
    const { dialerFor } = await import("../../../core/transport/create.ts");
    const dialer = dialerFor(endpoint, { env: ctx.env });
    const conn = await dialer.dial(ctx.signal);
    const stop = new AbortController();
    const toEngine = (async () => {
      for await (const chunk of stdin.read(AbortSignal.any([ctx.signal, stop.signal]))) {
        for (let at = 0; at < chunk.length;) at += await conn.write(chunk.subarray(at));
      }
      if (!stop.signal.aborted) await conn.closeWrite();
    })();
    // The engine may end the connection while we still write; what it said is what counts.
    toEngine.catch(() => {});
    const end = () => conn.close();
    ctx.signal.addEventListener("abort", end, { once: true });
    try {
      const buffer = new Uint8Array(64 * 1024);
      while (true) {
        const n = await conn.read(buffer);
        if (n === null) break;
        await stdout.write(buffer.slice(0, n));
      }
    } finally {
      ctx.signal.removeEventListener("abort", end);
      stop.abort();
      try {
        conn.close();
      } catch { /* closed by the signal */ }
      await dialer.close();
    }
  },
});
