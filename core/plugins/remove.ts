/** The endpoint `DELETE /plugins/{name}` and its options. */
import { slashed } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link removePlugin}. */
export interface RemovePluginOptions extends CallOptions {
  /** Also while it is enabled. Default false. */
  force?: boolean;
}

/**
 * Removes a plugin (`DELETE /plugins/{name}`, API 1.25). Throws EngineError:
 * `not_found`, `conflict` or `engine` while it is enabled.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "DELETE /plugins/vieux/sshfs:latest": {},
 * }));
 * await engine.plugins.remove("vieux/sshfs:latest");
 * ```
 */
export async function removePlugin(
  transport: Transport,
  name: string,
  options: RemovePluginOptions = {},
): Promise<void> {
  const op = "remove plugin";
  const response = await transport.send({
    method: "DELETE",
    path: `/plugins/${slashed("plugin name", name, op)}`,
    query: { force: options.force || undefined },
    op,
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  await response.discard();
}
