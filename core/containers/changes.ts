/** The endpoint `GET /containers/{id}/changes` and its options. */
import { containerPath } from "../_path.ts";
import { orEmpty } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { FileChange } from "./types.ts";

/**
 * What differs between a container's file system and its image
 * (`GET /containers/{id}/changes`, API 1.24). Throws EngineError: `not_found`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /containers/web/changes": { json: [{ Path: "/tmp/x", Kind: 1 }] },
 * }));
 * assert.deepEqual(await engine.containers.changes("web"), [{ path: "/tmp/x", kind: "A" }]);
 * ```
 */
export async function containerChanges(
  transport: Transport,
  id: string,
  options: CallOptions = {},
): Promise<FileChange[]> {
  const op = "list changes of container";
  const response = await transport.send({
    method: "GET",
    path: containerPath(id, op, "/changes"),
    op,
    // A large layer is walked file by file.
    kind: "wait",
    signal: options.signal,
  });
  const changes = await response.json<{ Path: string; Kind: number }[] | null>();
  const kinds = ["C", "A", "D"] as const;
  return orEmpty(changes).map(({ Path, Kind }) => ({ path: Path, kind: kinds[Kind] ?? "C" }));
}
