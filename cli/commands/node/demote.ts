/** `node demote`: demote one or more nodes from manager in the swarm. */
import { defineCommand } from "../../spec/types.ts";
import { giveRole } from "./_role.ts";

export const nodeDemote = defineCommand({
  path: "node demote",
  summary: "Demote one or more nodes from manager in the swarm",
  args: [{ name: "node", variadic: true, complete: "node" }],
  run: (ctx, { node }) => giveRole(ctx, node, "worker", "demoted in the swarm."),
});
