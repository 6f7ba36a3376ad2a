/** `builder prune`: removes what builds have left behind. */
import { defineCommand } from "../../spec/types.ts";
import { bytes } from "../_flags/flag_kinds.ts";
import { FORCE } from "../_lib/options.ts";
import { askToPrune, PRUNE_FILTER, reclaimed, withConfigured } from "../_lib/prune.ts";
import { doomedBuildCache } from "../_lib/doomed.ts";

export const builderPrune = defineCommand({
  path: "builder prune",
  summary: "Remove build cache",
  // Docker shows no options in this one.
  usage: "",
  dangerous: true,
  options: {
    all: {
      type: "boolean",
      short: "a",
      summary: "Remove all unused build cache, not just dangling ones",
    },
    filter: { ...PRUNE_FILTER, summary: 'Provide filter values (e.g. "until=24h")' },
    force: FORCE,
    "keep-storage": bytes("Amount of disk space to keep for cache"),
  },
  run: async (ctx, { all, filter: flags, force, keepStorage }) => {
    const filter = await withConfigured(ctx, flags);
    const what = all ? "all build cache" : "all dangling build cache";
    const yes = await askToPrune(
      ctx,
      force,
      `WARNING! This will remove ${what}.`,
      () => doomedBuildCache(ctx),
      " ",
    );
    if (!yes) return;
    const engine = await ctx.engine();
    const done = await engine.images.pruneBuildCache({
      all,
      reservedSpace: keepStorage || undefined,
      filters: filter,
      signal: ctx.signal,
    });
    const list = done.deleted.length === 0
      ? ""
      : `Deleted build cache objects:\n${done.deleted.join("\n")}\n\n`;
    await ctx.streams.stdout.write(list + reclaimed(done.spaceReclaimed));
  },
});
