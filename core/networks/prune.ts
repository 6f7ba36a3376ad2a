/** The endpoint `POST /networks/prune` and its options. */
import { filtersParam, orEmpty } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link pruneNetworks}. */
export interface PruneNetworksOptions extends CallOptions {
  /** `label`, `label!`, `until`. */
  filters?: Filters;
}

/**
 * Removes networks that no container is attached to (`POST /networks/prune`, API 1.25). Throws
 * EngineError: `conflict` while another prune runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /networks/prune": { json: { NetworksDeleted: ["shop"] } },
 * }));
 * assert.deepEqual(await engine.networks.prune(), { deleted: ["shop"] });
 * ```
 */
export async function pruneNetworks(
  transport: Transport,
  options: PruneNetworksOptions = {},
): Promise<{ deleted: string[] }> {
  const response = await transport.send({
    method: "POST",
    path: "/networks/prune",
    query: { filters: filtersParam(options.filters) },
    op: "prune networks",
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  const done = await response.json<{ NetworksDeleted?: string[] | null }>();
  return { deleted: orEmpty(done.NetworksDeleted) };
}
