/** `plugin set`: settings of one of the engine's own plugins. */
import { defineCommand } from "../../spec/types.ts";

export const pluginSet = defineCommand({
  path: "plugin set",
  summary: "Change settings for a plugin",
  usage: "PLUGIN KEY=VALUE [KEY=VALUE...]",
  args: [{ name: "plugin" }, { name: "setting", variadic: true }],
  run: async (ctx, { plugin, setting }) => {
    const engine = await ctx.engine();
    await engine.plugins.set(plugin, setting, { signal: ctx.signal });
  },
});
