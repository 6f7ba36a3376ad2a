/** The endpoint `POST /swarm/join` and its options. */
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { SwarmJoin } from "./types.ts";

/**
 * Makes this engine a node of a swarm (`POST /swarm/join`, API 1.24). Throws EngineError:
 * `unavailable` when it is in a swarm already, `bad_request` for a token that is none, `engine`
 * when no manager answers in time.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({ "POST /swarm/join": {} }));
 * await engine.swarm.join({ RemoteAddrs: ["10.0.0.1:2377"], JoinToken: "SWMTKN-1-…" });
 * ```
 */
export async function joinSwarm(
  transport: Transport,
  join: SwarmJoin,
  options: CallOptions = {},
): Promise<void> {
  const response = await transport.send({
    method: "POST",
    path: "/swarm/join",
    json: { ListenAddr: "0.0.0.0:2377", ...join },
    op: "join swarm",
    kind: "wait",
    signal: options.signal,
  });
  await response.discard();
}
