/** `plugin push`: one of the engine's own plugins to its registry. */
import { defineCommand } from "../../spec/types.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { showProgress } from "../_lib/progress.ts";
import { canonicalName } from "../_lib/references.ts";

export const pluginPush = defineCommand({
  path: "plugin push",
  summary: "Push a plugin to a registry",
  usage: "[OPTIONS] PLUGIN[:TAG]",
  args: [{ name: "plugin" }],
  run: async (ctx, { plugin }) => {
    const { parseReference } = await import("../../../core/images/reference.ts");
    const name = canonicalName(parseReference(plugin), false);
    const engine = await ctx.engine();
    const events = engine.plugins.push(name, {
      auth: await credentialsForImage(ctx, plugin),
      signal: ctx.signal,
    });
    await showProgress(ctx, events, ctx.streams.stdout);
  },
});
