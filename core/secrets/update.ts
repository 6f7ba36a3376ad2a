/** The endpoint `POST /secrets/{id}/update` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { SecretSpec } from "./types.ts";

/**
 * Changes the labels of a secret (`POST /secrets/{id}/update`, API 1.25); nothing else of it can be
 * changed. `spec` is the whole of it, `version` the `Version.Index` it was read with. Throws
 * EngineError: `not_found`, `bad_request` for any other change, `unavailable` when this engine is
 * no manager.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "POST /secrets/x1/update": {} }));
 * await engine.secrets.update("x1", 11, { Name: "web", Labels: { tier: "front" } });
 * ```
 */
export async function updateSecret(
  transport: Transport,
  id: string,
  version: number,
  spec: SecretSpec,
  options: CallOptions = {},
): Promise<void> {
  const op = "update secret";
  const response = await transport.send({
    method: "POST",
    path: `/secrets/${segment("secret name or ID", id, op)}/update`,
    query: { version },
    json: spec,
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
