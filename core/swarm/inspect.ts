/** The endpoint `GET /swarm` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { SwarmInspect } from "./types.ts";

/**
 * The swarm this engine manages, verbatim (`GET /swarm`, API 1.24). Throws EngineError:
 * `unavailable` when it is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /swarm": { json: { ID: "5wa1", JoinTokens: { Worker: "SWMTKN-1-…" } } },
 * }));
 * assert.equal((await engine.swarm.inspect()).ID, "5wa1");
 * ```
 */
export async function inspectSwarm(
  transport: Transport,
  options: CallOptions = {},
): Promise<SwarmInspect> {
  const response = await transport.send({
    method: "GET",
    path: "/swarm",
    op: "inspect swarm",
    signal: options.signal,
  });
  return await response.json<SwarmInspect>();
}
