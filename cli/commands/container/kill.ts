import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";

export const containerKill = defineCommand({
  path: "container kill",
  aliases: ["kill"],
  summary: "Kill one or more running containers",
  dangerous: true,
  args: [{ name: "container", variadic: true, complete: "container:running" }],
  options: {
    signal: {
      type: "string",
      short: "s",
      summary: "Signal to send to the container",
      complete: ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"],
    },
  },
  run: async (ctx, { container, signal }) => {
    const engine = await ctx.engine();
    await eachTarget(
      ctx,
      container,
      (id) => engine.containers.kill(id, { killSignal: signal || undefined, signal: ctx.signal }),
    );
  },
});
