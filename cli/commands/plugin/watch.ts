/** `plugin watch`: follow the engine's events and call the hooks of plugins. */
import { hookEvent, HookRunner } from "../../plugin/host/hook_runner.ts";
import { Hosted } from "../../plugin/host/hosting.ts";
import { plugins } from "../../plugin/manage/manage.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin watch`: follows the engine's events and calls the hooks of trusted plugins. */
export const watch = defineCommand({
  path: "plugin watch",
  summary: "Follow the engine's events and call the hooks of plugins",
  async run(ctx) {
    const { signal } = ctx;
    const hooked = (await plugins(ctx)).filter((p) =>
      p.state === "ok" && p.manifest!.hooks.length > 0
    );
    if (hooked.length === 0) throw new ExitError(1, "no trusted plugin has a hook");
    const warn = (text: string) => ctx.streams.stderr.write(text + "\n");
    const hosted = hooked.map((plugin) => Hosted.of(plugin, ctx));
    const runners = hooked.map((plugin, n) => new HookRunner(plugin, hosted[n], warn, signal));
    try {
      const engine = await ctx.engine();
      const names = hooked.map((p) => p.manifest!.name).join(", ");
      await warn(`Calling the hooks of ${names}`);
      for await (const event of engine.system.events({ signal })) {
        for (const runner of runners) runner.take(hookEvent(event));
      }
    } finally {
      for (const one of hosted) one[Symbol.dispose]();
    }
  },
});
