/** The endpoint `DELETE /networks/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Removes a network (`DELETE /networks/{id}`, API 1.24). Throws EngineError: `not_found`,
 * `denied` or `conflict` while containers are attached, `denied` for those the engine made.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "DELETE /networks/shop": { status: 204 },
 * }));
 * await engine.networks.remove("shop");
 * ```
 */
export async function removeNetwork(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "remove network";
  const response = await transport.send({
    method: "DELETE",
    path: `/networks/${segment("network name or ID", id, op)}`,
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
