/** The endpoint `POST /containers/{id}/kill` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link killContainer}. */
export interface KillContainerOptions extends CallOptions {
  /** Name with or without `SIG`, or a number. Unset: `SIGKILL`. */
  killSignal?: string;
}

/**
 * Sends a signal to a container's main process (`POST /containers/{id}/kill`, API 1.24); for
 * `SIGKILL` it waits for its end. Throws EngineError: `not_found`, `conflict` when it does not
 * run, `bad_request` for a signal nobody knows (`engine` before 23.0).
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/kill": { status: 204 },
 * }));
 * await engine.containers.kill("web", { killSignal: "HUP" });
 * ```
 */
export async function killContainer(
  transport: Transport,
  id: string,
  options: KillContainerOptions = {},
): Promise<void> {
  const op = "kill container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/kill"),
    query: { signal: options.killSignal || undefined },
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
