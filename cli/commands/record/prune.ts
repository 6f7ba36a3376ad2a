/** `record prune`: remove what is recorded of removed containers. */
import { defineCommand } from "../../spec/types.ts";
import { FORCE } from "../_lib/options.ts";
import { askToPrune, matchesFilters, PRUNE_FILTER, pruned, reclaimed } from "../_lib/prune.ts";
import { DIR } from "./_options.ts";
import { doomed, ownRecord } from "./rm.ts";

/** `record prune`: forgets containers that are gone. */
export const recordPrune = defineCommand({
  path: "record prune",
  summary: "Remove what is recorded of removed containers",
  description: "Retention does this by itself, by age and size; the recorder must not run. " +
    "until=… means those that were removed before.",
  dangerous: true,
  options: { dir: DIR, filter: PRUNE_FILTER, force: FORCE },
  run: async (ctx, { dir, filter, force }) => {
    const place = await ownRecord(ctx, dir);
    const { openRecord } = await import("../../../core/recorder/read/reader.ts");
    await using reader = await openRecord(place.dir);
    const gone = (await reader.containers(ctx.signal)).filter((c) =>
      c.removedAt !== undefined &&
      matchesFilters({ created: c.removedAt, labels: c.labels }, filter, ctx.now())
    );
    const warning = "WARNING! This will remove all that is recorded of removed containers.";
    if (!await askToPrune(ctx, force, warning, () => Promise.resolve(gone.map(doomed)))) return;
    const { removeRecorded } = await import("../../../core/recorder/write/remove.ts");
    const bytes = await removeRecorded(place.dir, place.endpoint, gone.map((c) => c.id));
    await ctx.streams.stdout.write(
      pruned("Deleted records", gone.map((c) => c.id)) + reclaimed(bytes),
    );
  },
});
