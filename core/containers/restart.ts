/** The endpoint `POST /containers/{id}/restart` and its options. */
import { containerPath } from "../_path.ts";
import type { Transport } from "../transport/types.ts";
import { type StopContainerOptions, stopQuery } from "./stop.ts";

/**
 * Stops a container if it runs, and starts it (`POST /containers/{id}/restart`, API 1.24). The
 * options are those of stop. Throws EngineError: `not_found`, and what start throws.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/restart": { status: 204 },
 * }));
 * await engine.containers.restart("web", { timeout: 0 });
 * ```
 */
export async function restartContainer(
  transport: Transport,
  id: string,
  options: StopContainerOptions = {},
): Promise<void> {
  const op = "restart container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/restart"),
    ...stopQuery(options),
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
