/** `plugin trust`: let plugins run as they are now. */
import { chosen, completeNames, places, plugins } from "../../plugin/manage/manage.ts";
import { permissionText, trust as trustPlugin } from "../../plugin/catalog/trust.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin trust`: the answer to the question on first use, given beforehand. */
export const trust = defineCommand({
  path: "plugin trust",
  summary: "Let plugins run as they are now",
  description: "A plugin runs with your rights. Trust is given to the very files there are now: " +
    "after a change it is asked for again.",
  args: [{ name: "plugin", variadic: true, complete: ({ env }) => completeNames(env) }],
  async run(ctx, { plugin: names }) {
    const where = places(ctx);
    for (const plugin of chosen(ctx, await plugins(ctx), names)) {
      if (plugin.manifest === undefined) {
        throw new ExitError(1, `plugin ${plugin.problem ?? `${plugin.name} cannot be read`}`);
      }
      await trustPlugin(plugin, where, ctx.now());
      const may = permissionText(plugin.manifest.permissions);
      await ctx.streams.stdout.write(`${plugin.name}: trusted (may ${may})\n`);
    }
  },
});
