/** `service rm`: remove one or more services. */
import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";

export const serviceRm = defineCommand({
  path: "service rm",
  aliases: ["service remove"],
  summary: "Remove one or more services",
  dangerous: true,
  args: [{ name: "service", variadic: true, complete: "service" }],
  run: async (ctx, { service }) => {
    const engine = await ctx.engine();
    await eachTarget(ctx, service, (id) => engine.services.remove(id, { signal: ctx.signal }));
  },
});
