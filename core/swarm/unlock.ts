/** The endpoints `GET /swarm/unlockkey` and `POST /swarm/unlock`. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * The key that unlocks this manager after a restart, `""` where managers are not locked
 * (`GET /swarm/unlockkey`, API 1.24). Throws EngineError: `unavailable` when this is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /swarm/unlockkey": { json: { UnlockKey: "SWMKEY-1-…" } },
 * }));
 * assert.match(await engine.swarm.unlockKey(), /^SWMKEY/);
 * ```
 */
export async function swarmUnlockKey(
  transport: Transport,
  options: CallOptions = {},
): Promise<string> {
  const response = await transport.send({
    method: "GET",
    path: "/swarm/unlockkey",
    op: "read unlock key of swarm",
    signal: options.signal,
  });
  return (await response.json<{ UnlockKey?: string }>()).UnlockKey ?? "";
}

/**
 * Unlocks a manager that asks for its key after a restart (`POST /swarm/unlock`, API 1.24). Throws
 * EngineError: `unavailable` when it is not locked, `bad_request` for a wrong key.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "POST /swarm/unlock": {} }));
 * await engine.swarm.unlock("SWMKEY-1-…");
 * ```
 */
export async function unlockSwarm(
  transport: Transport,
  key: string,
  options: CallOptions = {},
): Promise<void> {
  const response = await transport.send({
    method: "POST",
    path: "/swarm/unlock",
    json: { UnlockKey: key },
    op: "unlock swarm",
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
