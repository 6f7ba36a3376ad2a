/** The endpoint `POST /containers/{id}/rename` and its options. */
import { containerPath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Gives a container another name (`POST /containers/{id}/rename`, API 1.24). Throws EngineError:
 * `not_found`, `conflict` when the name is taken, `bad_request` for a name that is none.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/rename": { status: 204 },
 * }));
 * await engine.containers.rename("web", "front");
 * ```
 */
export async function renameContainer(
  transport: Transport,
  id: string,
  name: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "rename container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/rename"),
    query: { name },
    op,
    signal: options.signal,
  });
  await response.discard();
}
