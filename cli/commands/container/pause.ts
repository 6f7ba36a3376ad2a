/** `container pause`: pause all processes within one or more containers. */
import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";
import { UNPROTECT } from "./_recreate/options.ts";

export const containerPause = defineCommand({
  path: "container pause",
  aliases: ["pause"],
  summary: "Pause all processes within one or more containers",
  dangerous: true,
  hosts: { output: "names", targets: "container", changes: true },
  args: [{ name: "container", variadic: true, complete: "container:running" }],
  // As docker's, which has no options here.
  usage: "CONTAINER [CONTAINER...]",
  options: { unprotect: UNPROTECT },
  run: async (ctx, { unprotect, container }) => {
    const engine = await ctx.engine();
    if (unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, container);
    }
    await eachTarget(ctx, container, (id) => engine.containers.pause(id, { signal: ctx.signal }));
  },
});
