/** The endpoint `GET /version` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { EngineVersion } from "./types.ts";

/**
 * The engine's version, verbatim (`GET /version`, API 1.24). Throws EngineError only where the
 * engine cannot be reached.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /version": { json: { Version: "27.0.1", ApiVersion: "1.46" } },
 * }));
 * assert.equal((await engine.system.version()).Version, "27.0.1");
 * ```
 */
export async function engineVersion(
  transport: Transport,
  options: CallOptions = {},
): Promise<EngineVersion> {
  const response = await transport.send({
    method: "GET",
    path: "/version",
    op: "read engine version",
    signal: options.signal,
  });
  return await response.json<EngineVersion>();
}
