/** The endpoint `POST /plugins/{name}/push` and its options. */
import { slashed } from "../_path.ts";
import { type ProgressEvent, progressOf } from "../images/progress.ts";
import { authHeader, type RegistryAuth } from "../images/registry_auth.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link pushPlugin}. */
export interface PushPluginOptions extends CallOptions {
  /** Who one is at the registry. */
  auth?: RegistryAuth;
}

/**
 * Sends a plugin to the registry its name begins with (`POST /plugins/{name}/push`, API 1.25),
 * beginning with the iteration; read it to the end. Throws EngineError: `not_found`, `engine` when
 * the registry refuses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /plugins/localhost:5000/sshfs/push": { body: '{"status":"Preparing"}\n' },
 * }));
 * for await (const { status } of engine.plugins.push("localhost:5000/sshfs")) {
 *   assert.equal(status, "Preparing");
 * }
 * ```
 */
export function pushPlugin(
  transport: Transport,
  name: string,
  options: PushPluginOptions = {},
): AsyncIterable<ProgressEvent> {
  const op = "push plugin";
  return progressOf(transport, {
    method: "POST",
    path: `/plugins/${slashed("plugin name", name, op)}/push`,
    headers: authHeader(options.auth),
    op,
    minApi: "1.25",
    signal: options.signal,
  });
}
