/** The endpoint `GET /volumes/{name}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { VolumeInspect } from "./types.ts";

/**
 * The engine's document on a volume, verbatim (`GET /volumes/{name}`, API 1.24). Throws
 * EngineError: `not_found`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /volumes/db": { json: { Name: "db", Driver: "local" } },
 * }));
 * assert.equal((await engine.volumes.inspect("db")).Driver, "local");
 * ```
 */
export async function inspectVolume(
  transport: Transport,
  name: string,
  options: CallOptions = {},
): Promise<VolumeInspect> {
  return await (await get(transport, name, options)).json<VolumeInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectVolume}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /volumes/db": { body: '{"Name":"db"}' },
 * }));
 * assert.equal(await engine.volumes.inspectText("db"), '{"Name":"db"}');
 * ```
 */
export async function inspectVolumeText(
  transport: Transport,
  name: string,
  options: CallOptions = {},
): Promise<string> {
  return await (await get(transport, name, options)).text();
}

function get(transport: Transport, name: string, options: CallOptions): Promise<WireResponse> {
  const op = "inspect volume";
  return transport.send({
    method: "GET",
    path: `/volumes/${segment("volume name", name, op)}`,
    op,
    signal: options.signal,
  });
}
