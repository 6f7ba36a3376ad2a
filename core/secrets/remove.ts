/** The endpoint `DELETE /secrets/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Removes a secret that no service uses (`DELETE /secrets/{id}`, API 1.25). Throws EngineError:
 * `not_found`, `bad_request` while it is in use, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "DELETE /secrets/web": {} }));
 * await engine.secrets.remove("web");
 * ```
 */
export async function removeSecret(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "remove secret";
  const response = await transport.send({
    method: "DELETE",
    path: `/secrets/${segment("secret name or ID", id, op)}`,
    op,
    signal: options.signal,
  });
  await response.discard();
}
