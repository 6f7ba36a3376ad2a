/** The endpoint `GET /services/{id}` and its options. */
import { segment } from "../_path.ts";
import type { CallOptions } from "../options.ts";
import type { Transport, WireResponse } from "../transport/types.ts";
import type { ServiceInspect } from "./types.ts";

/** How a service is inspected. */
export interface InspectServiceOptions extends CallOptions {
  /** With what the swarm does where the service says nothing, API 1.29. */
  insertDefaults?: boolean;
}

/**
 * The engine's document on a service, verbatim (`GET /services/{id}`, API 1.24). Throws EngineError:
 * `not_found`, `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /services/x1": { json: { ID: "x1" } },
 * }));
 * assert.equal((await engine.services.inspect("x1")).ID, "x1");
 * ```
 */
export async function inspectService(
  transport: Transport,
  id: string,
  options: InspectServiceOptions = {},
): Promise<ServiceInspect> {
  return await (await get(transport, id, options)).json<ServiceInspect>();
}

/**
 * The same document as the text the engine sent, byte for byte. Throws as {@link inspectService}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /services/x1": { body: '{"Version":{"Index":9007199254740993}}' },
 * }));
 * assert.match(await engine.services.inspectText("x1"), /9007199254740993/);
 * ```
 */
export async function inspectServiceText(
  transport: Transport,
  id: string,
  options: InspectServiceOptions = {},
): Promise<string> {
  return await (await get(transport, id, options)).text();
}

function get(
  transport: Transport,
  id: string,
  options: InspectServiceOptions,
): Promise<WireResponse> {
  const op = "inspect service";
  return transport.send({
    method: "GET",
    path: `/services/${segment("service name or ID", id, op)}`,
    query: options.insertDefaults ? { insertDefaults: true } : undefined,
    op,
    signal: options.signal,
  });
}
