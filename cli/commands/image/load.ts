/** `image load`: load an image from a tar archive or STDIN. */
import { PLATFORMS } from "../_lib/flag_values.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { ByteProgress, endedBy, showProgress } from "../_lib/progress.ts";
import { readChunks } from "../_lib/read_file.ts";

export const imageLoad = defineCommand({
  path: "image load",
  aliases: ["load"],
  summary: "Load an image from a tar archive or STDIN",
  options: {
    input: {
      type: "string",
      short: "i",
      summary: "Read from tar archive file, instead of STDIN",
      complete: "file",
    },
    platform: {
      type: "string",
      summary: "Load only the given platform (os[/arch[/variant]])",
      complete: PLATFORMS,
      minApi: "1.48",
    },
    quiet: { type: "boolean", short: "q", summary: "Suppress the load output" },
  },
  run: async (ctx, { input, platform, quiet }) => {
    const { stdin, stdout } = ctx.streams;
    if (!input && stdin.isTerminal) {
      throw new ExitError(1, "requested load from stdin, but stdin is empty");
    }
    let size: number | undefined;
    if (input) {
      const info = await Deno.stat(input).catch((e) => {
        if (!(e instanceof Deno.errors.NotFound)) throw e;
        throw new ExitError(1, `open ${input}: no such file or directory`);
      });
      if (info.isDirectory) throw new ExitError(1, `read ${input}: is a directory`);
      if (info.isFile) size = info.size;
    }
    const engine = await ctx.engine();
    const bytes = input ? readChunks(input) : stdin.read(ctx.signal, { lent: true });
    const sending = new ByteProgress(ctx, quiet ? undefined : stdout, {
      label: "Sending",
      total: size,
    });
    // Without a terminal progress would fill a log.
    const events = engine.images.load(sending.pass(bytes), {
      quiet: quiet || !stdout.isTerminal,
      platform,
      signal: ctx.signal,
    });
    try {
      await showProgress(ctx, endedBy(events, sending), stdout);
    } finally {
      await sending.end();
    }
  },
});
