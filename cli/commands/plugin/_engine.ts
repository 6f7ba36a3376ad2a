/** What the commands for the engine's own plugins share; dockerctl's plugins are the others. */
import type { PluginSummary } from "../../../core/mod.ts";
import { columns, type Listing } from "../../format/list.ts";
import type { CommandContext } from "../../spec/types.ts";

/** The flag of words that both kinds of plugins have. */
export const ENGINE = {
  type: "boolean",
  summary: "Plugins of the engine: drivers of volumes, networks and logs",
} as const;

/** Docker's columns (docker/cli command/plugin/formatter.go). */
export const PLUGIN_LISTING: Listing<PluginSummary> = {
  type: "*plugin.pluginContext",
  fields: {
    // Cut as docker cuts it, unless --no-trunc is given.
    ID: { header: "ID", value: (p) => p.id },
    Name: { header: "NAME", value: (p) => p.name },
    Description: { header: "DESCRIPTION", value: (p) => p.description },
    Enabled: { header: "ENABLED", value: (p) => p.enabled },
    PluginReference: { header: "PLUGINREFERENCE", value: (p) => p.reference ?? "" },
  },
  table: columns("ID", "Name", "Description", "Enabled"),
  quiet: "{{.ID}}",
  raw: {
    full:
      "plugin_id: {{.ID}}\nname: {{.Name}}\ndescription: {{.Description}}\nenabled: {{.Enabled}}\n",
    quiet: "plugin_id: {{.ID}}",
  },
};

/** Does one thing to each of the engine's plugins and prints its name. */
export async function eachEnginePlugin(
  ctx: CommandContext,
  names: readonly string[],
  act: (name: string) => Promise<unknown>,
): Promise<void> {
  const { failTogether } = await import("../_lib/targets.ts");
  const { isEngineError } = await import("../../../core/errors.ts");
  const errors: unknown[] = [];
  for (const name of names) {
    try {
      await act(name);
      await ctx.streams.stdout.write(`${name}\n`);
    } catch (e) {
      if (!isEngineError(e) || ctx.signal.aborted) throw e;
      errors.push(e);
    }
  }
  await failTogether(ctx, errors);
}
