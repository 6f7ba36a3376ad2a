/** `volume prune`: remove unused local volumes. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { doomedVolumes } from "../_lib/doomed.ts";
import { FORCE } from "../_lib/options.ts";
import { askToPrune, PRUNE_FILTER, pruned, reclaimed, withConfigured } from "../_lib/prune.ts";

export const volumePrune = defineCommand({
  path: "volume prune",
  summary: "Remove unused local volumes",
  dangerous: true,
  options: {
    all: {
      type: "boolean",
      short: "a",
      summary: "Remove all unused volumes, not just anonymous ones",
      minApi: "1.42",
    },
    filter: PRUNE_FILTER,
    force: FORCE,
  },
  run: async (ctx, { all, filter: flags, force }) => {
    const filter = await withConfigured(ctx, flags);
    if (all && filter.all) {
      throw new ExitError(1, "conflicting options: cannot specify both --all and --filter all=1");
    }
    const engine = await ctx.engine();
    const { apiVersion } = await engine.transport.greeting(ctx.signal);
    // Before API 1.42 volumes with a name were among them, and nobody could choose.
    const named = all || filter.all !== undefined || Number(apiVersion.split(".")[1]) < 42;
    const what = named ? "all" : "anonymous";
    const yes = await askToPrune(
      ctx,
      force,
      `WARNING! This will remove ${what} local volumes not used by at least one container.`,
      () => doomedVolumes(ctx, filter, named),
    );
    if (!yes) return;
    const filters = all ? { ...filter, all: ["true"] } : filter;
    const done = await engine.volumes.prune({ filters, signal: ctx.signal });
    await ctx.streams.stdout.write(
      pruned("Deleted Volumes", done.deleted) + reclaimed(done.spaceReclaimed),
    );
  },
});
