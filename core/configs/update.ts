/** The endpoint `POST /configs/{id}/update` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { ConfigSpec } from "./types.ts";

/**
 * Changes the labels of a config (`POST /configs/{id}/update`, API 1.30); nothing else of it can be
 * changed. `spec` is the whole of it, `version` the `Version.Index` it was read with. Throws
 * EngineError: `not_found`, `bad_request` for any other change, `unavailable` when this engine is
 * no manager.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "POST /configs/x1/update": {} }));
 * await engine.configs.update("x1", 11, { Name: "web", Labels: { tier: "front" } });
 * ```
 */
export async function updateConfig(
  transport: Transport,
  id: string,
  version: number,
  spec: ConfigSpec,
  options: CallOptions = {},
): Promise<void> {
  const op = "update config";
  const response = await transport.send({
    method: "POST",
    path: `/configs/${segment("config name or ID", id, op)}/update`,
    query: { version },
    json: spec,
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
