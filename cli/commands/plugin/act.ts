/** `plugin act`: run a plugin's action on an object. */
import { passed } from "../../plugin/builtin/adapt.ts";
import { Hosted } from "../../plugin/host/hosting.ts";
import { webAddress } from "../../plugin/host/open_url.ts";
import { completeNames, usable } from "../../plugin/manage/manage.ts";
import { objectOf } from "../../plugin/manage/objects.ts";
import { clean } from "../../plugin/contract/output.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin act`: a plugin's action on an object; the `x` menu of the full screen calls it. */
export const act = defineCommand({
  path: "plugin act",
  summary: "Run a plugin's action on an object",
  args: [
    { name: "plugin", complete: ({ env }) => completeNames(env) },
    { name: "label", summary: "As in the menu" },
    { name: "object" },
  ],
  options: { yes: { type: "boolean", short: "y", summary: "Do not ask" } },
  async run(ctx, { plugin: name, label, object: word, yes }) {
    const plugin = await usable(ctx, name);
    const { actions } = plugin.manifest!;
    const at = actions.findIndex((a) => a.label === label);
    if (at < 0) {
      const all = actions.map((a) => `"${a.label}"`).join(", ") || "none";
      throw new ExitError(1, `the plugin "${name}" has no action "${label}", it has: ${all}`);
    }
    const { of, dangerous } = actions[at];
    const object = await objectOf(await ctx.engine(), of, word, ctx.signal);
    if (dangerous && !yes && !await ctx.confirm(`${label}: ${object.name || object.id}?`)) {
      throw new ExitError(1, "nothing was done: say --yes to do it without a question");
    }
    let last: Promise<void> = Promise.resolve();
    const say = (text: string) => last = ctx.streams.stdout.write(clean(text) + "\n");
    using hosted = Hosted.of(plugin, ctx, (text) => void say(text));
    try {
      await hosted.act(at, object, {
        signal: ctx.signal,
        serve: async (want) => {
          if (want.do === "openUrl") return await say(webAddress(want.url).url);
          if (want.do === "confirm") return await ctx.confirm(clean(want.question));
          throw new Error(`an action cannot ${want.do}`);
        },
      });
      await last;
    } catch (e) {
      throw passed(e, name, ctx.signal);
    }
  },
});
