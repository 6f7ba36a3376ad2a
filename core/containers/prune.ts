/** The endpoint `POST /containers/prune` and its options. */
import { filtersParam, orEmpty } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link pruneContainers}. */
export interface PruneContainersOptions extends CallOptions {
  /** `label`, `label!`, `until` (a time or a span such as `24h`, by the engine's clock). */
  filters?: Filters;
}

/** What a prune did. */
export interface Pruned {
  /** Ids or names of what is gone. */
  deleted: string[];
  /** Bytes. */
  spaceReclaimed: number;
}

/**
 * Removes all containers that do not run (`POST /containers/prune`, API 1.25). Throws
 * EngineError: `conflict` while another prune runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/prune": { json: { ContainersDeleted: null, SpaceReclaimed: 0 } },
 * }));
 * const { deleted } = await engine.containers.prune({ filters: { until: ["24h"] } });
 * assert.deepEqual(deleted, []);
 * ```
 */
export async function pruneContainers(
  transport: Transport,
  options: PruneContainersOptions = {},
): Promise<Pruned> {
  const response = await transport.send({
    method: "POST",
    path: "/containers/prune",
    query: { filters: filtersParam(options.filters) },
    op: "prune containers",
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  const done = await response.json<
    { ContainersDeleted?: string[] | null; SpaceReclaimed?: number }
  >();
  return { deleted: orEmpty(done.ContainersDeleted), spaceReclaimed: done.SpaceReclaimed ?? 0 };
}
