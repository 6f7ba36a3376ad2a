/** `image import`: import the contents from a tarball to create a filesystem image. */
import { PLATFORMS } from "../_lib/flag_values.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { showProgress } from "../_lib/progress.ts";
import { readChunks } from "../_lib/read_file.ts";

export const imageImport = defineCommand({
  path: "image import",
  aliases: ["import"],
  summary: "Import the contents from a tarball to create a filesystem image",
  usage: "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
  // Docker ignores what follows the reference.
  args: [{ name: "source", complete: "file" }, {
    name: "reference",
    optional: true,
    variadic: true,
  }],
  options: {
    change: {
      type: "list",
      short: "c",
      summary: "Apply Dockerfile instruction to the created image",
    },
    message: { type: "string", short: "m", summary: "Set commit message for imported image" },
    platform: {
      type: "string",
      summary: "Set platform if server is multi-platform capable",
      complete: PLATFORMS,
      minApi: "1.32",
    },
  },
  run: async (ctx, { source, reference: [reference], change, message, platform }) => {
    const { stdin, stdout } = ctx.streams;
    const isUrl = /^(https?|git|github\.com)/.test(source) && source.includes(":");
    if (source !== "-" && !isUrl && !await Deno.stat(source).catch(() => undefined)) {
      throw new ExitError(1, `open ${source}: no such file or directory`);
    }
    const engine = await ctx.engine();
    const events = engine.images.import(
      isUrl
        ? { url: source }
        : { body: source === "-" ? stdin.read(ctx.signal, { lent: true }) : readChunks(source) },
      { reference, changes: change, message, platform, signal: ctx.signal },
    );
    await showProgress(ctx, events, stdout);
  },
});
