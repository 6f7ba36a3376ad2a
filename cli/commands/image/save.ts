import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { OUTPUT, writeStream } from "../_lib/write_stream.ts";

export const imageSave = defineCommand({
  path: "image save",
  aliases: ["save"],
  summary: "Save one or more images to a tar archive (streamed to STDOUT by default)",
  args: [{ name: "image", variadic: true, complete: "image" }],
  options: {
    output: OUTPUT,
    platform: {
      type: "string",
      summary: "Save only the given platform (os[/arch[/variant]])",
      minApi: "1.48",
    },
  },
  run: async (ctx, { image, output, platform }) => {
    await writeStream(ctx, output, "failed to save image", async () => {
      const engine = await ctx.engine();
      return engine.images.save(image, { platform, signal: ctx.signal });
    }, { label: "Saving", total: () => savedSize(ctx, image) });
  },
});

/** About how large the archive will be: layers that images share are counted with each. */
async function savedSize(ctx: CommandContext, images: readonly string[]): Promise<number> {
  const engine = await ctx.engine();
  const found = await Promise.all(
    images.map((image) => engine.images.inspect(image, { signal: ctx.signal })),
  );
  return [...new Map(found.map(({ Id, Size }) => [Id, Size])).values()]
    .reduce((sum, size) => sum + size, 0);
}
