/** The endpoint `POST /containers/{id}/update` and its options. */
import { containerPath } from "../_path.ts";
import { orEmpty } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { Resources, RestartPolicy } from "./config.ts";

/** What update changes: only the fields that are there. */
export interface ContainerUpdate extends Resources {
  /** When the engine starts it again. */
  RestartPolicy?: RestartPolicy;
}

/**
 * Changes limits or the restart policy of a container, running or not
 * (`POST /containers/{id}/update`, API 1.24). Throws EngineError: `not_found`, `bad_request` or
 * `engine` for limits that the engine or the kernel refuses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /containers/web/update": { json: { Warnings: null } },
 * }));
 * const { warnings } = await engine.containers.update("web", {
 *   RestartPolicy: { Name: "always" },
 * });
 * assert.deepEqual(warnings, []);
 * ```
 */
export async function updateContainer(
  transport: Transport,
  id: string,
  update: ContainerUpdate,
  options: CallOptions = {},
): Promise<{ warnings: string[] }> {
  const op = "update container";
  const response = await transport.send({
    method: "POST",
    path: containerPath(id, op, "/update"),
    json: update,
    op,
    signal: options.signal,
  });
  const { Warnings } = await response.json<{ Warnings?: string[] | null }>();
  return { warnings: orEmpty(Warnings) };
}
