/** `node promote`: promote one or more nodes to manager in the swarm. */
import { defineCommand } from "../../spec/types.ts";
import { giveRole } from "./_role.ts";

export const nodePromote = defineCommand({
  path: "node promote",
  summary: "Promote one or more nodes to manager in the swarm",
  args: [{ name: "node", variadic: true, complete: "node" }],
  run: (ctx, { node }) => giveRole(ctx, node, "manager", "promoted to a manager in the swarm."),
});
