/** The endpoint `GET /configs` and its options. */
import { compact, dateOfText, filtersParam, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { ConfigInspect, ConfigSummary } from "./types.ts";

/** Options of {@link listConfigs}. */
export interface ListConfigsOptions extends CallOptions {
  /** `id label name names`. */
  filters?: Filters;
}

/**
 * Lists the configs of the swarm (`GET /configs`, API 1.30). Throws EngineError:
 * `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /configs": { json: [{ ID: "x1", Spec: { Name: "web" } }] },
 * }));
 * assert.equal((await engine.configs.list())[0].name, "web");
 * ```
 */
export async function listConfigs(
  transport: Transport,
  options: ListConfigsOptions = {},
): Promise<ConfigSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/configs",
    query: { filters: filtersParam(options.filters) },
    op: "list configs",
    signal: options.signal,
  });
  return orEmpty(await response.json<Partial<ConfigInspect>[] | null>()).map(summary);
}

function summary(raw: Partial<ConfigInspect>): ConfigSummary {
  return compact<ConfigSummary>({
    id: raw.ID ?? "",
    version: raw.Version?.Index ?? 0,
    name: raw.Spec?.Name ?? "",
    labels: orEmptyMap(raw.Spec?.Labels),
    created: dateOfText(raw.CreatedAt),
    updated: dateOfText(raw.UpdatedAt),
  });
}
