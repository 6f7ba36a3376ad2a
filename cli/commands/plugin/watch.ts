import { Hosted } from "../../plugin/hosting.ts";
import { plugins } from "../../plugin/manage.ts";
import { oneLine, reasonOf } from "../../plugin/problem.ts";
import type { HookEvent } from "../../plugin/types.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** Events that wait for a slow hook; more are dropped, and counted. */
const MAX_WAITING = 1_000;

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
    const runners = await Promise.all(hooked.map(async (plugin) => {
      const hosted = await Hosted.open(plugin, ctx);
      const { name, hooks } = plugin.manifest!;
      const waiting: { hook: string; event: HookEvent }[] = [];
      let dropped = 0;
      let working = false;
      const work = async () => {
        working = true;
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          try {
            await hosted.hook(next.hook, next.event, signal);
          } catch (e) {
            if (signal.aborted) return;
            await warn(`plugin "${name}": the hook "${next.hook}" ${oneLine(reasonOf(e))}`);
          }
        }
        if (dropped > 0) await warn(`plugin "${name}": ${dropped} events came too fast`);
        dropped = 0;
        working = false;
      };
      return {
        hosted,
        take(event: HookEvent) {
          for (const hook of [`${event.type}.${event.action}`, `${event.type}.*`]) {
            if (!hooks.includes(hook)) continue;
            if (waiting.length >= MAX_WAITING) dropped++;
            else waiting.push({ hook, event });
          }
          // Fails only when stderr is gone, and then nobody listens.
          if (!working && waiting.length > 0) work().catch(() => {});
        },
      };
    }));
    try {
      const engine = await ctx.engine();
      const names = hooked.map((p) => p.manifest!.name).join(", ");
      await warn(`Calling the hooks of ${names}`);
      for await (const { type, action, id, attributes, time } of engine.system.events({ signal })) {
        // `health_status: healthy`, `exec_start: sh`: the word before the colon.
        const event = { type, action: action.split(":")[0], id, attributes, time };
        for (const runner of runners) runner.take(event);
      }
    } finally {
      for (const { hosted } of runners) hosted[Symbol.dispose]();
    }
  },
});
