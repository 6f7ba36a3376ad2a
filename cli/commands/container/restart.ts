import { defineCommand } from "../../spec/types.ts";
import { refuseBoth, TIME } from "../_lib/stop_time.ts";
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
      summary: "Seconds to wait before killing the container",
    },
    time: TIME,
  },
  run: async (ctx, { container, signal, timeout, time, given }) => {
    refuseBoth(given);
    const engine = await ctx.engine();
    await eachTarget(ctx, container, (id) =>
      engine.containers.restart(id, {
        timeout: timeout ?? time,
        stopSignal: signal || undefined,
        signal: ctx.signal,
      }));
  },
});
