/** The endpoint `POST /plugins/{name}/set` and its options. */
import { slashed } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * Sets what can be set of a disabled plugin (`POST /plugins/{name}/set`, API 1.25): `DEBUG=1`,
 * `mymount.source=/srv`. Throws EngineError: `not_found`, `engine` for what cannot be set or while
 * it is enabled.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({ "POST /plugins/vieux/sshfs/set": { status: 204 } });
 * await using engine = createEngine(transport);
 * await engine.plugins.set("vieux/sshfs", ["DEBUG=1"]);
 * assert.deepEqual(transport.requests[0].json, ["DEBUG=1"]);
 * ```
 */
export async function setPlugin(
  transport: Transport,
  name: string,
  settings: readonly string[],
  options: CallOptions = {},
): Promise<void> {
  const op = "set plugin";
  const response = await transport.send({
    method: "POST",
    path: `/plugins/${slashed("plugin name", name, op)}/set`,
    json: settings,
    op,
    minApi: "1.25",
    signal: options.signal,
  });
  await response.discard();
}
