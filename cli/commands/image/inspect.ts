import { defineCommand } from "../../spec/types.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";

export const imageInspect = defineCommand({
  path: "image inspect",
  summary: "Display detailed information on one or more images",
  args: [{ name: "image", variadic: true, complete: "image" }],
  options: { format: ONE_FORMAT },
  run: async (ctx, { image, format }) => {
    await inspectAll(ctx, image, format, async (reference) => {
      const engine = await ctx.engine();
      return await engine.images.inspectText(reference, { signal: ctx.signal });
    });
  },
});
