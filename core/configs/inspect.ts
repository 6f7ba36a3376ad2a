/** The endpoint `GET /configs/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { ConfigInspect } from "./types.ts";

/**
 * The engine's document on a config, verbatim (`GET /configs/{id}`, API 1.30). Throws EngineError:
 * `not_found`, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /configs/x1": { json: { ID: "x1" } },
 * }));
 * assert.equal((await engine.configs.inspect("x1")).ID, "x1");
 * ```
 */
export async function inspectConfig(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<ConfigInspect> {
  return await (await get(transport, id, options)).json<ConfigInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectConfig}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /configs/x1": { body: '{"Version":{"Index":9007199254740993}}' },
 * }));
 * assert.match(await engine.configs.inspectText("x1"), /9007199254740993/);
 * ```
 */
export async function inspectConfigText(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<string> {
  return await (await get(transport, id, options)).text();
}

function get(transport: Transport, id: string, options: CallOptions): Promise<WireResponse> {
  const op = "inspect config";
  return transport.send({
    method: "GET",
    path: `/configs/${segment("config name or ID", id, op)}`,
    op,
    signal: options.signal,
  });
}
