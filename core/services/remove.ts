/** The endpoint `DELETE /services/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Removes a service; its tasks end some time after (`DELETE /services/{id}`, API 1.24). Throws
 * EngineError: `not_found`, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "DELETE /services/web": {} }));
 * await engine.services.remove("web");
 * ```
 */
export async function removeService(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "remove service";
  const response = await transport.send({
    method: "DELETE",
    path: `/services/${segment("service name or ID", id, op)}`,
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
