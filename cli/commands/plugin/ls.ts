/** `plugin ls`: list plugins. */
import { isTaken, listDockerPlugins } from "../../plugin/docker/docker_plugins.ts";
import { externalMetadata, listExternals } from "../../plugin/docker/external.ts";
import { addsOf, places, plugins, programOf } from "../../plugin/manage/manage.ts";
import { clean } from "../../plugin/contract/output.ts";
import { permissionText } from "../../plugin/catalog/trust.ts";
import { table } from "../../format/table.ts";
import { defineCommand } from "../../spec/types.ts";

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
  async run(ctx) {
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
