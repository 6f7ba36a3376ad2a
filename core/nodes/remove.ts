/** The endpoint `DELETE /nodes/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link removeNode}. */
export interface RemoveNodeOptions extends CallOptions {
  /** Also when it is not down. Default false. */
  force?: boolean;
}

/**
 * Strikes a node off the swarm (`DELETE /nodes/{id}`, API 1.24). Throws EngineError: `not_found`,
 * `bad_request` or `engine` when it is not down, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "DELETE /nodes/n0d3": {} }));
 * await engine.nodes.remove("n0d3", { force: true });
 * ```
 */
export async function removeNode(
  transport: Transport,
  id: string,
  options: RemoveNodeOptions = {},
): Promise<void> {
  const op = "remove node";
  const response = await transport.send({
    method: "DELETE",
    path: `/nodes/${segment("node name or ID", id, op)}`,
    query: { force: options.force || undefined },
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
