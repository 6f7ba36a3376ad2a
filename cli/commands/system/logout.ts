/** `logout`: log out from a registry. */
import { defineCommand } from "../../spec/types.ts";
import { dropCredentials } from "../_lib/credentials.ts";
import { serverKey } from "./login.ts";

export const logout = defineCommand({
  path: "logout",
  summary: "Log out from a registry",
  description: "If no server is specified, the default is defined by the daemon.",
  args: [{ name: "server", optional: true }],
  run: async (ctx, { server }) => {
    const key = serverKey(server);
    await ctx.streams.stdout.write(`Removing login credentials for ${key}\n`);
    try {
      await dropCredentials(ctx, key);
    } catch (e) {
      if (ctx.signal.aborted) throw e;
      await ctx.streams.stderr.write(
        `WARNING: could not erase credentials:\n${(e as Error).message}\n`,
      );
    }
  },
});
