/** `node rm`: remove one or more nodes from the swarm. */
import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";

export const nodeRm = defineCommand({
  path: "node rm",
  aliases: ["node remove"],
  summary: "Remove one or more nodes from the swarm",
  dangerous: true,
  args: [{ name: "node", variadic: true, complete: "node" }],
  options: {
    force: { type: "boolean", short: "f", summary: "Force remove a node from the swarm" },
  },
  run: async (ctx, { node, force }) => {
    const engine = await ctx.engine();
    await eachTarget(ctx, node, (id) => engine.nodes.remove(id, { force, signal: ctx.signal }));
  },
});
