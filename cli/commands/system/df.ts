import type {
  BuildCacheRecord,
  ContainerSummary,
  DiskUsage,
  DiskUse,
  VolumeSummary,
} from "../../../core/mod.ts";
import { ago, humanSize } from "../../format/human.ts";
import { columns, type Listing, renderList } from "../../format/list.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { listFormat, printList } from "../_lib/print_list.ts";
import { containerListing } from "../container/ls.ts";
import { imageListing, imageRows } from "../image/ls.ts";
import { volumeListing } from "../volume/ls.ts";

interface Use extends DiskUse<unknown> {
  type: string;
}

const listing: Listing<Use> = {
  type: "*formatter.diskUsageContext",
  fields: {
    Type: { header: "TYPE", value: (u) => u.type },
    TotalCount: { header: "TOTAL", value: (u) => String(u.totalCount) },
    Active: { header: "ACTIVE", value: (u) => String(u.activeCount) },
    Size: { header: "SIZE", value: (u) => humanSize(u.totalSize) },
    Reclaimable: {
      header: "RECLAIMABLE",
      value: (u) => {
        const size = humanSize(u.reclaimable);
        if (u.type === "Build Cache" || u.totalSize <= 0) return size;
        return `${size} (${Math.trunc(u.reclaimable * 100 / u.totalSize)}%)`;
      },
    },
  },
  table: columns("Type", "TotalCount", "Active", "Size", "Reclaimable"),
};

const NOTHING: DiskUse<never> = {
  totalCount: 0,
  activeCount: 0,
  totalSize: 0,
  reclaimable: 0,
  items: [],
};

function uses(df: DiskUsage): Use[] {
  return [
    { type: "Images", ...df.images ?? NOTHING },
    { type: "Containers", ...df.containers ?? NOTHING },
    { type: "Local Volumes", ...df.volumes ?? NOTHING },
    { type: "Build Cache", ...df.buildCache ?? NOTHING },
  ];
}

function cacheListing(now: Date): Listing<BuildCacheRecord> {
  return {
    type: "*formatter.buildCacheContext",
    fields: {
      ID: { header: "CACHE ID", value: (r) => r.id.slice(0, 12) },
      CacheType: { header: "CACHE TYPE", value: (r) => r.type },
      Size: { header: "SIZE", value: (r) => humanSize(r.size, 3) },
      CreatedSince: { header: "CREATED", value: (r) => r.created ? ago(r.created, now) : "" },
      LastUsedSince: {
        header: "LAST USED",
        value: (r) => r.lastUsed ? ago(r.lastUsed, now) : "",
      },
      UsageCount: { header: "USAGE", value: (r) => String(r.usageCount) },
      Shared: { header: "SHARED", value: (r) => String(r.shared) },
    },
    table: columns(
      "ID",
      "CacheType",
      "Size",
      "CreatedSince",
      "LastUsedSince",
      "UsageCount",
      "Shared",
    ),
  };
}

/** Docker's `system df -v`: every object with what it takes. */
function verbose(df: DiskUsage, now: Date): string {
  const images = imageListing({ now, trunc: true, digests: false });
  const containers = containerListing({ now, trunc: true, size: false });
  // Here a container's size is that of its own layer alone.
  const size = { header: "SIZE", value: (c: ContainerSummary) => humanSize(c.sizeRw ?? 0, 3) };
  const rows = (df.images?.items ?? []).flatMap((image) => imageRows(image, false).slice(0, 1));
  return [
    "Images space usage:\n",
    renderList({
      ...images,
      table: columns(
        "Repository",
        "Tag",
        "ID",
        "CreatedSince",
        "Size",
        "SharedSize",
        "UniqueSize",
        "Containers",
      ),
    }, rows),
    "Containers space usage:\n",
    renderList<ContainerSummary>({
      ...containers,
      fields: { ...containers.fields, Size: size },
      table: columns(
        "ID",
        "Image",
        "Command",
        "LocalVolumes",
        "Size",
        "RunningFor",
        "Status",
        "Names",
      ),
    }, df.containers?.items ?? []),
    "Local Volumes space usage:\n",
    renderList<VolumeSummary>(
      { ...volumeListing, table: columns("Name", "Links", "Size") },
      df.volumes?.items ?? [],
    ),
    `Build cache usage: ${humanSize(df.buildCache?.totalSize ?? 0)}\n`,
    renderList(cacheListing(now), df.buildCache?.items ?? []),
  ].join("\n");
}

async function show(ctx: CommandContext, format: string | undefined, all: boolean): Promise<void> {
  const engine = await ctx.engine();
  const df = await engine.system.df({ signal: ctx.signal });
  if (all && !listFormat(ctx, format)) await ctx.streams.stdout.write(verbose(df, ctx.now()));
  else await printList(ctx, listing, uses(df), { format });
}

export const systemDf = defineCommand({
  path: "system df",
  summary: "Show docker disk usage",
  options: {
    format: LIST_FORMAT,
    verbose: {
      type: "boolean",
      short: "v",
      summary: "Show detailed information on space usage",
    },
  },
  run: (ctx, input) => show(ctx, input.format, input.verbose),
});
