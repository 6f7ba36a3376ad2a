/** Says what to do with the key of a swarm. */
import type { CommandContext } from "../../spec/types.ts";

/** Says what to do with the key of a swarm, as docker does. */
export async function tellUnlockKey(ctx: CommandContext, key: string): Promise<void> {
  await ctx.streams.stdout.write(
    "To unlock a swarm manager after it restarts, run the `docker swarm unlock`\n" +
      `command and provide the following key:\n\n    ${key}\n\n` +
      "Remember to store this key in a password manager, since without it you\n" +
      "will not be able to restart the manager.\n",
  );
}
