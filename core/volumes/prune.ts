/** The endpoint `POST /volumes/prune` and its options. */
import { filtersParam, orEmpty } from "../_values.ts";
import type { Pruned } from "../containers/prune.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link pruneVolumes}. */
export interface PruneVolumesOptions extends CallOptions {
  /**
   * `label`, `label!`; `{ all: ["1"] }` for those with a name, too. Before API 1.42 they are
   * always among them.
   */
  filters?: Filters;
}

/**
 * Removes anonymous volumes that no container uses (`POST /volumes/prune`, API 1.25). Throws
 * EngineError: `conflict` while another prune runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /volumes/prune": { json: { VolumesDeleted: ["db"], SpaceReclaimed: 4096 } },
 * }));
 * assert.deepEqual(await engine.volumes.prune(), { deleted: ["db"], spaceReclaimed: 4096 });
 * ```
 */
export async function pruneVolumes(
  transport: Transport,
  options: PruneVolumesOptions = {},
): Promise<Pruned> {
  const response = await transport.send({
    method: "POST",
    path: "/volumes/prune",
    query: { filters: filtersParam(options.filters) },
    op: "prune volumes",
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  const done = await response.json<{ VolumesDeleted?: string[] | null; SpaceReclaimed?: number }>();
  return { deleted: orEmpty(done.VolumesDeleted), spaceReclaimed: done.SpaceReclaimed ?? 0 };
}
