/** The endpoint `GET /containers/{id}/export` and its options. */
import { containerPath } from "../_path.ts";
import { lazyIterable } from "../lazy_iterable.ts";
import type { BytesOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/**
 * The whole file system of a container as a tar stream (`GET /containers/{id}/export`, API 1.24);
 * volumes are left out. Asked for when the iteration begins. Throws EngineError: `not_found`,
 * `cut` when the stream ends early.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/export": { body: [new Uint8Array(512), new Uint8Array(512)] },
 * }));
 * let bytes = 0;
 * for await (const chunk of engine.containers.export("web")) bytes += chunk.length;
 * assert.equal(bytes, 1024);
 * ```
 */
export function exportContainer(
  transport: Transport,
  id: string,
  options: BytesOptions = {},
): AsyncIterable<Uint8Array> {
  const op = "export container";
  const path = containerPath(id, op, "/export");
  const { signal, lent } = options;
  return lazyIterable(async () =>
    (await transport.send({ method: "GET", path, op, kind: "stream", signal, lent })).body
  );
}
