/** The endpoint `GET /networks/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { NetworkInspect } from "./types.ts";

/** Options of {@link inspectNetwork}. */
export interface InspectNetworkOptions extends CallOptions {
  /** Also the peers and services of a swarm's network. Default false. */
  verbose?: boolean;
  /** Only a network of this scope: `local`, `swarm`, `global`. */
  scope?: string;
}

/**
 * The engine's document on a network, verbatim (`GET /networks/{id}`, API 1.24). Throws
 * EngineError: `not_found`, `bad_request` (`engine` on older ones) when the name is that of
 * several.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /networks/shop": { json: { Id: "8c1a", Driver: "bridge" } },
 * }));
 * assert.equal((await engine.networks.inspect("shop")).Driver, "bridge");
 * ```
 */
export async function inspectNetwork(
  transport: Transport,
  id: string,
  options: InspectNetworkOptions = {},
): Promise<NetworkInspect> {
  return await (await get(transport, id, options)).json<NetworkInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectNetwork}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /networks/shop": { body: '{"Id":"8c1a"}' },
 * }));
 * assert.equal(await engine.networks.inspectText("shop"), '{"Id":"8c1a"}');
 * ```
 */
export async function inspectNetworkText(
  transport: Transport,
  id: string,
  options: InspectNetworkOptions = {},
): Promise<string> {
  return await (await get(transport, id, options)).text();
}

function get(
  transport: Transport,
  id: string,
  options: InspectNetworkOptions,
): Promise<WireResponse> {
  const op = "inspect network";
  return transport.send({
    method: "GET",
    path: `/networks/${segment("network name or ID", id, op)}`,
    query: { verbose: options.verbose ? "true" : undefined, scope: options.scope || undefined },
    op,
    signal: options.signal,
  });
}
