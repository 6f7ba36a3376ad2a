/** `/build/prune`: remove unused data. */
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { doomedContainers, doomedImages, doomedNetworks, doomedVolumes } from "../_lib/doomed.ts";
import { type FilterMap, FORCE } from "../_lib/options.ts";
import { askToPrune, PRUNE_FILTER, pruned, reclaimed, withConfigured } from "../_lib/prune.ts";
import { removedLines } from "../image/prune.ts";

/** Docker's warning: what kinds go, and by which filters. */
function warning(all: boolean, volumes: boolean, filters: FilterMap): string {
  const kinds = [
    "all stopped containers",
    "all networks not used by at least one container",
    ...(volumes ? ["all anonymous volumes not used by at least one container"] : []),
    all ? "all images without at least one container associated to them" : "all dangling images",
    all ? "all build cache" : "unused build cache",
  ];
  const by = Object.entries(filters).flatMap(([key, values]) => values.map((v) => `${key}=${v}`));
  const items = by.length === 0 ? "" : "\n\n  Items to be pruned will be filtered with:\n" +
    by.sort().map((text) => `  - ${text}`).join("\n");
  return `WARNING! This will remove:\n${kinds.map((k) => `  - ${k}`).join("\n")}${items}\n`;
}

/** The engine's build cache; podman and old engines have none. */
async function pruneBuildCache(
  ctx: CommandContext,
  all: boolean,
  filters: FilterMap,
): Promise<{ deleted: string[]; spaceReclaimed: number }> {
  const engine = await ctx.engine();
  const { builderVersion } = await engine.transport.greeting(ctx.signal);
  if (builderVersion === undefined) return { deleted: [], spaceReclaimed: 0 };
  const answer = await engine.transport.send({
    method: "POST",
    path: "/build/prune",
    query: {
      all: all || undefined,
      filters: JSON.stringify(
        Object.fromEntries(
          Object.entries(filters).map((
            [k, vs],
          ) => [k, Object.fromEntries(vs.map((v) => [v, true]))]),
        ),
      ),
    },
    op: "prune build cache",
    kind: "wait",
    minApi: "1.31",
    signal: ctx.signal,
  });
  const raw = await answer.json<{ CachesDeleted?: string[] | null; SpaceReclaimed?: number }>();
  return { deleted: raw.CachesDeleted ?? [], spaceReclaimed: raw.SpaceReclaimed ?? 0 };
}

export const systemPrune = defineCommand({
  path: "system prune",
  summary: "Remove unused data",
  dangerous: true,
  options: {
    all: {
      type: "boolean",
      short: "a",
      summary: "Remove all unused images not just dangling ones",
    },
    filter: { ...PRUNE_FILTER, summary: 'Provide filter values (e.g. "label=<key>=<value>")' },
    force: FORCE,
    volumes: { type: "boolean", summary: "Prune anonymous volumes" },
  },
  run: async (ctx, { all, filter, force, volumes }) => {
    const filters = await withConfigured(ctx, filter as FilterMap);
    if (volumes && (filter as FilterMap).until) {
      throw new ExitError(1, 'ERROR: The "until" filter is not supported with "--volumes"');
    }
    const list = async () => [
      ...await doomedContainers(ctx, filters),
      ...await doomedNetworks(ctx, filters),
      ...(volumes ? await doomedVolumes(ctx, filters, false) : []),
      ...await doomedImages(ctx, filters, all),
    ];
    if (!await askToPrune(ctx, force, warning(all, volumes, filters), list)) return;
    const engine = await ctx.engine();
    const { stdout } = ctx.streams;
    const options = { filters, signal: ctx.signal };
    let space = 0;
    const containers = await engine.containers.prune(options);
    space += containers.spaceReclaimed;
    await stdout.write(pruned("Deleted Containers", containers.deleted));
    const networks = await engine.networks.prune(options);
    await stdout.write(pruned("Deleted Networks", networks.deleted));
    if (volumes) {
      const gone = await engine.volumes.prune(options);
      space += gone.spaceReclaimed;
      await stdout.write(pruned("Deleted Volumes", gone.deleted));
    }
    const images = await engine.images.prune({
      filters: { ...filters, dangling: [String(!all)] },
      signal: ctx.signal,
    });
    space += images.spaceReclaimed;
    await stdout.write(pruned("Deleted Images", removedLines(images.deleted)));
    const cache = await pruneBuildCache(ctx, all, filters);
    space += cache.spaceReclaimed;
    await stdout.write(pruned("Deleted build cache objects", cache.deleted) + reclaimed(space));
  },
});
