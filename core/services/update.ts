/** The endpoint `POST /services/{id}/update` and its options. */
import { segment } from "../_path.ts";
import { orEmpty } from "../_values.ts";
import { authHeader, type RegistryAuth } from "../images/registry_auth.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { ServiceSpec } from "./types.ts";

/** Options of {@link updateService}. */
export interface UpdateServiceOptions extends CallOptions {
  /** What the nodes show the registry to fetch the image. */
  auth?: RegistryAuth;
  /** Without `auth`: whose credentials go on to be used. Default `spec`. */
  registryAuthFrom?: "spec" | "previous-spec";
  /** Go back to what it was before the last update. Default false. */
  rollback?: boolean;
}

/**
 * Changes a service (`POST /services/{id}/update`, API 1.24). `spec` is the whole of it, `version`
 * the `Version.Index` it was read with. Throws EngineError: `not_found`, `bad_request`,
 * `unavailable` when this engine is no manager, `engine` when another change came first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /services/web": {
 *     json: { Version: { Index: 11 }, Spec: { TaskTemplate: { ForceUpdate: 0 } } },
 *   },
 *   "POST /services/web/update": { json: { Warnings: null } },
 * }));
 * const { Version, Spec } = await engine.services.inspect("web");
 * Spec.TaskTemplate.ForceUpdate = (Spec.TaskTemplate.ForceUpdate ?? 0) + 1;
 * const { warnings } = await engine.services.update("web", Version.Index, Spec);
 * assert.deepEqual(warnings, []);
 * ```
 */
export async function updateService(
  transport: Transport,
  id: string,
  version: number,
  spec: ServiceSpec,
  options: UpdateServiceOptions = {},
): Promise<{ warnings: string[] }> {
  const op = "update service";
  const response = await transport.send({
    method: "POST",
    path: `/services/${segment("service name or ID", id, op)}/update`,
    query: {
      version,
      registryAuthFrom: options.registryAuthFrom,
      rollback: options.rollback ? "previous" : undefined,
    },
    json: spec,
    headers: options.auth ? authHeader(options.auth) : undefined,
    op,
    kind: "wait",
    signal: options.signal,
  });
  const { Warnings } = await response.json<{ Warnings?: string[] | null }>();
  return { warnings: orEmpty(Warnings) };
}
