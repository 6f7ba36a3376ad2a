/** `record export`: write what is recorded as plain files: a folder, or a tar archive. */
import { isEngineError } from "../../../core/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { momentOf } from "../container/_logs/moment_of.ts";
import { findRecorded, openRecordOf, recordedNames, tellLacks } from "../_lib/record.ts";
import { OUTPUT, writeStream } from "../_lib/write_stream.ts";
import { DIR, SINCE, UNTIL } from "./_options.ts";

/** `record export`: what is recorded, as plain files. */
export const recordExport = defineCommand({
  path: "record export",
  summary: "Write what is recorded as plain files: a folder, or a tar archive",
  description:
    "For each container there is a folder: container.json, log.txt (a line each: time, " +
    "out or err, and what was written; --- for what happened in between), samples.jsonl and " +
    "events.jsonl. Without names everything is written, and the events of all other objects.",
  args: [{ name: "container", variadic: true, optional: true, complete: recordedNames }],
  options: {
    dir: DIR,
    directory: {
      type: "string",
      short: "d",
      value: "path",
      summary: "Make this folder and write to it, instead of an archive",
      complete: "directory",
    },
    output: OUTPUT,
    since: SINCE,
    until: UNTIL,
  },
  examples: [
    {
      text: "The last day of one container",
      command: "dockerctl record export web --since 24h -d web",
    },
    { text: "Everything, compressed", command: "dockerctl record export | gzip > record.tar.gz" },
  ],
  run: async (ctx, input) => {
    if (input.directory && input.output) {
      throw new ExitError(1, "--directory and --output cannot both be given");
    }
    const { writeExport } = await import("./_export.ts");
    const span = {
      since: momentOf(ctx, "since", input.since),
      until: momentOf(ctx, "until", input.until),
      signal: ctx.signal,
    };
    await using reader = await openRecordOf(ctx, input.dir);
    await tellLacks(ctx, reader);
    const all = input.container.length === 0;
    const containers = all
      ? await reader.containers(ctx.signal)
      : await findRecorded(reader, input.container, ctx.signal);
    const write = (dir: string) => writeExport(dir, reader, containers, { ...span, all });
    if (input.directory) {
      try {
        await Deno.mkdir(input.directory, { mode: 0o700 });
      } catch (e) {
        if (isEngineError(e)) throw e;
        throw new ExitError(1, `Cannot make ${input.directory}: ${reason(e)}`);
      }
      return await write(input.directory);
    }
    // An archive tells the size of a file before what it holds.
    const folder = await Deno.makeTempDir({ prefix: "dockerctl-record-" });
    try {
      const pack = async () => {
        await write(folder);
        const { packTree } = await import("../container/_cp/pack.ts");
        return packTree(folder, "record");
      };
      await writeStream(ctx, input.output, "failed to export the record", pack, {
        label: "Exporting",
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

function reason(e: unknown): string {
  if (e instanceof Deno.errors.AlreadyExists) return "it is there already";
  return (e as Error).message.replace(/ \(os error \d+\).*$/, "");
}
