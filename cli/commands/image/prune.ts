/** `image prune`: remove unused images. */
import type { RemovedImage } from "../../../core/mod.ts";
import { defineCommand } from "../../spec/types.ts";
import { doomedImages } from "../_lib/doomed.ts";
import { FORCE } from "../_lib/options.ts";
import { askToPrune, PRUNE_FILTER, pruned, reclaimed, withConfigured } from "../_lib/prune.ts";

/** What happened to images, one line each. */
export function removedLines(removed: readonly RemovedImage[]): string[] {
  return removed.map((r) => r.untagged ? `untagged: ${r.untagged}` : `deleted: ${r.deleted}`);
}

export const imagePrune = defineCommand({
  path: "image prune",
  summary: "Remove unused images",
  dangerous: true,
  options: {
    all: {
      type: "boolean",
      short: "a",
      summary: "Remove all unused images, not just dangling ones",
    },
    filter: PRUNE_FILTER,
    force: FORCE,
  },
  run: async (ctx, { all, filter: flags, force }) => {
    const filter = await withConfigured(ctx, flags);
    const what = all
      ? "all images without at least one container associated to them"
      : "all dangling images";
    const yes = await askToPrune(
      ctx,
      force,
      `WARNING! This will remove ${what}.`,
      () => doomedImages(ctx, filter, all),
    );
    if (!yes) return;
    const engine = await ctx.engine();
    const done = await engine.images.prune({
      filters: { ...filter, dangling: [String(!all)] },
      signal: ctx.signal,
    });
    await ctx.streams.stdout.write(
      pruned("Deleted Images", removedLines(done.deleted)) + reclaimed(done.spaceReclaimed),
    );
  },
});
