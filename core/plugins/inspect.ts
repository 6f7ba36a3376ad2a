/** The endpoint `GET /plugins/{name}/json` and its options. */
import { slashed } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { PluginInspect } from "./types.ts";

/**
 * The engine's document on a plugin, verbatim (`GET /plugins/{name}/json`, API 1.25). Throws
 * EngineError: `not_found`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /plugins/vieux/sshfs:latest/json": { json: { Name: "vieux/sshfs:latest" } },
 * }));
 * assert.equal((await engine.plugins.inspect("vieux/sshfs:latest")).Name, "vieux/sshfs:latest");
 * ```
 */
export async function inspectPlugin(
  transport: Transport,
  name: string,
  options: CallOptions = {},
): Promise<PluginInspect> {
  return await (await get(transport, name, options)).json<PluginInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectPlugin}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /plugins/sshfs/json": { body: '{"Name":"sshfs"}' },
 * }));
 * assert.equal(await engine.plugins.inspectText("sshfs"), '{"Name":"sshfs"}');
 * ```
 */
export async function inspectPluginText(
  transport: Transport,
  name: string,
  options: CallOptions = {},
): Promise<string> {
  return await (await get(transport, name, options)).text();
}

function get(transport: Transport, name: string, options: CallOptions): Promise<WireResponse> {
  const op = "inspect plugin";
  return transport.send({
    method: "GET",
    path: `/plugins/${slashed("plugin name", name, op)}/json`,
    op,
    minApi: "1.25",
    signal: options.signal,
  });
}
