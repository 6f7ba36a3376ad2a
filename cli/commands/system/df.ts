/** `system df`: show docker disk usage. */
import type {
  BuildCacheRecord,
  ContainerSummary,
  DiskUsage,
  DiskUse,
  VolumeSummary,
} from "../../../core/mod.ts";
import { ago, goTime, humanSize } from "../../format/human.ts";
import { columns, type Listing, renderList, renderOnce, templateRows } from "../../format/list.ts";
import { sanitise } from "../../format/sanitise.ts";
import { TYPE_NAME } from "../../format/template.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { LIST_FORMAT } from "../_lib/options.ts";
import { listFormat } from "../_lib/list_format.ts";
import { printList } from "../_lib/print_list.ts";
import { containerListing } from "../container/_listing.ts";
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

function cacheListing(now: Date, trunc = true): Listing<BuildCacheRecord> {
  return {
    type: "*formatter.buildCacheContext",
    fields: {
      ID: { header: "CACHE ID", value: (r) => trunc ? r.id.slice(0, 12) : r.id },
      Parent: { header: "PARENT", value: (r) => r.parents.join(", ") },
      CacheType: { header: "CACHE TYPE", value: (r) => r.type },
      Description: { header: "DESCRIPTION", value: (r) => r.description },
      Size: { header: "SIZE", value: (r) => humanSize(r.size, 3) },
      CreatedAt: { header: "CREATED AT", value: (r) => r.created ? goTime(r.created) : "" },
      CreatedSince: { header: "CREATED", value: (r) => r.created ? ago(r.created, now) : "" },
      LastUsedAt: { header: "LAST USED AT", value: (r) => r.lastUsed ? goTime(r.lastUsed) : "" },
      LastUsedSince: {
        header: "LAST USED",
        value: (r) => r.lastUsed ? ago(r.lastUsed, now) : "",
      },
      UsageCount: { header: "USAGE", value: (r) => String(r.usageCount) },
      InUse: { header: "IN USE", value: (r) => String(r.inUse) },
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

/** Here a container's size is that of its own layer alone. */
function ownSize(listing: Listing<ContainerSummary>): Listing<ContainerSummary> {
  const Size = { header: "SIZE", value: (c: ContainerSummary) => humanSize(c.sizeRw ?? 0, 3) };
  return { ...listing, fields: { ...listing.fields, Size } };
}

/** What a template of `system df -v` may go through (docker/cli formatter/disk_usage.go). */
function verboseData(df: DiskUsage, now: Date, clean?: (text: string) => string): object {
  const images = (df.images?.items ?? []).flatMap((image) => imageRows(image, false).slice(0, 1));
  const listed = imageListing({ now, trunc: false, digests: false });
  // Docker leaves digests out here.
  const fields = { ...listed.fields, Digest: { header: "DIGEST", value: () => "" } };
  const data = {
    Images: templateRows({ ...listed, fields }, images, clean),
    Containers: templateRows(
      ownSize(containerListing({ now, trunc: false, size: true })),
      df.containers?.items ?? [],
      clean,
    ),
    Volumes: templateRows(volumeListing, df.volumes?.items ?? [], clean),
    BuildCache: templateRows(cacheListing(now, false), df.buildCache?.items ?? [], clean),
  };
  Object.defineProperty(data, TYPE_NAME, { value: listing.type });
  return data;
}

/** Docker's `system df -v`: every object with what it takes. */
function verbose(df: DiskUsage, now: Date, clean?: (text: string) => string): string {
  const images = imageListing({ now, trunc: true, digests: false });
  const containers = ownSize(containerListing({ now, trunc: true, size: false }));
  const rows = (df.images?.items ?? []).flatMap((image) => imageRows(image, false).slice(0, 1));
  return [
    "Images space usage:\n",
    renderList(
      {
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
      },
      rows,
      { clean },
    ),
    "Containers space usage:\n",
    renderList<ContainerSummary>(
      {
        ...containers,
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
      },
      df.containers?.items ?? [],
      { clean },
    ),
    "Local Volumes space usage:\n",
    renderList<VolumeSummary>(
      { ...volumeListing, table: columns("Name", "Links", "Size") },
      df.volumes?.items ?? [],
      { clean },
    ),
    `Build cache usage: ${humanSize(df.buildCache?.totalSize ?? 0)}\n`,
    renderList(cacheListing(now), df.buildCache?.items ?? [], { clean }),
  ].join("\n");
}

async function show(ctx: CommandContext, format: string | undefined, all: boolean): Promise<void> {
  const engine = await ctx.engine();
  const df = await engine.system.df({ signal: ctx.signal });
  if (all) {
    const { stdout } = ctx.streams;
    const clean = stdout.isTerminal ? sanitise : undefined;
    const chosen = listFormat(ctx, format);
    const text = chosen === undefined || chosen === "" || chosen === "table"
      ? verbose(df, ctx.now(), clean)
      : renderOnce(chosen, verboseData(df, ctx.now(), clean));
    if (text !== "") await stdout.write(text);
  } else await printList(ctx, listing, uses(df), { format });
}

export const systemDf = defineCommand({
  path: "system df",
  summary: "Show docker disk usage",
  hosts: {
    output: "rows",
    refuses: (input) => input.verbose ? "system df -v is for one host: name one" : undefined,
  },
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
