/** The endpoint `POST /plugins/{name}/disable` and its options. */
import { slashed } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link disablePlugin}. */
export interface DisablePluginOptions extends CallOptions {
  /** Also while it is in use. Default false. */
  force?: boolean;
}

/**
 * Stops a plugin (`POST /plugins/{name}/disable`, API 1.25). Throws EngineError:
 * `not_found`, `conflict` or `engine` when it is disabled or in use.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /plugins/vieux/sshfs:latest/disable": {},
 * }));
 * await engine.plugins.disable("vieux/sshfs:latest");
 * ```
 */
export async function disablePlugin(
  transport: Transport,
  name: string,
  options: DisablePluginOptions = {},
): Promise<void> {
  const op = "disable plugin";
  const response = await transport.send({
    method: "POST",
    path: `/plugins/${slashed("plugin name", name, op)}/disable`,
    query: { force: options.force || undefined },
    op,
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  await response.discard();
}
