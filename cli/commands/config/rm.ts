/** `config rm`: remove one or more configs. */
import { isEngineError } from "../../../core/errors.ts";
import { defineCommand } from "../../spec/types.ts";
import { completeFiles } from "../_lib/swarm_file.ts";
import { failTogether } from "../_lib/targets.ts";

export const configRm = defineCommand({
  path: "config rm",
  aliases: ["config remove"],
  summary: "Remove one or more configs",
  dangerous: true,
  args: [{ name: "config", variadic: true, complete: completeFiles("configs") }],
  run: async (ctx, { config }) => {
    const engine = await ctx.engine();
    const errors: unknown[] = [];
    for (const name of config) {
      try {
        await engine.configs.remove(name, { signal: ctx.signal });
        await ctx.streams.stdout.write(name + "\n");
      } catch (e) {
        if (!isEngineError(e) || ctx.signal.aborted) throw e;
        errors.push(e);
      }
    }
    await failTogether(ctx, errors);
  },
});
