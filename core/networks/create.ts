/** The endpoint `POST /networks/create` and its options. */
import { compact, orAbsent } from "../_values.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { NetworkCreateConfig } from "./types.ts";

/** What create answers. */
export interface CreatedNetwork {
  /** Full id. */
  id: string;
  /** The engine's words, worth a line `WARNING: …`. */
  warning?: string;
}

/**
 * Makes a network (`POST /networks/create`, API 1.24). A name in use is refused. Throws
 * EngineError: `conflict`, `denied` (a pool that overlaps, a name that is reserved), `not_found`
 * (no such driver), `bad_request`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "POST /networks/create": { status: 201, json: { Id: "8c1a", Warning: "" } },
 * }));
 * assert.deepEqual(await engine.networks.create({ Name: "shop" }), { id: "8c1a" });
 * ```
 */
export async function createNetwork(
  transport: Transport,
  config: NetworkCreateConfig,
  options: CallOptions = {},
): Promise<CreatedNetwork> {
  const response = await transport.send({
    method: "POST",
    path: "/networks/create",
    // Without it engines before 23.0 make a second network of the same name.
    json: { CheckDuplicate: true, ...config },
    op: "create network",
    kind: "wait",
    signal: options.signal,
  });
  const made = await response.json<{ Id: string; Warning?: string }>();
  return compact<CreatedNetwork>({ id: made.Id, warning: orAbsent(made.Warning) });
}
