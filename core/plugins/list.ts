/** The endpoint `GET /plugins` and its options. */
import { compact, filtersParam, orAbsent, orEmpty } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { PluginInspect, PluginSummary } from "./types.ts";

/** Options of {@link listPlugins}. */
export interface ListPluginsOptions extends CallOptions {
  /** `capability enabled`. */
  filters?: Filters;
}

/**
 * Lists the engine's plugins (`GET /plugins`, API 1.25).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /plugins": { json: [{ Id: "p1", Name: "vieux/sshfs:latest", Enabled: true }] },
 * }));
 * assert.equal((await engine.plugins.list())[0].enabled, true);
 * ```
 */
export async function listPlugins(
  transport: Transport,
  options: ListPluginsOptions = {},
): Promise<PluginSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/plugins",
    query: { filters: filtersParam(options.filters) },
    op: "list plugins",
    minApi: "1.25",
    signal: options.signal,
  });
  return orEmpty(await response.json<Partial<PluginInspect>[] | null>()).map(summary);
}

function summary(raw: Partial<PluginInspect>): PluginSummary {
  return compact<PluginSummary>({
    id: raw.Id ?? "",
    name: raw.Name ?? "",
    enabled: raw.Enabled ?? false,
    reference: orAbsent(raw.PluginReference),
    description: raw.Config?.Description ?? "",
    capabilities: orEmpty(raw.Config?.Interface?.Types).map((type) =>
      typeof type === "string" ? type : `${type.Prefix}.${type.Capability}/${type.Version}`
    ),
  });
}
