/** `container kill`: kill one or more running containers. */
import { SIGNALS } from "../_lib/flag_values.ts";
import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";
import { UNPROTECT } from "./_recreate/options.ts";

export const containerKill = defineCommand({
  path: "container kill",
  aliases: ["kill"],
  summary: "Kill one or more running containers",
  dangerous: true,
  hosts: { output: "names", targets: "container", changes: true },
  args: [{ name: "container", variadic: true, complete: "container:running" }],
  options: {
    unprotect: UNPROTECT,
    signal: {
      type: "string",
      short: "s",
      summary: "Signal to send to the container",
      complete: SIGNALS,
    },
  },
  run: async (ctx, { unprotect, container, signal }) => {
    const engine = await ctx.engine();
    if (unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, container);
    }
    await eachTarget(
      ctx,
      container,
      (id) => engine.containers.kill(id, { killSignal: signal || undefined, signal: ctx.signal }),
    );
  },
});
