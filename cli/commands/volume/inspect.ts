import { defineCommand } from "../../spec/types.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";

export const volumeInspect = defineCommand({
  path: "volume inspect",
  summary: "Display detailed information on one or more volumes",
  args: [{ name: "volume", variadic: true, complete: "volume" }],
  options: { format: ONE_FORMAT },
  run: async (ctx, { volume, format }) => {
    await inspectAll(ctx, volume, format, async (reference) => {
      const engine = await ctx.engine();
      return await engine.volumes.inspectText(reference, { signal: ctx.signal });
    });
  },
});
