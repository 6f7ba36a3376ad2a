/** `network disconnect`: disconnect a container from a network. */
import { defineCommand } from "../../spec/types.ts";

export const networkDisconnect = defineCommand({
  path: "network disconnect",
  summary: "Disconnect a container from a network",
  dangerous: true,
  args: [{ name: "network", complete: "network" }, { name: "container", complete: "container" }],
  options: {
    force: {
      type: "boolean",
      short: "f",
      summary: "Force the container to disconnect from a network",
    },
  },
  run: async (ctx, { network, container, force }) => {
    const engine = await ctx.engine();
    await engine.networks.disconnect(network, container, { force, signal: ctx.signal });
  },
});
