/** `plugin disable`: turn plugins off. */
import { chosen, completeNames, places, plugins } from "../../plugin/manage/manage.ts";
import { changeState } from "../../plugin/catalog/state.ts";
import { defineCommand } from "../../spec/types.ts";
import { eachEnginePlugin, ENGINE } from "./_engine.ts";

/** `plugin disable`: its files stay, and nothing of it is there. */
export const disable = defineCommand({
  path: "plugin disable",
  summary: "Turn plugins off",
  args: [{ name: "plugin", variadic: true, complete: ({ env }) => completeNames(env) }],
  options: {
    engine: ENGINE,
    force: { type: "boolean", short: "f", summary: "With --engine: also one that is in use" },
  },
  async run(ctx, { plugin: names, engine: ofEngine, force }) {
    if (ofEngine) {
      const { plugins: its } = await ctx.engine();
      const { signal } = ctx;
      return await eachEnginePlugin(ctx, names, (name) => its.disable(name, { force, signal }));
    }
    const found = chosen(ctx, await plugins(ctx), names);
    await changeState(places(ctx).state, (state) => {
      for (const { source } of found) {
        if (!state.disabled.includes(source.path)) state.disabled.push(source.path);
      }
    });
    for (const { name } of found) await ctx.streams.stdout.write(name + "\n");
  },
});
