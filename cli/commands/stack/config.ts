/** `stack config`: output the final config file, after doing merges and interpolations. */
import { configYaml, stackDocument } from "../../../core/mod.ts";
import { defineCommand } from "../../spec/types.ts";
import { COMPOSE_FILE, loadStack } from "./_load.ts";

export const stackConfig = defineCommand({
  path: "stack config",
  summary: "Outputs the final config file, after doing merges and interpolations",
  options: {
    "compose-file": COMPOSE_FILE,
    "skip-interpolation": {
      type: "boolean",
      summary: "Skip interpolation and output only merged config",
    },
  },
  run: async (ctx, { composeFile, skipInterpolation }) => {
    const project = await loadStack(ctx, composeFile, { raw: skipInterpolation });
    await ctx.streams.stdout.write(await configYaml(stackDocument(project)));
  },
});
