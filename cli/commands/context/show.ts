/** `context show`: print the name of the current context. */
import { defineCommand } from "../../spec/types.ts";
import { currentName } from "./_store.ts";

export const contextShow = defineCommand({
  path: "context show",
  summary: "Print the name of the current context",
  run: async (ctx) => {
    await ctx.streams.stdout.write(`${await currentName(ctx)}\n`);
  },
});
