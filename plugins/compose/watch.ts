/** `watch`: makes a project, and then watches its files. */
import { ExitError } from "../../cli/plugin/mod.ts";
import { bringUp, checkNames } from "./bring_up.ts";
import { load } from "./project.ts";
import { defineVerb } from "./verb.ts";
import { readyToWatch, WatchSession } from "./watch_session.ts";

export const watch = defineVerb({
  name: "watch",
  summary: "Watch build context for service and rebuild/refresh containers when files are updated",
  usage: "[SERVICE...]",
  options: {
    "no-up": { type: "boolean", summary: "Do not build & start services before watching" },
    "prune": {
      type: "boolean",
      default: true,
      summary: "Remove the image that a rebuild leaves without a name",
    },
    "quiet": { type: "boolean", summary: "Hide build output" },
  },
  async run(work, input) {
    const { ctx } = work;
    const project = await load(work, { wanted: work.args });
    checkNames(project, work.args);
    const engine = await ctx.engine();
    using ready = await readyToWatch(work, project, engine);
    const { rules } = ready;
    for (const { service } of rules) {
      const own = project.services[service];
      if (own.build !== undefined) own.pull_policy = "build";
    }
    if (!input.noUp) await bringUp(work, project, engine, { quietBuild: input.quiet });
    const ending = new AbortController();
    ctx.onSignal(["SIGINT", "SIGTERM"], () => ending.abort(), ctx.signal);
    const signal = AbortSignal.any([ctx.signal, ending.signal]);
    const session = new WatchSession(
      { ...work, ctx: { ...ctx, signal } },
      project,
      engine,
      rules,
      input,
    );
    try {
      await session.run(signal);
    } catch (error) {
      if (!ending.signal.aborted) throw error;
    }
    await ctx.out.error("Watch disabled");
    if (ending.signal.aborted) throw new ExitError(130);
  },
});
