/** The endpoint `POST /swarm/leave` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link leaveSwarm}. */
export interface LeaveSwarmOptions extends CallOptions {
  /** Also as a manager, at the risk of the swarm. Default false. */
  force?: boolean;
}

/**
 * Takes this engine out of its swarm (`POST /swarm/leave`, API 1.24). Throws EngineError:
 * `unavailable` when it is in none, or is a manager and `force` is not set.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "POST /swarm/leave": {} }));
 * await engine.swarm.leave({ force: true });
 * ```
 */
export async function leaveSwarm(
  transport: Transport,
  options: LeaveSwarmOptions = {},
): Promise<void> {
  const response = await transport.send({
    method: "POST",
    path: "/swarm/leave",
    query: { force: options.force || undefined },
    op: "leave swarm",
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
