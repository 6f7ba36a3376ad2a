/** The endpoint `POST /configs/create` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { ConfigSpec } from "./types.ts";

/**
 * Makes a config (`POST /configs/create`, API 1.30): at most 1,000 KB, which cannot be changed
 * later. Throws EngineError: `conflict` when the name is taken, `bad_request`, `unavailable` when
 * this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /configs/create": { status: 201, json: { ID: "x1" } },
 * }));
 * assert.equal((await engine.configs.create({ Name: "web", Data: btoa("hello") })).id, "x1");
 * ```
 */
export async function createConfig(
  transport: Transport,
  spec: ConfigSpec,
  options: CallOptions = {},
): Promise<{ id: string }> {
  const response = await transport.send({
    method: "POST",
    path: "/configs/create",
    json: spec,
    op: "create config",
    signal: options.signal,
  });
  return { id: (await response.json<{ ID: string }>()).ID };
}
