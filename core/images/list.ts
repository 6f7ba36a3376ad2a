/** The endpoint `GET /images/json` and its options. */
import { dateOfSeconds, filtersParam, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { ImageManifest, ImageSummary } from "./types.ts";

/** Options of {@link listImages}. */
export interface ListImagesOptions extends CallOptions {
  /** Also intermediate images of the classic builder. Default false. */
  all?: boolean;
  /** `before dangling label reference since until` (`until` from API 1.44). */
  filters?: Filters;
  /** Also digests; without it `repoDigests` may still be there. Default false. */
  digests?: boolean;
  /** Count `sharedSize`, which is slow. From API 1.42; older engines do not count. Default false. */
  sharedSize?: boolean;
  /** Also what each holds for its platforms; from API 1.47. Default false. */
  manifests?: boolean;
}

/**
 * Lists images, newest first (`GET /images/json`, API 1.24). Throws EngineError: `bad_request`
 * for a filter the engine does not know.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /images/json": { json: [{ Id: "sha256:9f2e", RepoTags: ["<none>:<none>"], Size: 512 }] },
 * }));
 * const [image] = await engine.images.list();
 * assert.deepEqual([image.dangling, image.repoTags], [true, []]);
 * ```
 */
export async function listImages(
  transport: Transport,
  options: ListImagesOptions = {},
): Promise<ImageSummary[]> {
  const response = await transport.send({
    method: "GET",
    path: "/images/json",
    query: {
      all: options.all || undefined,
      digests: options.digests || undefined,
      "shared-size": options.sharedSize || undefined,
      manifests: options.manifests || undefined,
      filters: filtersParam(options.filters),
    },
    op: "list images",
    minApi: options.manifests ? "1.47" : undefined,
    signal: options.signal,
  });
  return orEmpty(await response.json<RawImage[] | null>()).map(imageSummary);
}

/** The engine's own form of a row. */
export interface RawImage {
  Id: string;
  ParentId?: string;
  RepoTags?: string[] | null;
  RepoDigests?: string[] | null;
  Created?: number;
  Size?: number;
  SharedSize?: number;
  Containers?: number;
  Labels?: Record<string, string> | null;
  Manifests?: RawManifest[] | null;
}

interface RawManifest {
  ID: string;
  Kind?: string;
  Available?: boolean;
  Size?: { Total?: number; Content?: number };
  ImageData?: {
    Platform?: { os?: string; architecture?: string; variant?: string };
    Containers?: string[] | null;
  };
}

/** Normalises a row of list or df. */
export function imageSummary(raw: RawImage): ImageSummary {
  // Before API 1.43 an image without a name has one made of `<none>`.
  const repoTags = orEmpty(raw.RepoTags).filter((tag) => tag !== "<none>:<none>");
  return {
    id: raw.Id,
    repoTags,
    repoDigests: orEmpty(raw.RepoDigests).filter((digest) => digest !== "<none>@<none>"),
    created: dateOfSeconds(raw.Created),
    size: raw.Size ?? 0,
    sharedSize: raw.SharedSize ?? -1,
    containers: raw.Containers ?? -1,
    labels: orEmptyMap(raw.Labels),
    parentId: raw.ParentId ?? "",
    dangling: repoTags.length === 0,
    ...raw.Manifests && { manifests: raw.Manifests.map(manifestOf) },
  };
}

function manifestOf(raw: RawManifest): ImageManifest {
  const { os, architecture, variant } = raw.ImageData?.Platform ?? {};
  return {
    id: raw.ID,
    kind: raw.Kind ?? "unknown",
    platform: [os, architecture, variant].filter(Boolean).join("/"),
    available: raw.Available ?? false,
    size: raw.Size?.Total ?? 0,
    contentSize: raw.Size?.Content ?? 0,
    containers: orEmpty(raw.ImageData?.Containers),
  };
}
