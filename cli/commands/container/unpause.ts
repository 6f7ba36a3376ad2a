/** `container unpause`: unpause all processes within one or more containers. */
import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";

export const containerUnpause = defineCommand({
  path: "container unpause",
  aliases: ["unpause"],
  summary: "Unpause all processes within one or more containers",
  hosts: { output: "names", targets: "container", changes: true },
  args: [{ name: "container", variadic: true, complete: "container" }],
  run: async (ctx, { container }) => {
    const engine = await ctx.engine();
    await eachTarget(ctx, container, (id) => engine.containers.unpause(id, { signal: ctx.signal }));
  },
});
