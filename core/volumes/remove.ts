/** The endpoint `DELETE /volumes/{name}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link removeVolume}. */
export interface RemoveVolumeOptions extends CallOptions {
  /** No error when it is not there or its driver is gone. Default false. */
  force?: boolean;
}

/**
 * Removes a volume and what is in it (`DELETE /volumes/{name}`, API 1.24). Throws EngineError:
 * `not_found`, `conflict` while a container uses it.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "DELETE /volumes/db": { status: 204 },
 * }));
 * await engine.volumes.remove("db", { force: true });
 * ```
 */
export async function removeVolume(
  transport: Transport,
  name: string,
  options: RemoveVolumeOptions = {},
): Promise<void> {
  const op = "remove volume";
  const response = await transport.send({
    method: "DELETE",
    path: `/volumes/${segment("volume name", name, op)}`,
    query: { force: options.force || undefined },
    op,
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
