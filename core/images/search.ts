/** The endpoint `GET /images/search` and its options. */
import { filtersParam, orEmpty } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { authHeader, type RegistryAuth } from "./registry_auth.ts";

/** Options of {@link searchImages}. */
export interface SearchImagesOptions extends CallOptions {
  /** 1 to 100. Unset: the registry's 25. */
  limit?: number;
  /** `is-official`, `stars`. */
  filters?: Filters;
  /** Who one is at the registry. */
  auth?: RegistryAuth;
}

/** An image that a registry offers. */
export interface FoundImage {
  /** Name. */
  name: string;
  /** What its author says of it. */
  description: string;
  /** How many people like it. */
  stars: number;
  /** Made by Docker. */
  official: boolean;
  /** Built by the registry. */
  automated: boolean;
}

/**
 * Searches Docker Hub, or the registry that the term begins with (`GET /images/search`, API
 * 1.24); the engine asks, not this client. Throws EngineError: `bad_request` for a limit out of
 * range, `engine` when the registry cannot be reached or searched.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /images/search": { json: [{ name: "nginx", star_count: 9, is_official: true }] },
 * }));
 * assert.equal((await engine.images.search("nginx"))[0].stars, 9);
 * ```
 */
export async function searchImages(
  transport: Transport,
  term: string,
  options: SearchImagesOptions = {},
): Promise<FoundImage[]> {
  const response = await transport.send({
    method: "GET",
    path: "/images/search",
    query: { term, limit: options.limit, filters: filtersParam(options.filters) },
    headers: authHeader(options.auth),
    op: "search images",
    kind: "wait",
    signal: options.signal,
  });
  const found = await response.json<
    | {
      name: string;
      description?: string;
      star_count?: number;
      is_official?: boolean;
      is_automated?: boolean;
    }[]
    | null
  >();
  return orEmpty(found).map((image) => ({
    name: image.name,
    description: image.description ?? "",
    stars: image.star_count ?? 0,
    official: image.is_official ?? false,
    automated: image.is_automated ?? false,
  }));
}
