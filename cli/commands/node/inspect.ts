import { defineCommand } from "../../spec/types.ts";
import { inspectAll } from "../_lib/inspect.ts";
import { ONE_FORMAT } from "../_lib/options.ts";

export const nodeInspect = defineCommand({
  path: "node inspect",
  summary: "Display detailed information on one or more nodes",
  args: [{ name: "node", variadic: true, complete: "node" }],
  options: { format: ONE_FORMAT },
  run: async (ctx, { node, format }) => {
    await inspectAll(ctx, node, format, async (reference) => {
      const engine = await ctx.engine();
      const answer = await engine.transport.send({
        method: "GET",
        path: `/nodes/${encodeURIComponent(reference)}`,
        op: "inspect node",
        signal: ctx.signal,
      });
      return await answer.text();
    });
  },
});
