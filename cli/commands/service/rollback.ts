/** `service rollback`: revert changes to a service's configuration. */
import { defineCommand } from "../../spec/types.ts";
import { rollBack } from "./update.ts";

export const serviceRollback = defineCommand({
  path: "service rollback",
  summary: "Revert changes to a service's configuration",
  args: [{ name: "service", complete: "service" }],
  options: {
    detach: {
      type: "boolean",
      short: "d",
      summary: "Exit immediately instead of waiting for the service to converge",
    },
    quiet: { type: "boolean", short: "q", summary: "Suppress progress output" },
  },
  run: async (ctx, input) => {
    const engine = await ctx.engine();
    const { Version, Spec } = await engine.services.inspect(input.service, { signal: ctx.signal });
    await rollBack(ctx, input.service, Version.Index, Spec, input);
  },
});
