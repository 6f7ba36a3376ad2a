/** `secret rm`: remove one or more secrets. */
import { isEngineError } from "../../../core/errors.ts";
import { defineCommand } from "../../spec/types.ts";
import { completeFiles } from "../_lib/swarm_file.ts";
import { failTogether } from "../_lib/targets.ts";

export const secretRm = defineCommand({
  path: "secret rm",
  aliases: ["secret remove"],
  summary: "Remove one or more secrets",
  dangerous: true,
  args: [{ name: "secret", variadic: true, complete: completeFiles("secrets") }],
  run: async (ctx, { secret }) => {
    const engine = await ctx.engine();
    const errors: unknown[] = [];
    for (const name of secret) {
      try {
        await engine.secrets.remove(name, { signal: ctx.signal });
        await ctx.streams.stdout.write(name + "\n");
      } catch (e) {
        if (!isEngineError(e) || ctx.signal.aborted) throw e;
        errors.push(e);
      }
    }
    await failTogether(ctx, errors);
  },
});
