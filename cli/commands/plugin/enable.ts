/** `plugin enable`: turn plugins on again. */
import { chosen, completeNames, places, plugins } from "../../plugin/manage/manage.ts";
import { changeState } from "../../plugin/catalog/state.ts";
import { defineCommand } from "../../spec/types.ts";
import { eachEnginePlugin, ENGINE } from "./_engine.ts";

/** `plugin enable`: undoes `plugin disable`. */
export const enable = defineCommand({
  path: "plugin enable",
  summary: "Turn plugins on again",
  args: [{ name: "plugin", variadic: true, complete: ({ env }) => completeNames(env) }],
  options: {
    engine: ENGINE,
    timeout: {
      type: "number",
      value: "int",
      default: 30,
      summary: "With --engine: HTTP client timeout (in seconds)",
    },
  },
  async run(ctx, { plugin: names, engine: ofEngine, timeout }) {
    if (ofEngine) {
      const { plugins: its } = await ctx.engine();
      const { signal } = ctx;
      return await eachEnginePlugin(ctx, names, (name) => its.enable(name, { timeout, signal }));
    }
    const found = chosen(ctx, await plugins(ctx), names);
    await changeState(places(ctx).state, (state) => {
      const on = new Set(found.map((p) => p.source.path));
      state.disabled = state.disabled.filter((path) => !on.has(path));
    });
    for (const { name } of found) await ctx.streams.stdout.write(name + "\n");
  },
});
