/** The endpoint `GET /nodes/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { NodeInspect } from "./types.ts";

/**
 * The engine's document on a node, verbatim (`GET /nodes/{id}`, API 1.24). Throws EngineError:
 * `not_found`, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /nodes/x1": { json: { ID: "x1" } },
 * }));
 * assert.equal((await engine.nodes.inspect("x1")).ID, "x1");
 * ```
 */
export async function inspectNode(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<NodeInspect> {
  return await (await get(transport, id, options)).json<NodeInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectNode}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /nodes/x1": { body: '{"Version":{"Index":9007199254740993}}' },
 * }));
 * assert.match(await engine.nodes.inspectText("x1"), /9007199254740993/);
 * ```
 */
export async function inspectNodeText(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<string> {
  return await (await get(transport, id, options)).text();
}

function get(transport: Transport, id: string, options: CallOptions): Promise<WireResponse> {
  const op = "inspect node";
  return transport.send({
    method: "GET",
    path: `/nodes/${segment("node name or ID", id, op)}`,
    op,
    signal: options.signal,
  });
}
