/** `swarm update`: update the swarm. */
import { defineCommand } from "../../spec/types.ts";
import { settingsOptions, withSettings } from "./_settings.ts";
import { tellUnlockKey } from "./_unlock_key.ts";

export const swarmUpdate = defineCommand({
  path: "swarm update",
  summary: "Update the swarm",
  options: {
    autolock: { type: "boolean", summary: "Change manager autolocking setting (true|false)" },
    ...settingsOptions,
    "task-history-limit": {
      type: "number",
      value: "int",
      summary: "Task history retention limit",
    },
  },
  run: async (ctx, input) => {
    const { given } = input;
    if (given.size === 0) {
      // Docker shows the help, and that is no failure.
      await ctx.program?.run(["swarm", "update", "--help"]);
      return;
    }
    const engine = await ctx.engine();
    const { signal } = ctx;
    const { Version, Spec } = await engine.swarm.inspect({ signal });
    const before = Spec.EncryptionConfig?.AutoLockManagers === true;
    await engine.swarm.update(Version.Index, withSettings(Spec, input), { signal });
    await ctx.streams.stdout.write("Swarm updated.\n");
    if (given.has("autolock") && input.autolock && !before) {
      await tellUnlockKey(ctx, await engine.swarm.unlockKey({ signal }));
    }
  },
});
