/** The endpoint `POST /services/create` and its options. */
import { orEmpty } from "../_values.ts";
import { authHeader, type RegistryAuth } from "../images/registry_auth.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { ServiceSpec } from "./types.ts";

/** Options of {@link createService}. */
export interface CreateServiceOptions extends CallOptions {
  /** What the nodes show the registry to fetch the image. */
  auth?: RegistryAuth;
}

/**
 * Makes a service (`POST /services/create`, API 1.24). Throws EngineError: `conflict` when the
 * name is taken, `bad_request`, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /services/create": { status: 201, json: { ID: "s1" } },
 * }));
 * const { id } = await engine.services.create({
 *   Name: "web",
 *   TaskTemplate: { ContainerSpec: { Image: "nginx" } },
 *   Mode: { Replicated: { Replicas: 2 } },
 * });
 * assert.equal(id, "s1");
 * ```
 */
export async function createService(
  transport: Transport,
  spec: ServiceSpec,
  options: CreateServiceOptions = {},
): Promise<{ id: string; warnings: string[] }> {
  const response = await transport.send({
    method: "POST",
    path: "/services/create",
    json: spec,
    headers: options.auth ? authHeader(options.auth) : undefined,
    op: "create service",
    // The engine asks the registry for the digest.
    kind: "wait",
    signal: options.signal,
  });
  const made = await response.json<{ ID: string; Warnings?: string[] | null; Warning?: string }>();
  return { id: made.ID, warnings: made.Warning ? [made.Warning] : orEmpty(made.Warnings) };
}
