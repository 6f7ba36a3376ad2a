/** `plugin install`: one of the engine's own plugins from a registry. */
import type { PluginPrivilege } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";
import { credentialsForImage } from "../_lib/credentials.ts";
import { showProgress } from "../_lib/progress.ts";
import { canonicalName } from "../_lib/references.ts";

export const pluginInstall = defineCommand({
  path: "plugin install",
  summary: "Install a plugin",
  description: "A plugin of the engine, from a registry. What dockerctl itself is extended by is " +
    "added with plugin add.",
  usage: "[OPTIONS] PLUGIN [KEY=VALUE...]",
  args: [{ name: "plugin" }, { name: "setting", optional: true, variadic: true }],
  options: {
    alias: { type: "string", summary: "Local name for plugin" },
    disable: { type: "boolean", summary: "Do not enable the plugin on install" },
    "disable-content-trust": {
      type: "boolean",
      summary: "Skip image verification",
      default: true,
      hidden: true,
    },
    "grant-all-permissions": {
      type: "boolean",
      summary: "Grant all permissions necessary to run the plugin",
    },
  },
  run: async (ctx, { plugin, setting, alias, disable, grantAllPermissions }) => {
    const { parseReference } = await import("../../../core/images/reference.ts");
    const remote = canonicalName(parseReference(plugin), false);
    const { signal, streams: { stdout } } = ctx;
    const engine = await ctx.engine();
    const auth = await credentialsForImage(ctx, plugin);
    const privileges = await engine.plugins.privileges(remote, { auth, signal });
    if (privileges.length > 0 && !grantAllPermissions) {
      await stdout.write(wishes(plugin, privileges));
      if (!await ctx.confirm("Do you grant the above permissions?")) {
        throw new ExitError(1, "permission denied while installing plugin");
      }
    }
    const name = alias || plugin;
    await showProgress(
      ctx,
      engine.plugins.install(remote, { name, privileges, auth, signal }),
      stdout,
    );
    if (setting.length > 0) await engine.plugins.set(name, setting, { signal });
    if (!disable) await engine.plugins.enable(name, { signal });
    await stdout.write(`Installed plugin ${plugin}\n`);
  },
});

/** Docker's list of what a plugin wants. */
function wishes(plugin: string, privileges: readonly PluginPrivilege[]): string {
  const rows = privileges.map(({ Name, Value }) =>
    ` - ${sanitise(Name)}: [${(Value ?? []).map((v) => sanitise(v)).join(" ")}]\n`
  );
  return `Plugin "${plugin}" is requesting the following privileges:\n${rows.join("")}`;
}
