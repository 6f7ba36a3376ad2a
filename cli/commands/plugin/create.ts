/** `plugin create`: one of the engine's own plugins from a folder. */
import { defineCommand, ExitError } from "../../spec/types.ts";

export const pluginCreate = defineCommand({
  path: "plugin create",
  summary: "Create a plugin of the engine from a rootfs and configuration",
  description: "Plugin data directory must contain config.json and rootfs directory.",
  usage: "[OPTIONS] PLUGIN PLUGIN-DATA-DIR",
  args: [{ name: "plugin" }, { name: "folder", complete: "directory" }],
  run: async (ctx, { plugin, folder }) => {
    for (const name of ["config.json", "rootfs"]) {
      if (await Deno.stat(`${folder}/${name}`).then(() => true, () => false)) continue;
      throw new ExitError(1, `${folder} has no ${name}: a plugin's folder has both`);
    }
    const { packTree } = await import("../container/_cp/pack.ts");
    const engine = await ctx.engine();
    await engine.plugins.create(plugin, packTree(folder, "."), { signal: ctx.signal });
    await ctx.streams.stdout.write(`${plugin}\n`);
  },
});
