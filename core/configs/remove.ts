/** The endpoint `DELETE /configs/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Removes a config that no service uses (`DELETE /configs/{id}`, API 1.30). Throws EngineError:
 * `not_found`, `bad_request` while it is in use, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "DELETE /configs/web": {} }));
 * await engine.configs.remove("web");
 * ```
 */
export async function removeConfig(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "remove config";
  const response = await transport.send({
    method: "DELETE",
    path: `/configs/${segment("config name or ID", id, op)}`,
    op,
    signal: options.signal,
  });
  await response.discard();
}
