/** `plugin ls`: list plugins. */
import { isTaken, listDockerPlugins } from "../../plugin/docker/docker_plugins.ts";
import { externalMetadata, listExternals } from "../../plugin/docker/external.ts";
import { addsOf, places, plugins, programOf } from "../../plugin/manage/manage.ts";
import { clean } from "../../plugin/contract/output.ts";
import { permissionText } from "../../plugin/catalog/trust.ts";
import { table } from "../../format/table.ts";
import { ellipsis } from "../../format/width.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { printList } from "../_lib/print_list.ts";
import { ENGINE, PLUGIN_LISTING } from "./_engine.ts";

interface Row {
  name: string;
  origin: string;
  version: string;
  state: string;
  adds: string;
  path?: string;
  may?: string;
  problem?: string;
}

/** `plugin ls`: built-in ones, those in the folder, and executables on the PATH. */
export const ls = defineCommand({
  path: "plugin ls",
  aliases: ["plugin list"],
  summary: "List plugins",
  options: {
    engine: ENGINE,
    filter: filterOption('With --engine: provide filter values (e.g. "enabled=true")'),
    format: LIST_FORMAT,
    "no-trunc": { type: "boolean", summary: "With --engine: don't truncate output" },
    quiet: { type: "boolean", short: "q", summary: "With --engine: only display plugin IDs" },
  },
  async run(ctx, input) {
    if (input.engine) return await listOfEngine(ctx, input);
    const other = ["filter", "format", "no-trunc", "quiet"].find((name) => input.given.has(name));
    if (other !== undefined) throw new ExitError(1, `--${other} is for plugins of the --engine`);
    const where = places(ctx);
    const program = programOf(ctx);
    const rows: Row[] = program.builtins.map((b) => ({
      name: b.name,
      origin: "built-in",
      version: "",
      state: "ok",
      adds: b.adds,
    }));
    for (const plugin of await plugins(ctx)) {
      const { manifest, source } = plugin;
      rows.push({
        name: plugin.name,
        origin: source.origin === "folder"
          ? source.path.replace(where.plugins + "/", "")
          : source.path,
        version: manifest?.version ?? "",
        state: plugin.state,
        adds: addsOf(plugin),
        path: source.path,
        ...manifest === undefined ? {} : { may: permissionText(manifest.permissions) },
        ...plugin.problem === undefined ? {} : { problem: plugin.problem },
      });
    }
    for (const [name, path] of await listExternals(ctx.env)) {
      const said = await externalMetadata(path, ctx.signal);
      const hidden = program.base.command(name) ?? program.base.group(name);
      rows.push({
        name,
        origin: path,
        version: said.version ?? "",
        state: hidden === undefined ? "ok" : "hidden",
        adds: `command ${name}`,
        path,
      });
    }
    for (
      const { name, path, version, problem } of await listDockerPlugins(ctx.env, ctx.global.config)
    ) {
      const hidden = isTaken(program.base, name);
      rows.push({
        name,
        origin: path,
        version,
        state: problem !== undefined ? "broken" : !hidden ? "ok" : "hidden",
        adds: problem === undefined ? `command ${name}` : "",
        path,
        ...problem === undefined ? {} : { problem: `${path}: ${problem}` },
      });
    }
    if (ctx.global.json) {
      const lines = rows.map((row) => JSON.stringify(row) + "\n").join("");
      return await ctx.streams.stdout.write(lines);
    }
    const cells = rows.map((r) => [r.name, r.origin, r.version, r.state, r.adds].map(clean));
    await ctx.streams.stdout.write(
      table([["NAME", "ORIGIN", "VERSION", "STATE", "ADDS"], ...cells]),
    );
    for (const { problem } of rows) {
      if (problem !== undefined) await ctx.streams.stderr.write(clean(`plugin ${problem}`) + "\n");
    }
  },
});

/** The engine's own: drivers of volumes, networks and logs. */
async function listOfEngine(
  ctx: CommandContext,
  { filter, format, noTrunc, quiet }: {
    filter: Readonly<Record<string, readonly string[]>>;
    format?: string;
    noTrunc: boolean;
    quiet: boolean;
  },
): Promise<void> {
  const engine = await ctx.engine();
  const all = await engine.plugins.list({ filters: filter, signal: ctx.signal });
  const shown = noTrunc ? all : all.map((p) => ({
    ...p,
    id: p.id.slice(0, 12),
    description: ellipsis(p.description.replaceAll("\n", " ").trim(), 45),
  }));
  await printList(ctx, PLUGIN_LISTING, shown, { format, quiet });
}
