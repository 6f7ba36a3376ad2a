/** `plugin enable`: turn plugins on again. */
import { chosen, completeNames, places, plugins } from "../../plugin/manage/manage.ts";
import { changeState } from "../../plugin/catalog/state.ts";
import { defineCommand } from "../../spec/types.ts";

/** `plugin enable`: undoes `plugin disable`. */
export const enable = defineCommand({
  path: "plugin enable",
  summary: "Turn plugins on again",
  args: [{ name: "plugin", variadic: true, complete: ({ env }) => completeNames(env) }],
  async run(ctx, { plugin: names }) {
    const found = chosen(ctx, await plugins(ctx), names);
    await changeState(places(ctx).state, (state) => {
      const on = new Set(found.map((p) => p.source.path));
      state.disabled = state.disabled.filter((path) => !on.has(path));
    });
    for (const { name } of found) await ctx.streams.stdout.write(name + "\n");
  },
});
