/** `container prune`: remove all stopped containers. */
import { defineCommand } from "../../spec/types.ts";
import { doomedContainers } from "../_lib/doomed.ts";
import { FORCE } from "../_lib/options.ts";
import { askToPrune, PRUNE_FILTER, pruned, reclaimed, withConfigured } from "../_lib/prune.ts";

export const containerPrune = defineCommand({
  path: "container prune",
  summary: "Remove all stopped containers",
  dangerous: true,
  options: { filter: PRUNE_FILTER, force: FORCE },
  run: async (ctx, { filter: flags, force }) => {
    const filter = await withConfigured(ctx, flags);
    const yes = await askToPrune(
      ctx,
      force,
      "WARNING! This will remove all stopped containers.",
      () => doomedContainers(ctx, filter),
    );
    if (!yes) return;
    const engine = await ctx.engine();
    const done = await engine.containers.prune({ filters: filter, signal: ctx.signal });
    await ctx.streams.stdout.write(
      pruned("Deleted Containers", done.deleted) + reclaimed(done.spaceReclaimed),
    );
  },
});
