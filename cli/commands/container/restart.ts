import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";

export const containerRestart = defineCommand({
  path: "container restart",
  aliases: ["restart"],
  summary: "Restart one or more containers",
  dangerous: true,
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {
    signal: { type: "string", short: "s", summary: "Signal to send to the container" },
    timeout: {
      type: "number",
      short: "t",
      aliases: ["time"],
      summary: "Seconds to wait before killing the container",
    },
  },
  run: async (ctx, { container, signal, timeout }) => {
    const engine = await ctx.engine();
    await eachTarget(ctx, container, (id) =>
      engine.containers.restart(id, {
        timeout,
        stopSignal: signal || undefined,
        signal: ctx.signal,
      }));
  },
});
