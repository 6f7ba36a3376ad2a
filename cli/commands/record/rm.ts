/** `record rm`: remove what is recorded of one or more containers. */
import type { RecordedContainer } from "../../../core/recorder/types.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { shortId } from "../_lib/ids.ts";
import { FORCE } from "../_lib/options.ts";
import { askToPrune, type Doomed } from "../_lib/prune.ts";
import { findRecorded, recordedNames, recordPlaceOf } from "../_lib/record.ts";
import { DIR } from "./_options.ts";
import { serverOf } from "../../spec/server.ts";

/** `record rm`: forgets containers. */
export const recordRm = defineCommand({
  path: "record rm",
  aliases: ["record remove"],
  summary: "Remove what is recorded of one or more containers",
  description: "All runs of a name go: their logs, samples and events. The recorder must not run.",
  dangerous: true,
  args: [{ name: "container", variadic: true, complete: recordedNames }],
  options: { dir: DIR, force: FORCE },
  run: async (ctx, { container, dir, force }) => {
    const place = await ownRecord(ctx, dir);
    const { openRecord } = await import("../../../core/recorder/read/reader.ts");
    let containers: RecordedContainer[];
    {
      await using reader = await openRecord(place.dir);
      containers = await findRecorded(reader, container, ctx.signal);
    }
    const warning = "WARNING! What is recorded of these containers will be gone.";
    const list = () => Promise.resolve(containers.map(doomed));
    if (!await askToPrune(ctx, force, warning, list)) return;
    const { removeRecorded } = await import("../../../core/recorder/write/remove.ts");
    await removeRecorded(place.dir, place.endpoint, containers.map((c) => c.id));
    await ctx.streams.stdout.write(containers.map((c) => c.id + "\n").join(""));
  },
});

/** The record on this machine; a server's is not ours to take from. */
export async function ownRecord(ctx: CommandContext, dir: string | undefined) {
  if (!dir && serverOf(ctx.global, ctx.env) !== undefined) {
    throw new ExitError(1, "Only the machine that keeps a record removes from it");
  }
  return await recordPlaceOf(ctx, dir);
}

/** A container of the record in the list of what would go. */
export function doomed(c: RecordedContainer): Doomed {
  return { kind: "record", name: `${c.name} (${shortId(c.id)})`, size: c.log.bytes };
}
