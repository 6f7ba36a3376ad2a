/** `volume rm`: remove one or more volumes. */
import { isEngineError } from "../../../core/errors.ts";
import { defineCommand } from "../../spec/types.ts";
import { failTogether } from "../_lib/targets.ts";

export const volumeRm = defineCommand({
  path: "volume rm",
  aliases: ["volume remove"],
  summary: "Remove one or more volumes",
  description: "You cannot remove a volume that is in use by a container.",
  dangerous: true,
  args: [{ name: "volume", variadic: true, complete: "volume" }],
  options: {
    force: {
      type: "boolean",
      short: "f",
      summary: "Force the removal of one or more volumes",
    },
  },
  run: async (ctx, { volume, force }) => {
    const engine = await ctx.engine();
    const errors: unknown[] = [];
    for (const name of volume) {
      try {
        await engine.volumes.remove(name, { force, signal: ctx.signal });
        await ctx.streams.stdout.write(name + "\n");
      } catch (e) {
        if (!isEngineError(e) || ctx.signal.aborted) throw e;
        errors.push(e);
      }
    }
    await failTogether(ctx, errors);
  },
});
