import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";

export const containerPause = defineCommand({
  path: "container pause",
  aliases: ["pause"],
  summary: "Pause all processes within one or more containers",
  dangerous: true,
  args: [{ name: "container", variadic: true, complete: "container:running" }],
  run: async (ctx, { container }) => {
    const engine = await ctx.engine();
    await eachTarget(ctx, container, (id) => engine.containers.pause(id, { signal: ctx.signal }));
  },
});
