/** The endpoint `POST /containers/{id}/unpause` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Lets a paused container go on (`POST /containers/{id}/unpause`, API 1.24). Throws EngineError: `not_found`, `conflict` when it is not paused (`engine` up to 20.10).
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/unpause": { status: 204 },
 * }));
 * await engine.containers.unpause("web");
 * ```
 */
export async function unpauseContainer(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "unpause container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/unpause"),
    op,
    signal: options.signal,
  });
  await response.discard();
}
