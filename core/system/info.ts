/** The endpoint `GET /info` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { EngineInfo } from "./types.ts";

/**
 * What the engine tells of itself and its host, verbatim (`GET /info`, API 1.24). Throws
 * EngineError only where the engine cannot be reached.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /info": { json: { NCPU: 8, ContainersRunning: 3 } },
 * }));
 * assert.equal((await engine.system.info()).NCPU, 8);
 * ```
 */
export async function engineInfo(
  transport: Transport,
  options: CallOptions = {},
): Promise<EngineInfo> {
  const response = await transport.send({
    method: "GET",
    path: "/info",
    op: "read engine info",
    signal: options.signal,
  });
  return await response.json<EngineInfo>();
}
