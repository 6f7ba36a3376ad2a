/** The endpoint `DELETE /images/{name}` and its options. */
import { imagePath } from "../_path.ts";
import { orEmpty } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import { platformJson } from "./push.ts";
import type { RemovedImage } from "./types.ts";

/** Options of {@link removeImage}. */
export interface RemoveImageOptions extends CallOptions {
  /** Also when stopped containers use it or it has several names. Default false. */
  force?: boolean;
  /** Keep parents without a name. Default false. */
  noPrune?: boolean;
  /** Only these variants of an image for several platforms, `os/arch/variant`; needs API 1.50. */
  platforms?: readonly string[];
}

/**
 * Takes a name from an image, and removes the image with its last name
 * (`DELETE /images/{name}`, API 1.24). Throws EngineError: `not_found`, `conflict` when it is in
 * use.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "DELETE /images/web:2": { json: [{ Untagged: "web:2" }, { Deleted: "sha256:9f2e" }] },
 * }));
 * assert.deepEqual(await engine.images.remove("web:2"), [
 *   { untagged: "web:2" },
 *   { deleted: "sha256:9f2e" },
 * ]);
 * ```
 */
export async function removeImage(
  transport: Transport,
  name: string,
  options: RemoveImageOptions = {},
): Promise<RemovedImage[]> {
  const op = "remove image";
  const response = await transport.send({
    method: "DELETE",
    path: imagePath(name, op),
    query: {
      force: options.force || undefined,
      noprune: options.noPrune || undefined,
      platforms: options.platforms?.length ? options.platforms.map(platformJson) : undefined,
    },
    op,
    minApi: options.platforms?.length ? PARAMETER_SINCE.removePlatforms : undefined,
    kind: "wait",
    signal: options.signal,
  });
  return removedImages(await response.json<RawRemoved[] | null>());
}

/** The engine's own form. */
export interface RawRemoved {
  Untagged?: string;
  Deleted?: string;
}

/** Normalises what remove and prune answer. */
export function removedImages(raw: readonly RawRemoved[] | null | undefined): RemovedImage[] {
  return orEmpty(raw).map(({ Untagged, Deleted }) => ({
    ...(Untagged ? { untagged: Untagged } : {}),
    ...(Deleted ? { deleted: Deleted } : {}),
  }));
}
