/** `context use`: set the current docker context. */
import { defineCommand } from "../../spec/types.ts";
import { oneContext, useContext } from "./_store.ts";

export const contextUse = defineCommand({
  path: "context use",
  summary: "Set the current docker context",
  args: [{ name: "context", complete: "context" }],
  run: async (ctx, { context }) => {
    await oneContext(ctx, context);
    await useContext(ctx, context);
    await ctx.streams.stdout.write(`${context}\n`);
    await ctx.streams.stderr.write(`Current context is now "${context}"\n`);
    if (ctx.env.DOCKER_HOST && context !== "default") {
      await ctx.streams.stderr.write(
        `Warning: DOCKER_HOST environment variable overrides the active context. To use "${context}", ` +
          "either set the global --context flag, or unset DOCKER_HOST environment variable.\n",
      );
    }
  },
});
