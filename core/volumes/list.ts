/** The endpoint `GET /volumes` and its options. */
import { compact, dateOfText, filtersParam, orEmpty, orEmptyMap } from "../_values.ts";
import type { CallOptions, Filters } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import type { VolumeInspect, VolumeSummary } from "./types.ts";

/** Options of {@link listVolumes}. */
export interface ListVolumesOptions extends CallOptions {
  /** `dangling driver label name`. */
  filters?: Filters;
}

/** What list answers. */
export interface VolumeList {
  /** Volumes. */
  volumes: VolumeSummary[];
  /** Drivers that did not answer, in the engine's words. */
  warnings: string[];
}

/**
 * Lists volumes in the engine's order, which is none (`GET /volumes`, API 1.24). Throws
 * EngineError: `bad_request` for a filter the engine does not know.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /volumes": { json: { Volumes: [{ Name: "db", Driver: "local" }], Warnings: null } },
 * }));
 * const { volumes } = await engine.volumes.list();
 * assert.equal(volumes[0].name, "db");
 * ```
 */
export async function listVolumes(
  transport: Transport,
  options: ListVolumesOptions = {},
): Promise<VolumeList> {
  const response = await transport.send({
    method: "GET",
    path: "/volumes",
    query: { filters: filtersParam(options.filters) },
    op: "list volumes",
    signal: options.signal,
  });
  const list = await response.json<
    { Volumes?: Partial<VolumeInspect>[] | null; Warnings?: string[] | null }
  >();
  return { volumes: orEmpty(list.Volumes).map(volumeSummary), warnings: orEmpty(list.Warnings) };
}

/** Normalises a volume of list, create or df. */
export function volumeSummary(raw: Partial<VolumeInspect>): VolumeSummary {
  const usage = raw.UsageData;
  return compact<VolumeSummary>({
    name: raw.Name ?? "",
    driver: raw.Driver ?? "",
    mountpoint: raw.Mountpoint ?? "",
    created: dateOfText(raw.CreatedAt),
    labels: orEmptyMap(raw.Labels),
    options: orEmptyMap(raw.Options),
    scope: raw.Scope ?? "",
    // -1: the engine did not or could not count.
    size: usage && usage.Size >= 0 ? usage.Size : undefined,
    refCount: usage && usage.RefCount >= 0 ? usage.RefCount : undefined,
  });
}
