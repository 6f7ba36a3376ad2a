import { defineCommand } from "../../spec/types.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";

export const networkInspect = defineCommand({
  path: "network inspect",
  summary: "Display detailed information on one or more networks",
  args: [{ name: "network", variadic: true, complete: "network" }],
  options: {
    format: ONE_FORMAT,
    verbose: { type: "boolean", short: "v", summary: "Verbose output for diagnostics" },
  },
  run: async (ctx, { network, format, verbose }) => {
    await inspectAll(ctx, network, format, async (reference) => {
      const engine = await ctx.engine();
      return await engine.networks.inspectText(reference, { signal: ctx.signal, verbose });
    });
  },
});
