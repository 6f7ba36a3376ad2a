/** The endpoint `POST /swarm/update` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { SwarmSpec } from "./types.ts";

/** Options of {@link updateSwarm}. */
export interface UpdateSwarmOptions extends CallOptions {
  /** A new token for workers. Default false. */
  rotateWorkerToken?: boolean;
  /** A new token for managers. Default false. */
  rotateManagerToken?: boolean;
  /** A new key to unlock managers with. Default false. */
  rotateManagerUnlockKey?: boolean;
}

/**
 * Changes the settings of the swarm (`POST /swarm/update`, API 1.24). `spec` is the whole of them,
 * `version` the `Version.Index` it was read with. Throws EngineError: `unavailable` when this is no
 * manager, `bad_request`, `engine` when another change came first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({
 *   "GET /swarm": { json: { Version: { Index: 11 }, Spec: { Name: "default" } } },
 *   "POST /swarm/update": {},
 * });
 * await using engine = createEngine(transport);
 * const { Version, Spec } = await engine.swarm.inspect();
 * await engine.swarm.update(Version.Index, Spec, { rotateWorkerToken: true });
 * assert.equal(transport.requests[1].query?.version, 11);
 * ```
 */
export async function updateSwarm(
  transport: Transport,
  version: number,
  spec: SwarmSpec,
  options: UpdateSwarmOptions = {},
): Promise<void> {
  const response = await transport.send({
    method: "POST",
    path: "/swarm/update",
    query: {
      version,
      rotateWorkerToken: options.rotateWorkerToken ? "true" : undefined,
      rotateManagerToken: options.rotateManagerToken ? "true" : undefined,
      rotateManagerUnlockKey: options.rotateManagerUnlockKey ? "true" : undefined,
    },
    json: spec,
    op: "update swarm",
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
