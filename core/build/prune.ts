/** The endpoint `POST /build/prune` and its options. */
import { filtersParam, orEmpty } from "../_values.ts";
import type { Pruned } from "../containers/prune.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf } from "../versions.ts";

/** Options of {@link pruneBuildCache}. */
export interface PruneBuildCacheOptions extends CallOptions {
  /** Also what belongs to the engine itself and to images. Default false. */
  all?: boolean;
  /** Bytes to leave. */
  reservedSpace?: number;
  /** `until id parent type description inuse shared private`. */
  filters?: Filters;
}

/**
 * Removes results of BuildKit that nothing uses (`POST /build/prune`, API 1.31). Throws
 * EngineError: `conflict` while another prune runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /build/prune": { json: { CachesDeleted: null, SpaceReclaimed: 0 } },
 * }));
 * assert.deepEqual((await engine.images.pruneBuildCache({ all: true })).deleted, []);
 * ```
 */
export async function pruneBuildCache(
  transport: Transport,
  options: PruneBuildCacheOptions = {},
): Promise<Pruned> {
  const { pruneReservedSpace } = behaviourOf(await transport.greeting(options.signal));
  const response = await transport.send({
    method: "POST",
    path: "/build/prune",
    query: {
      all: options.all || undefined,
      [pruneReservedSpace ? "reserved-space" : "keep-storage"]: options.reservedSpace,
      filters: filtersParam(options.filters),
    },
    op: "prune build cache",
    kind: "wait",
    minApi: "1.31",
    signal: options.signal,
  });
  const done = await response.json<{ CachesDeleted?: string[] | null; SpaceReclaimed?: number }>();
  return { deleted: orEmpty(done.CachesDeleted), spaceReclaimed: done.SpaceReclaimed ?? 0 };
}
