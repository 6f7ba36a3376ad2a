/** The endpoint `POST /networks/{id}/disconnect` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link disconnectNetwork}. */
export interface DisconnectNetworkOptions extends CallOptions {
  /** Also when the container is gone or its end of the wire is broken. Default false. */
  force?: boolean;
}

/**
 * Detaches a container from a network (`POST /networks/{id}/disconnect`, API 1.24). Throws
 * EngineError: `not_found` for either, `denied` or `conflict` when it is not attached.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /networks/shop/disconnect": {},
 * }));
 * await engine.networks.disconnect("shop", "web", { force: true });
 * ```
 */
export async function disconnectNetwork(
  transport: Transport,
  id: string,
  container: string,
  options: DisconnectNetworkOptions = {},
): Promise<void> {
  const op = "disconnect network";
  const response = await transport.send({
    method: "POST",
    path: `/networks/${segment("network name or ID", id, op)}/disconnect`,
    json: { Container: container, Force: options.force ?? false },
    op,
    signal: options.signal,
  });
  await response.discard();
}
