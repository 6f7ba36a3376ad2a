/** The endpoint `POST /images/{name}/tag` and its options. */
import { imagePath } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { parseReference } from "./reference.ts";

/**
 * Gives an image one more name (`POST /images/{name}/tag`, API 1.24); a name that is in use moves
 * to it. Throws EngineError: `not_found`, `bad_request` for a target that is no reference.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * const transport = memoryTransport({ "POST /images/web/tag": { status: 201 } });
 * await using engine = createEngine(transport);
 * await engine.images.tag("web", "ghcr.io/shop/web:2");
 * assert.deepEqual(transport.requests[0].query, { repo: "ghcr.io/shop/web", tag: "2" });
 * ```
 */
export async function tagImage(
  transport: Transport,
  source: string,
  target: string,
  options: CallOptions = {},
): Promise<void> {
  const op = "tag image";
  const { name, tag, digest } = parseReference(target);
  if (digest !== undefined) throw new TypeError("A target cannot have a digest");
  const response = await transport.send({
    method: "POST",
    path: imagePath(source, op, "/tag"),
    query: { repo: name, tag: tag ?? "latest" },
    op,
    signal: options.signal,
  });
  await response.discard();
}
