/** `container restart`: restart one or more containers. */
import { SIGNALS } from "../_lib/flag_values.ts";
import { defineCommand } from "../../spec/types.ts";
import { refuseBoth, TIME } from "../_lib/stop_time.ts";
import { eachTarget } from "../_lib/targets.ts";
import { UNPROTECT } from "./_recreate/options.ts";

export const containerRestart = defineCommand({
  path: "container restart",
  aliases: ["restart"],
  summary: "Restart one or more containers",
  dangerous: true,
  hosts: { output: "names", targets: "container", changes: true },
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {
    unprotect: UNPROTECT,
    signal: {
      type: "string",
      short: "s",
      summary: "Signal to send to the container",
      complete: SIGNALS,
    },
    timeout: {
      type: "number",
      short: "t",
      summary: "Seconds to wait before killing the container",
    },
    time: TIME,
  },
  run: async (ctx, { unprotect, container, signal, timeout, time, given }) => {
    refuseBoth(given);
    const engine = await ctx.engine();
    if (unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, container);
    }
    await eachTarget(ctx, container, (id) =>
      engine.containers.restart(id, {
        timeout: timeout ?? time,
        stopSignal: signal || undefined,
        signal: ctx.signal,
      }));
  },
});
