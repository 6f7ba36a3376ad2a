import { guardedEngine } from "../../plugin/adapt.ts";
import { completeNames, loadUsable, places } from "../../plugin/manage.ts";
import { objectOf } from "../../plugin/objects.ts";
import { clean } from "../../plugin/output.ts";
import { oneLine, PluginProblem, reasonOf } from "../../plugin/problem.ts";
import { settingsOf } from "../../plugin/settings.ts";
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
    const plugin = await loadUsable(ctx, name);
    const action = plugin.actions?.find((a) => a.label === label);
    if (action === undefined) {
      const all = plugin.actions?.map((a) => `"${a.label}"`).join(", ") ?? "none";
      throw new ExitError(1, `the plugin "${name}" has no action "${label}", it has: ${all}`);
    }
    const engine = await ctx.engine();
    const object = await objectOf(engine, action.of, word, ctx.signal);
    if (action.dangerous && !yes && !await ctx.confirm(`${label}: ${object.name || object.id}?`)) {
      throw new ExitError(1, "nothing was done: say --yes to do it without a question");
    }
    const { stdout } = ctx.streams;
    let last: Promise<void> = Promise.resolve();
    const say = (text: string) => last = stdout.write(clean(String(text)) + "\n");
    try {
      await action.run(object, {
        engine: () => guardedEngine(engine, name, plugin.permissions?.engine ?? "none"),
        signal: ctx.signal,
        config: await settingsOf(name, plugin.config, places(ctx)),
        openUrl: say,
        notify: (text) => void say(text),
        confirm: ctx.confirm,
      });
      await last;
    } catch (e) {
      if (e instanceof PluginProblem) throw new ExitError(1, e.message);
      if (!(e instanceof Error) || e.name === "EngineError" || e instanceof ExitError) throw e;
      ctx.signal.throwIfAborted();
      throw new ExitError(1, `plugin "${name}": ${oneLine(reasonOf(e))}`);
    }
  },
});
