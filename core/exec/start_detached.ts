/** The endpoint `POST /exec/{id}/start` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link startExecDetached}. */
export interface StartExecDetachedOptions extends CallOptions {
  /** Whether it was created with a terminal. Default false. */
  tty?: boolean;
}

/**
 * Runs what {@link createExec} prepared, without connecting to it (`POST /exec/{id}/start`, API
 * 1.24). Throws EngineError: `bad_request` when its program cannot be run, `not_found`,
 * `conflict` when the container has stopped, is paused, or it ran already.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /exec/e7a0/start": {},
 * }));
 * await engine.exec.startDetached("e7a0");
 * ```
 */
export async function startExecDetached(
  transport: Transport,
  id: string,
  options: StartExecDetachedOptions = {},
): Promise<void> {
  const op = "start exec";
  const response = await transport.send({
    method: "POST",
    path: `/exec/${segment("exec ID", id, op)}/start`,
    json: { Detach: true, Tty: options.tty ?? false },
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
