/** `plugin upgrade`: look where plugins came from for something newer. */
import { join } from "node:path";
import type { Judged } from "../../plugin/catalog/judge.ts";
import { type PluginOrigin, readState } from "../../plugin/catalog/state.ts";
import { permissionText } from "../../plugin/catalog/trust.ts";
import { install } from "../../plugin/manage/install.ts";
import { chosen, completeNames, places, plugins } from "../../plugin/manage/manage.ts";
import { type CommandContext, defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin upgrade`: fetches them again, shows what differs, and asks. */
export const upgrade = defineCommand({
  path: "plugin upgrade",
  summary: "Fetch plugins again from where they were added",
  description:
    "Without a name all that were fetched from a repository or an archive. What differs " +
    "is told before anything is changed: version, commit or sum, and what the plugin may do. The " +
    "plugin as it was stays until the new one lies there whole.",
  args: [{
    name: "plugin",
    variadic: true,
    optional: true,
    complete: ({ env }) => completeNames(env),
  }],
  options: { yes: { type: "boolean", short: "y", summary: "Do not ask" } },
  async run(ctx, { plugin: names, yes }) {
    const all = await plugins(ctx);
    const { origins } = await readState(places(ctx).state);
    const found = names.length > 0
      ? chosen(ctx, all, names)
      : all.filter((p) => origins[p.source.path] !== undefined);
    if (found.length === 0) throw new ExitError(1, "no plugin was fetched from anywhere");
    let failed = 0;
    for (const plugin of found) {
      const origin = origins[plugin.source.path];
      try {
        if (origin === undefined) {
          throw new ExitError(1, `${plugin.name} was not fetched: add it anew with --force`);
        }
        await upgradeOne(ctx, plugin, origin, yes === true);
      } catch (e) {
        // One that cannot be had does not keep the others from it.
        if (!(e instanceof ExitError) || found.length === 1) throw e;
        failed++;
        await ctx.streams.stderr.write(`${plugin.name}: ${e.message}\n`);
      }
    }
    if (failed > 0) throw new ExitError(1, `${failed} of ${found.length} were not upgraded`);
  },
});

async function upgradeOne(
  ctx: CommandContext,
  plugin: Judged,
  before: PluginOrigin,
  yes: boolean,
): Promise<void> {
  const { fetchPlugin, pinText } = await import("../../plugin/manage/fetch_plugin.ts");
  const { name, source, manifest } = plugin;
  const { stdout } = ctx.streams;
  const dir = await Deno.makeTempDir({ prefix: "dockerctl-plugin-" });
  try {
    const from = join(dir, "new");
    const ref = before.ref === undefined ? "" : `#${before.ref}`;
    const origin = await fetchPlugin(before.from + ref, from, ctx.signal);
    if (pinText(origin) === pinText(before)) {
      return await stdout.write(`${name}: up to date (${pinText(origin)})\n`);
    }
    const version = (m: Judged["manifest"]) => m?.version ?? "no version";
    const added = await install(ctx, {
      from,
      to: source.path,
      origin,
      replace: true,
      agree: async (fresh, may) => {
        const was = manifest === undefined ? "" : permissionText(manifest.permissions);
        const now = may === was ? `It may ${may}` : `It may ${may}; until now: ${was || "nothing"}`;
        const change = `${version(manifest)} (${pinText(before)}) to ${version(fresh.manifest)} ` +
          `(${pinText(origin)})`;
        return yes || await ctx.confirm(`Upgrade "${name}" from ${change}? ${now}`);
      },
    });
    if (added === undefined) {
      throw new ExitError(1, `${name} was left as it is: say --yes to upgrade without a question`);
    }
    await stdout.write(
      `${added.name}: upgraded to ${version(added.manifest)} (${pinText(origin)})\n`,
    );
  } finally {
    await Deno.remove(dir, { recursive: true }).catch(() => {});
  }
}
