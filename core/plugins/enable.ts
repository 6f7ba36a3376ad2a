/** The endpoint `POST /plugins/{name}/enable` and its options. */
import { slashed } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link enablePlugin}. */
export interface EnablePluginOptions extends CallOptions {
  /** Seconds that it may take to answer the engine. Default 30. */
  timeout?: number;
}

/**
 * Starts a plugin (`POST /plugins/{name}/enable`, API 1.25). Throws EngineError:
 * `not_found`, `conflict` or `engine` when it is enabled, `engine` when it cannot be started.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /plugins/vieux/sshfs:latest/enable": {},
 * }));
 * await engine.plugins.enable("vieux/sshfs:latest");
 * ```
 */
export async function enablePlugin(
  transport: Transport,
  name: string,
  options: EnablePluginOptions = {},
): Promise<void> {
  const op = "enable plugin";
  const response = await transport.send({
    method: "POST",
    path: `/plugins/${slashed("plugin name", name, op)}/enable`,
    query: { timeout: options.timeout ?? 30 },
    op,
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  await response.discard();
}
