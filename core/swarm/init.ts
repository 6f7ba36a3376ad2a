/** The endpoint `POST /swarm/init` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { SwarmInit } from "./types.ts";

/**
 * Makes this engine the first manager of a new swarm (`POST /swarm/init`, API 1.24); gives the id
 * of the node. Throws EngineError: `unavailable` when it is in a swarm already, `bad_request` for
 * an address it cannot use.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /swarm/init": { json: "n0d3" },
 * }));
 * assert.equal(await engine.swarm.init({ AdvertiseAddr: "127.0.0.1" }), "n0d3");
 * ```
 */
export async function initSwarm(
  transport: Transport,
  init: SwarmInit = {},
  options: CallOptions = {},
): Promise<string> {
  const response = await transport.send({
    method: "POST",
    path: "/swarm/init",
    // The engine has no default of its own for the address.
    json: { ListenAddr: "0.0.0.0:2377", Spec: {}, ...init },
    op: "initialise swarm",
    kind: "wait",
    signal: options.signal,
  });
  return await response.json<string>();
}
