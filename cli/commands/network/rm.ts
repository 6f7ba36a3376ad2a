import { isEngineError } from "../../../core/errors.ts";
import { errorText } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

export const networkRm = defineCommand({
  path: "network rm",
  aliases: ["network remove"],
  summary: "Remove one or more networks",
  usage: "NETWORK [NETWORK...]",
  dangerous: true,
  args: [{ name: "network", variadic: true, complete: "network" }],
  options: {
    force: { type: "boolean", short: "f", summary: "Do not error if the network does not exist" },
  },
  run: async (ctx, { network, force }) => {
    const engine = await ctx.engine();
    let failed = false;
    for (const name of network) {
      try {
        await engine.networks.remove(name, { signal: ctx.signal });
        await ctx.streams.stdout.write(name + "\n");
      } catch (e) {
        if (!isEngineError(e) || ctx.signal.aborted) throw e;
        if (force && e.code === "not_found") continue;
        failed = true;
        await ctx.streams.stderr.write(errorText(e) + "\n");
      }
    }
    // Each failure was said where it happened.
    if (failed) throw new ExitError(1);
  },
});
