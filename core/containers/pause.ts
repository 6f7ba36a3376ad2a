/** The endpoint `POST /containers/{id}/pause` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Freezes every process of a container (`POST /containers/{id}/pause`, API 1.24). Throws EngineError: `not_found`, `conflict` when it does not run or is paused.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/pause": { status: 204 },
 * }));
 * await engine.containers.pause("web");
 * ```
 */
export async function pauseContainer(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "pause container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/pause"),
    op,
    signal: options.signal,
  });
  await response.discard();
}
