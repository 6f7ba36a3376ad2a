/** `container wait`: block until one or more containers stop, then print their exit codes. */
import { joinErrors } from "../../spec/errors.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `wait`: blocks until containers have ended, one after the other, and prints their exit codes. */
export const wait = defineCommand({
  path: "container wait",
  aliases: ["wait"],
  summary: "Block until one or more containers stop, then print their exit codes",
  args: [{ name: "container", variadic: true, complete: "container:running" }],
  options: {},
  async run(ctx, input) {
    const engine = await ctx.engine();
    const errors: unknown[] = [];
    for (const name of input.container) {
      try {
        const { result } = await engine.containers.wait(name, { signal: ctx.signal });
        await ctx.streams.stdout.write(`${(await result).statusCode}\n`);
      } catch (error) {
        if (ctx.signal.aborted) throw error;
        errors.push(error);
      }
    }
    if (errors.length > 0) throw new ExitError(1, joinErrors(errors));
  },
});
