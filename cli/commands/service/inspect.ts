import { defineCommand } from "../../spec/types.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { formatOf } from "../_lib/print_list.ts";
import { ONE_FORMAT } from "../_lib/options.ts";

export const serviceInspect = defineCommand({
  path: "service inspect",
  summary: "Display detailed information on one or more services",
  args: [{ name: "service", variadic: true, complete: "service" }],
  options: { format: ONE_FORMAT },
  run: async (ctx, input) => {
    const { service } = input;
    const format = await formatOf(ctx, "serviceInspectFormat", input);
    await inspectAll(ctx, service, format, async (reference) => {
      const engine = await ctx.engine();
      const answer = await engine.transport.send({
        method: "GET",
        path: `/services/${encodeURIComponent(reference)}`,
        // As docker shows it: with what the swarm does where nothing is said.
        query: { insertDefaults: true },
        op: "inspect service",
        signal: ctx.signal,
      });
      return await answer.text();
    });
  },
});
