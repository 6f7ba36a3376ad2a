/** The endpoint `GET /nodes` and its options. */
import { compact, dateOfText, filtersParam, orAbsent, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { NodeInspect, NodeSummary } from "./types.ts";

/** Options of {@link listNodes}. */
export interface ListNodesOptions extends CallOptions {
  /** `id label membership name node.label role`. */
  filters?: Filters;
}

/**
 * Lists the nodes of the swarm (`GET /nodes`, API 1.24). Throws EngineError: `unavailable` when
 * this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /nodes": {
 *     json: [{ ID: "n0d3", Spec: { Role: "manager" }, ManagerStatus: { Leader: true } }],
 *   },
 * }));
 * assert.equal((await engine.nodes.list())[0].manager?.leader, true);
 * ```
 */
export async function listNodes(
  transport: Transport,
  options: ListNodesOptions = {},
): Promise<NodeSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/nodes",
    query: { filters: filtersParam(options.filters) },
    op: "list nodes",
    signal: options.signal,
  });
  return orEmpty(await response.json<Partial<NodeInspect>[] | null>()).map(summary);
}

function summary(raw: Partial<NodeInspect>): NodeSummary {
  const manager = raw.ManagerStatus;
  return compact<NodeSummary>({
    id: raw.ID ?? "",
    version: raw.Version?.Index ?? 0,
    name: orAbsent(raw.Spec?.Name),
    hostname: raw.Description?.Hostname ?? "",
    role: raw.Spec?.Role ?? "",
    availability: raw.Spec?.Availability ?? "",
    state: raw.Status?.State ?? "",
    message: orAbsent(raw.Status?.Message),
    addr: raw.Status?.Addr ?? "",
    manager: manager
      ? {
        leader: manager.Leader ?? false,
        reachability: manager.Reachability ?? "",
        addr: manager.Addr ?? "",
      }
      : undefined,
    engineVersion: raw.Description?.Engine?.EngineVersion ?? "",
    cpus: cpusOf(raw.Description?.Resources?.NanoCPUs),
    memory: raw.Description?.Resources?.MemoryBytes || undefined,
    tlsInfo: raw.Description?.TLSInfo ?? undefined,
    labels: orEmptyMap(raw.Spec?.Labels),
    created: dateOfText(raw.CreatedAt),
    updated: dateOfText(raw.UpdatedAt),
  });
}

/** The engine counts in billionths. */
function cpusOf(nano: number | undefined): number | undefined {
  return nano ? nano / 1e9 : undefined;
}
