/** The endpoint `POST /secrets/create` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { SecretSpec } from "./types.ts";

/**
 * Makes a secret (`POST /secrets/create`, API 1.25): at most 500 KB, which cannot be changed
 * later. Throws EngineError: `conflict` when the name is taken, `bad_request`, `unavailable` when
 * this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /secrets/create": { status: 201, json: { ID: "x1" } },
 * }));
 * assert.equal((await engine.secrets.create({ Name: "web", Data: btoa("hello") })).id, "x1");
 * ```
 */
export async function createSecret(
  transport: Transport,
  spec: SecretSpec,
  options: CallOptions = {},
): Promise<{ id: string }> {
  const response = await transport.send({
    method: "POST",
    path: "/secrets/create",
    json: spec,
    op: "create secret",
    signal: options.signal,
  });
  return { id: (await response.json<{ ID: string }>()).ID };
}
