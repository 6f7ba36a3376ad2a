/** The endpoint `GET /networks` and its options. */
import { compact, dateOfText, filtersParam, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { NetworkInspect, NetworkSummary } from "./types.ts";

/** Options of {@link listNetworks}. */
export interface ListNetworksOptions extends CallOptions {
  /** `dangling driver id label name scope type`. */
  filters?: Filters;
}

/**
 * Lists networks in the engine's order, which is none (`GET /networks`, API 1.24). Throws
 * EngineError: `bad_request` for a filter the engine does not know.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /networks": {
 *     json: [{ Id: "8c1a", Name: "shop", IPAM: { Config: [{ Subnet: "172.18.0.0/16" }] } }],
 *   },
 * }));
 * assert.deepEqual((await engine.networks.list())[0].subnets, ["172.18.0.0/16"]);
 * ```
 */
export async function listNetworks(
  transport: Transport,
  options: ListNetworksOptions = {},
): Promise<NetworkSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/networks",
    query: { filters: filtersParam(options.filters) },
    op: "list networks",
    signal: options.signal,
  });
  return orEmpty(await response.json<Partial<NetworkInspect>[] | null>()).map(summary);
}

function summary(raw: Partial<NetworkInspect>): NetworkSummary {
  const pools = orEmpty(raw.IPAM?.Config);
  return compact<NetworkSummary>({
    id: raw.Id ?? "",
    name: raw.Name ?? "",
    driver: raw.Driver ?? "",
    scope: raw.Scope ?? "",
    internal: raw.Internal ?? false,
    attachable: raw.Attachable ?? false,
    ingress: raw.Ingress ?? false,
    // From API 1.47; before, an engine did not say.
    ...(raw.EnableIPv4 === undefined ? {} : { ipv4: raw.EnableIPv4 as boolean }),
    ipv6: raw.EnableIPv6 ?? false,
    created: dateOfText(raw.Created),
    createdText: raw.Created,
    labels: orEmptyMap(raw.Labels),
    options: orEmptyMap(raw.Options),
    subnets: pools.flatMap((pool) => pool.Subnet ? [pool.Subnet] : []),
    gateways: pools.flatMap((pool) => pool.Gateway ? [pool.Gateway] : []),
  });
}
