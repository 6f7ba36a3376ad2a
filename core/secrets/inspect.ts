/** The endpoint `GET /secrets/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { SecretInspect } from "./types.ts";

/**
 * The engine's document on a secret, verbatim (`GET /secrets/{id}`, API 1.25). Throws EngineError:
 * `not_found`, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /secrets/x1": { json: { ID: "x1" } },
 * }));
 * assert.equal((await engine.secrets.inspect("x1")).ID, "x1");
 * ```
 */
export async function inspectSecret(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<SecretInspect> {
  return await (await get(transport, id, options)).json<SecretInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectSecret}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /secrets/x1": { body: '{"Version":{"Index":9007199254740993}}' },
 * }));
 * assert.match(await engine.secrets.inspectText("x1"), /9007199254740993/);
 * ```
 */
export async function inspectSecretText(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<string> {
  return await (await get(transport, id, options)).text();
}

function get(transport: Transport, id: string, options: CallOptions): Promise<WireResponse> {
  const op = "inspect secret";
  return transport.send({
    method: "GET",
    path: `/secrets/${segment("secret name or ID", id, op)}`,
    op,
    signal: options.signal,
  });
}
