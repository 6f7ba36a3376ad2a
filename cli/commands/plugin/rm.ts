/** `plugin rm`: remove plugins from the folder of plugins. */
import { chosen, completeNames, places, plugins } from "../../plugin/manage/manage.ts";
import { changeState } from "../../plugin/catalog/state.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { eachEnginePlugin, ENGINE } from "./_engine.ts";

/** `plugin rm`: deletes files of the folder of plugins, so it asks. */
export const rm = defineCommand({
  path: "plugin rm",
  aliases: ["plugin remove"],
  summary: "Remove plugins from the folder of plugins",
  args: [{ name: "plugin", variadic: true, complete: ({ env }) => completeNames(env) }],
  options: {
    engine: ENGINE,
    force: {
      type: "boolean",
      short: "f",
      summary: "With --engine: force the removal of an active plugin",
    },
    yes: { type: "boolean", short: "y", summary: "Do not ask" },
  },
  async run(ctx, { plugin: names, engine: ofEngine, force, yes }) {
    if (ofEngine) {
      const { plugins: its } = await ctx.engine();
      const { signal } = ctx;
      return await eachEnginePlugin(ctx, names, (name) => its.remove(name, { force, signal }));
    }
    const found = chosen(ctx, await plugins(ctx), names);
    const foreign = found.find((p) => p.source.origin !== "folder");
    if (foreign !== undefined) {
      throw new ExitError(1, `${foreign.source.path} is not in the folder of plugins`);
    }
    for (const { source, name } of found) {
      if (!yes && !await ctx.confirm(`Delete ${source.path}?`)) {
        throw new ExitError(
          1,
          `${name} was not removed: say --yes to remove it without a question`,
        );
      }
      await Deno.remove(source.path, { recursive: true });
      await changeState(places(ctx).state, (state) => {
        delete state.trusted[source.entry ?? ""];
        delete state.origins[source.path];
        state.disabled = state.disabled.filter((path) => path !== source.path);
      });
      await ctx.streams.stdout.write(name + "\n");
    }
  },
});
