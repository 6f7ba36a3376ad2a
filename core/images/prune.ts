/** The endpoint `POST /images/prune` and its options. */
import { filtersParam } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { type RawRemoved, removedImages } from "./remove.ts";
import type { RemovedImage } from "./types.ts";

/** Options of {@link pruneImages}. */
export interface PruneImagesOptions extends CallOptions {
  /**
   * `dangling` (default `true`: only images without a name; `["false"]`: all that no container
   * uses), `label`, `label!`, `until`.
   */
  filters?: Filters;
}

/**
 * Removes images that nothing uses (`POST /images/prune`, API 1.25). Throws EngineError:
 * `conflict` while another prune runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /images/prune": { json: { ImagesDeleted: null, SpaceReclaimed: 0 } },
 * }));
 * const { spaceReclaimed } = await engine.images.prune({ filters: { dangling: ["false"] } });
 * assert.equal(spaceReclaimed, 0);
 * ```
 */
export async function pruneImages(
  transport: Transport,
  options: PruneImagesOptions = {},
): Promise<{ deleted: RemovedImage[]; spaceReclaimed: number }> {
  const response = await transport.send({
    method: "POST",
    path: "/images/prune",
    query: { filters: filtersParam(options.filters) },
    op: "prune images",
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  const done = await response.json<
    { ImagesDeleted?: RawRemoved[] | null; SpaceReclaimed?: number }
  >();
  return { deleted: removedImages(done.ImagesDeleted), spaceReclaimed: done.SpaceReclaimed ?? 0 };
}
