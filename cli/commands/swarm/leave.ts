/** `swarm leave`: leave the swarm. */
import { defineCommand } from "../../spec/types.ts";

export const swarmLeave = defineCommand({
  path: "swarm leave",
  summary: "Leave the swarm",
  dangerous: true,
  options: {
    force: {
      type: "boolean",
      short: "f",
      summary: "Force this node to leave the swarm, ignoring warnings",
    },
  },
  run: async (ctx, { force }) => {
    const engine = await ctx.engine();
    await engine.swarm.leave({ force, signal: ctx.signal });
    await ctx.streams.stdout.write("Node left the swarm.\n");
  },
});
