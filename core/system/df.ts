/** The endpoint `GET /system/df` and its options. */
import { compact, dateOfText, orEmpty } from "../_values.ts";
import { containerSummary, type RawContainer } from "../containers/list.ts";
import { imageSummary, type RawImage } from "../images/list.ts";
import type { CallOptions } from "../options.ts";
import type { Transport } from "../transport/types.ts";
import { behaviourOf } from "../versions.ts";
import { volumeSummary } from "../volumes/list.ts";
import type { VolumeInspect } from "../volumes/types.ts";
import type { BuildCacheRecord, DiskUsage, DiskUse } from "./types.ts";

/** What {@link diskUsage} can be asked for. */
export type DiskUsageType = "container" | "image" | "volume" | "build-cache";

/** Options of {@link diskUsage}. */
export interface DiskUsageOptions extends CallOptions {
  /** Unset: all. Engines before API 1.42 count everything anyway. */
  types?: readonly DiskUsageType[];
}

/**
 * What the engine's objects take on disk (`GET /system/df`, API 1.25). It can take long: the
 * engine walks every layer and volume. Throws EngineError: `conflict` while another count runs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, memoryTransport } from "../mod.ts";
 *
 * await using engine = createEngine(memoryTransport({
 *   "GET /system/df": {
 *     json: { Volumes: [{ Name: "db", UsageData: { Size: 4096, RefCount: 0 } }] },
 *   },
 * }));
 * const { volumes } = await engine.system.df({ types: ["volume"] });
 * assert.equal(volumes?.reclaimable, 4096);
 * ```
 */
export async function diskUsage(
  transport: Transport,
  options: DiskUsageOptions = {},
): Promise<DiskUsage> {
  const { dfTakesTypes, dfSummarises } = behaviourOf(await transport.greeting(options.signal));
  const types = options.types;
  const response = await transport.send({
    method: "GET",
    path: "/system/df",
    query: {
      type: dfTakesTypes && types ? types : undefined,
      verbose: dfSummarises || undefined,
    },
    op: "count disk usage",
    kind: "wait",
    minApi: "1.25",
    signal: options.signal,
  });
  const raw = await response.json<RawDf>();
  const wanted = (type: DiskUsageType) => !types || types.includes(type);
  return compact<DiskUsage>({
    images: wanted("image") ? imageUse(raw) : undefined,
    containers: wanted("container") ? containerUse(raw) : undefined,
    volumes: wanted("volume") ? volumeUse(raw) : undefined,
    buildCache: wanted("build-cache") ? cacheUse(raw) : undefined,
  });
}

interface RawUse<T> {
  TotalCount?: number;
  ActiveCount?: number;
  TotalSize?: number;
  Reclaimable?: number;
  Items?: T[] | null;
}

interface RawDf {
  LayersSize?: number;
  Images?: RawImage[] | null;
  Containers?: RawContainer[] | null;
  Volumes?: Partial<VolumeInspect>[] | null;
  BuildCache?: RawCacheRecord[] | null;
  // From API 1.52.
  ImageUsage?: RawUse<RawImage>;
  ContainerUsage?: RawUse<RawContainer>;
  VolumeUsage?: RawUse<Partial<VolumeInspect>>;
  BuildCacheUsage?: RawUse<RawCacheRecord>;
}

interface RawCacheRecord {
  ID: string;
  Parent?: string;
  Parents?: string[] | null;
  Type?: string;
  Description?: string;
  InUse?: boolean;
  Shared?: boolean;
  Size?: number;
  CreatedAt?: string;
  LastUsedAt?: string | null;
  UsageCount?: number;
}

/** The engine's own sums, where it makes them. */
function summed<R, T>(raw: RawUse<R>, item: (raw: R) => T): DiskUse<T> {
  return {
    totalCount: raw.TotalCount ?? 0,
    activeCount: raw.ActiveCount ?? 0,
    totalSize: raw.TotalSize ?? 0,
    reclaimable: raw.Reclaimable ?? 0,
    items: orEmpty(raw.Items).map(item),
  };
}

// Where the engine only lists, the sums are those of docker/cli formatter/disk_usage.go.

function imageUse(raw: RawDf): DiskUse<ReturnType<typeof imageSummary>> {
  if (raw.ImageUsage) return summed(raw.ImageUsage, imageSummary);
  const items = orEmpty(raw.Images).map(imageSummary);
  const totalSize = raw.LayersSize ?? 0;
  const used = items.filter((image) => image.containers !== 0 && image.sharedSize !== -1);
  return {
    totalCount: items.length,
    activeCount: items.filter((image) => image.containers > 0).length,
    totalSize,
    reclaimable: totalSize - total(used, (image) => image.size - image.sharedSize),
    items,
  };
}

function containerUse(raw: RawDf): DiskUse<ReturnType<typeof containerSummary>> {
  if (raw.ContainerUsage) return summed(raw.ContainerUsage, containerSummary);
  const items = orEmpty(raw.Containers).map(containerSummary);
  const active = items.filter(({ state }) => /^(running|paused|restarting)$/.test(state));
  const totalSize = total(items, (container) => container.sizeRw);
  return {
    totalCount: items.length,
    activeCount: active.length,
    totalSize,
    reclaimable: totalSize - total(active, (container) => container.sizeRw),
    items,
  };
}

function volumeUse(raw: RawDf): DiskUse<ReturnType<typeof volumeSummary>> {
  if (raw.VolumeUsage) return summed(raw.VolumeUsage, volumeSummary);
  const items = orEmpty(raw.Volumes).map(volumeSummary);
  const active = items.filter((volume) => (volume.refCount ?? 0) > 0);
  const totalSize = total(items, (volume) => volume.size);
  return {
    totalCount: items.length,
    activeCount: active.length,
    totalSize,
    reclaimable: totalSize - total(active, (volume) => volume.size),
    items,
  };
}

function cacheUse(raw: RawDf): DiskUse<BuildCacheRecord> {
  if (raw.BuildCacheUsage) return summed(raw.BuildCacheUsage, cacheRecord);
  const items = orEmpty(raw.BuildCache).map(cacheRecord);
  const own = items.filter((record) => !record.shared);
  const totalSize = total(own, (record) => record.size);
  return {
    totalCount: items.length,
    activeCount: items.filter((record) => record.inUse).length,
    totalSize,
    reclaimable: totalSize - total(own.filter((record) => record.inUse), (record) => record.size),
    items,
  };
}

function cacheRecord(raw: RawCacheRecord): BuildCacheRecord {
  return compact<BuildCacheRecord>({
    id: raw.ID,
    parents: raw.Parents ?? (raw.Parent ? [raw.Parent] : []),
    type: raw.Type ?? "",
    description: raw.Description ?? "",
    inUse: raw.InUse ?? false,
    shared: raw.Shared ?? false,
    size: raw.Size ?? 0,
    created: dateOfText(raw.CreatedAt),
    lastUsed: dateOfText(raw.LastUsedAt),
    usageCount: raw.UsageCount ?? 0,
  });
}

function total<T>(items: readonly T[], size: (item: T) => number | undefined): number {
  return items.reduce((sum, item) => sum + (size(item) ?? 0), 0);
}
