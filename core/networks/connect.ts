/** The endpoint `POST /networks/{id}/connect` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { EndpointSettings } from "./types.ts";

/** Options of {@link connectNetwork}. */
export interface ConnectNetworkOptions extends CallOptions {
  /** Address, aliases and the like: the engine's own document. */
  endpoint?: EndpointSettings;
}

/**
 * Attaches a container, running or not, to a network (`POST /networks/{id}/connect`, API 1.24).
 * Throws EngineError: `not_found` for either, `denied` or `conflict` when it is attached already,
 * `bad_request` for an address that does not fit.
 *
 * @example
 * ```ts
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /networks/shop/connect": {},
 * }));
 * await engine.networks.connect("shop", "web", { endpoint: { Aliases: ["front"] } });
 * ```
 */
export async function connectNetwork(
  transport: Transport,
  id: string,
  container: string,
  options: ConnectNetworkOptions = {},
): Promise<void> {
  const op = "connect network";
  const response = await transport.send({
    method: "POST",
    path: `/networks/${segment("network name or ID", id, op)}/connect`,
    json: {
      Container: container,
      ...(options.endpoint ? { EndpointConfig: options.endpoint } : {}),
    },
    op,
    signal: options.signal,
  });
  await response.discard();
}
