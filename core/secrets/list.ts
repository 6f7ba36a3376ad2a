/** The endpoint `GET /secrets` and its options. */
import { compact, dateOfText, filtersParam, orAbsent, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { SecretInspect, SecretSummary } from "./types.ts";

/** Options of {@link listSecrets}. */
export interface ListSecretsOptions extends CallOptions {
  /** `id label name names`. */
  filters?: Filters;
}

/**
 * Lists the secrets of the swarm, without their data (`GET /secrets`, API 1.25). Throws EngineError:
 * `unavailable` when this engine is no manager.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /secrets": { json: [{ ID: "x1", Spec: { Name: "web" } }] },
 * }));
 * assert.equal((await engine.secrets.list())[0].name, "web");
 * ```
 */
export async function listSecrets(
  transport: Transport,
  options: ListSecretsOptions = {},
): Promise<SecretSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/secrets",
    query: { filters: filtersParam(options.filters) },
    op: "list secrets",
    signal: options.signal,
  });
  return orEmpty(await response.json<Partial<SecretInspect>[] | null>()).map(summary);
}

function summary(raw: Partial<SecretInspect>): SecretSummary {
  return compact<SecretSummary>({
    id: raw.ID ?? "",
    version: raw.Version?.Index ?? 0,
    name: raw.Spec?.Name ?? "",
    driver: orAbsent(raw.Spec?.Driver?.Name),
    labels: orEmptyMap(raw.Spec?.Labels),
    created: dateOfText(raw.CreatedAt),
    updated: dateOfText(raw.UpdatedAt),
  });
}
