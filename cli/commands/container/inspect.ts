import { defineCommand } from "../../spec/types.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";

export const containerInspect = defineCommand({
  path: "container inspect",
  summary: "Display detailed information on one or more containers",
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {
    format: ONE_FORMAT,
    size: { type: "boolean", short: "s", summary: "Display total file sizes" },
  },
  run: async (ctx, { container, format, size }) => {
    await inspectAll(ctx, container, format, async (reference) => {
      const engine = await ctx.engine();
      return await engine.containers.inspectText(reference, { signal: ctx.signal, size });
    });
  },
});
