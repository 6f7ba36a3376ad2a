/** `plugin pane`: print what a plugin's pane shows. */
import { Hosted } from "../../plugin/host/hosting.ts";
import { completeNames, usable } from "../../plugin/manage/manage.ts";
import { objectOf } from "../../plugin/manage/objects.ts";
import { oneLine, reasonOf } from "../../plugin/contract/problem.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** Size where no terminal tells one. */
const SIZE = { columns: 80, rows: 24 };

/** `plugin pane`: what a pane shows, once; the `x` menu of the full screen calls it. */
export const pane = defineCommand({
  path: "plugin pane",
  summary: "Print what a plugin's pane shows",
  args: [
    { name: "plugin", complete: ({ env }) => completeNames(env) },
    { name: "pane" },
    { name: "object", optional: true },
  ],
  async run(ctx, { plugin: name, pane: id, object: word }) {
    const plugin = await usable(ctx, name);
    const found = plugin.manifest!.panes.find((p) => p.id === id);
    if (found === undefined) {
      const all = plugin.manifest!.panes.map((p) => p.id).join(", ") || "none";
      throw new ExitError(1, `the plugin "${name}" has no pane "${id}", it has: ${all}`);
    }
    if (found.of !== undefined && word === undefined) {
      throw new ExitError(1, `the pane "${id}" is of a ${found.of}: name one`);
    }
    const object = found.of === undefined
      ? undefined
      : await objectOf(await ctx.engine(), found.of, word!, ctx.signal);
    const { columns: width, rows: height } = ctx.streams.size() ?? SIZE;
    using hosted = Hosted.of(plugin, ctx);
    let lines: readonly string[];
    try {
      lines = await hosted.render(id, { width, height }, object, ctx.signal);
    } catch (e) {
      ctx.signal.throwIfAborted();
      throw new ExitError(1, `plugin "${name}": the pane "${id}" ${oneLine(reasonOf(e))}`);
    }
    await ctx.streams.stdout.write(lines.map((line) => sanitise(line) + "\n").join(""));
  },
});
