/** `image save`: save one or more images to a tar archive (streamed to STDOUT by default). */
import { PLATFORMS } from "../_lib/flag_values.ts";
import { type CommandContext, defineCommand } from "../../spec/types.ts";
import { savedSize } from "./_saved_size.ts";
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
      complete: PLATFORMS,
      minApi: "1.48",
    },
  },
  run: async (ctx, { image, output, platform }) => {
    await writeStream(ctx, output, "failed to save image", async () => {
      const engine = await ctx.engine();
      return engine.images.save(image, { platform, signal: ctx.signal, lent: true });
    }, { label: "Saving", total: () => archiveSize(ctx, image), about: true });
  },
});

/**
 * About how large the archive will be. Undefined where layers are kept compressed: what they take
 * in the archive is told by nobody then.
 */
async function archiveSize(
  ctx: CommandContext,
  names: readonly string[],
): Promise<number | undefined> {
  const { images } = await ctx.engine();
  const { signal } = ctx;
  const found = await Promise.all(names.map((name) => images.inspect(name, { signal })));
  // Only the store of containerd has descriptors of its own.
  if (found.some((image) => image.Descriptor)) return undefined;
  const one = found.length === 1;
  return savedSize(
    await Promise.all(found.map(async ({ Id, Size, RootFS }) => ({
      id: Id,
      size: Size,
      layers: RootFS?.Layers ?? [],
      history: one ? [] : await images.history(Id, { signal }),
    }))),
  );
}
