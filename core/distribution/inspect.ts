/** The endpoint `GET /distribution/{name}/json` and its options. */
import { slashed } from "../_path.ts";
import { authHeader, type RegistryAuth } from "../images/registry_auth.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";

/** Options of {@link inspectDistribution}. */
export interface InspectDistributionOptions extends CallOptions {
  /** Who one is at the registry. */
  auth?: RegistryAuth;
}

/** What a registry has under a reference: the engine's own document. */
export interface DistributionInspect {
  /** The manifest, or list of manifests, that the reference leads to. */
  Descriptor: {
    mediaType?: string;
    MediaType?: string;
    digest?: string;
    Digest?: string;
    size?: number;
    Size?: number;
    [field: string]: unknown;
  };
  /** Platforms there are images for. */
  Platforms:
    | { architecture?: string; os?: string; variant?: string; [field: string]: unknown }[]
    | null;
  /** What is not typed here. */
  [field: string]: unknown;
}

/**
 * Asks the registry, by way of the engine, what is under a reference without fetching it
 * (`GET /distribution/{name}/json`, API 1.30). Throws EngineError: `unauthorized`, `denied` or
 * `not_found` as the registry says, `bad_request` for what is no reference.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /distribution/localhost:5000/web:2/json": {
 *     json: { Descriptor: { digest: "sha256:9f2e" }, Platforms: null },
 *   },
 * }));
 * const { Descriptor } = await engine.distribution.inspect("localhost:5000/web:2");
 * assert.equal(Descriptor.digest, "sha256:9f2e");
 * ```
 */
export async function inspectDistribution(
  transport: Transport,
  reference: string,
  options: InspectDistributionOptions = {},
): Promise<DistributionInspect> {
  const op = "inspect image in registry";
  const response = await transport.send({
    method: "GET",
    path: `/distribution/${slashed("image name", reference, op)}/json`,
    headers: options.auth ? authHeader(options.auth) : undefined,
    op,
    kind: "wait",
    minApi: "1.30",
    signal: options.signal,
  });
  return await response.json<DistributionInspect>();
}
