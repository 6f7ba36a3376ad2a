/** The endpoint `POST /nodes/{id}/update` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { NodeSpec } from "./types.ts";

/**
 * Changes the role, availability or labels of a node (`POST /nodes/{id}/update`, API 1.24). `spec`
 * is the whole of its settings, `version` the `Version.Index` they were read with. Throws
 * EngineError: `not_found`, `unavailable` when this engine is no manager, `engine` when another
 * change came first.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "POST /nodes/n0d3/update": {} }));
 * await engine.nodes.update("n0d3", 11, { Role: "worker", Availability: "drain" });
 * ```
 */
export async function updateNode(
  transport: Transport,
  id: string,
  version: number,
  spec: NodeSpec,
  options: CallOptions = {},
): Promise<void> {
  const op = "update node";
  const response = await transport.send({
    method: "POST",
    path: `/nodes/${segment("node name or ID", id, op)}/update`,
    query: { version },
    json: spec,
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
