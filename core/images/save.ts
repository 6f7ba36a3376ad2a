/** The endpoint `GET /images/get` and its options. */
import { EngineError } from "../errors.ts";
import { lazyIterable } from "../lazy_iterable.ts";
import type { BytesOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import { platformJson } from "./push.ts";

/** Options of {@link saveImages}. */
export interface SaveImagesOptions extends BytesOptions {
  /** The one platform of several to save, `os/arch/variant`; needs API 1.48. */
  platform?: string;
}

/**
 * Images with their layers and names as one tar stream (`GET /images/get`, API 1.24), asked for
 * when the iteration begins. Throws EngineError: `not_found` (`engine` up to 20.10), `cut` when
 * the stream ends early.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({ "GET /images/get": { body: new Uint8Array(1024) } });
 * await using engine = createEngine(transport);
 * for await (const chunk of engine.images.save(["web:1", "web:2"])) assert.equal(chunk.length, 1024);
 * assert.deepEqual(transport.requests[0].query?.names, ["web:1", "web:2"]);
 * ```
 */
export function saveImages(
  transport: Transport,
  references: readonly string[],
  options: SaveImagesOptions = {},
): AsyncIterable<Uint8Array> {
  const op = "save images";
  if (references.length === 0) throw new TypeError("Name at least one image to save");
  if (references.some((reference) => reference.trim() === "")) {
    throw new EngineError("invalid image name or ID: value is empty", { code: "bad_request", op });
  }
  return lazyIterable(async () => {
    const response = await transport.send({
      method: "GET",
      path: "/images/get",
      query: {
        names: references,
        platform: options.platform ? platformJson(options.platform) : undefined,
      },
      op,
      kind: "stream",
      lent: options.lent,
      minApi: options.platform ? PARAMETER_SINCE.archivePlatform : undefined,
      signal: options.signal,
    });
    return response.body;
  });
}
