/** Closes a connection when its time is up or its caller gives up. */
import type { EngineError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import { abortedError, type Situation, timeoutError } from "./failure.ts";

/** Closes `conn` when the time is up or a signal says so, and remembers why. */
export function guardConnection(
  conn: Connection,
  at: Situation,
  limit: number,
  what: string,
): { readonly reason: EngineError | undefined; done(): boolean } {
  let reason: EngineError | undefined;
  let over = false;
  const stop = (e: EngineError) => {
    if (over) return;
    reason = e;
    closeQuietly(conn);
  };
  const onAbort = () => stop(abortedError(at));
  const timer = limit > 0
    ? setTimeout(() => stop(timeoutError(at, what, limit)), limit)
    : undefined;
  at.signal?.addEventListener("abort", onAbort, { once: true });
  if (at.signal?.aborted) onAbort();
  return {
    get reason() {
      return reason;
    },
    done() {
      over = true;
      clearTimeout(timer);
      at.signal?.removeEventListener("abort", onAbort);
      return reason === undefined;
    },
  };
}

/** Closes what may be closed already. */
export function closeQuietly(conn: Connection): void {
  try {
    conn.close();
  } catch { /* closed already */ }
}
