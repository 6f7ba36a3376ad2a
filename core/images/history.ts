/** The endpoint `GET /images/{name}/history` and its options. */
import { imagePath } from "../_path.ts";
import { dateOfSeconds, orEmpty } from "../_values.ts";
import { PARAMETER_SINCE } from "../versions.ts";
import type { ImagePlatformOptions } from "./inspect.ts";
import { platformJson } from "./push.ts";
import type { Transport } from "../transport/types.ts";
import type { ImageLayer } from "./types.ts";

/**
 * The layers of an image, newest first (`GET /images/{name}/history`, API 1.24). Throws
 * EngineError: `not_found`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /images/web/history": {
 *     json: [{ Id: "<missing>", Created: 1, CreatedBy: "RUN make", Tags: null, Size: 7 }],
 *   },
 * }));
 * assert.equal((await engine.images.history("web"))[0].createdBy, "RUN make");
 * ```
 */
export async function imageHistory(
  transport: Transport,
  name: string,
  options: ImagePlatformOptions = {},
): Promise<ImageLayer[]> {
  const op = "read history of image";
  const response = await transport.send({
    method: "GET",
    path: imagePath(name, op, "/history"),
    query: { platform: options.platform ? platformJson(options.platform) : undefined },
    op,
    minApi: options.platform ? PARAMETER_SINCE.historyPlatform : undefined,
    signal: options.signal,
  });
  const layers = await response.json<
    | {
      Id: string;
      Created?: number;
      CreatedBy?: string;
      Tags?: string[] | null;
      Size?: number;
      Comment?: string;
    }[]
    | null
  >();
  return orEmpty(layers).map((layer) => ({
    id: layer.Id,
    created: dateOfSeconds(layer.Created),
    createdBy: layer.CreatedBy ?? "",
    size: layer.Size ?? 0,
    comment: layer.Comment ?? "",
    tags: orEmpty(layer.Tags),
  }));
}
