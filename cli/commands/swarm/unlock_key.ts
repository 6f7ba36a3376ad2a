/** `swarm unlock-key`: manage the unlock key. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { tellUnlockKey } from "./_unlock_key.ts";

export const swarmUnlockKey = defineCommand({
  path: "swarm unlock-key",
  summary: "Manage the unlock key",
  options: {
    quiet: { type: "boolean", short: "q", summary: "Only display token" },
    rotate: { type: "boolean", summary: "Rotate unlock key" },
  },
  run: async (ctx, { quiet, rotate }) => {
    const engine = await ctx.engine();
    const { signal } = ctx;
    const { stdout } = ctx.streams;
    if (rotate) {
      const { Version, Spec } = await engine.swarm.inspect({ signal });
      if (!Spec.EncryptionConfig?.AutoLockManagers) {
        throw new ExitError(1, "cannot rotate because autolock is not turned on");
      }
      await engine.swarm.update(Version.Index, Spec, { rotateManagerUnlockKey: true, signal });
      if (!quiet) await stdout.write("Successfully rotated manager unlock key.\n\n");
    }
    const key = await engine.swarm.unlockKey({ signal });
    if (key === "") throw new ExitError(1, "no unlock key is set");
    if (quiet) await stdout.write(key + "\n");
    else await tellUnlockKey(ctx, key);
  },
});
