/** `network prune`: remove all unused networks. */
import { defineCommand } from "../../spec/types.ts";
import { doomedNetworks } from "../_lib/doomed.ts";
import { FORCE } from "../_lib/options.ts";
import { askToPrune, PRUNE_FILTER, pruned, withConfigured } from "../_lib/prune.ts";

export const networkPrune = defineCommand({
  path: "network prune",
  summary: "Remove all unused networks",
  dangerous: true,
  options: { filter: PRUNE_FILTER, force: FORCE },
  run: async (ctx, { filter: flags, force }) => {
    const filter = await withConfigured(ctx, flags);
    const yes = await askToPrune(
      ctx,
      force,
      "WARNING! This will remove all custom networks not used by at least one container.",
      () => doomedNetworks(ctx, filter),
    );
    if (!yes) return;
    const engine = await ctx.engine();
    const { deleted } = await engine.networks.prune({ filters: filter, signal: ctx.signal });
    const text = pruned("Deleted Networks", deleted);
    if (text !== "") await ctx.streams.stdout.write(text);
  },
});
