/** `plugin add`: copy a plugin into the folder of plugins and trust it. */
import { basename, join, resolve } from "node:path";
import { sourceAt } from "../../plugin/catalog/discover.ts";
import { addsOf, places, plugins } from "../../plugin/manage/manage.ts";
import { permissionText, trust } from "../../plugin/catalog/trust.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin add`: copies a file or folder, after it was looked into and agreed to. */
export const add = defineCommand({
  path: "plugin add",
  summary: "Copy a plugin into the folder of plugins and trust it",
  args: [{
    name: "path",
    summary: "A file, or a folder with a mod.ts or mod.js",
    complete: "file",
  }],
  options: {
    yes: { type: "boolean", short: "y", summary: "Trust it without a question" },
    force: {
      type: "boolean",
      short: "f",
      summary: "Take the place of a plugin of the same file name",
    },
  },
  async run(ctx, { path, yes, force }) {
    const where = places(ctx);
    const from = resolve(path);
    const source = await sourceAt(from, "--plugin");
    if (source.entry === undefined) throw new ExitError(1, `plugin ${from}: ${source.problem}`);
    const to = join(where.plugins, basename(from));
    if (from === to) throw new ExitError(1, `${to} is in the folder of plugins already`);
    const there = await Deno.lstat(to).then(() => true, () => false);
    if (there && !force) throw new ExitError(1, `${to} exists; --force replaces it`);
    const fresh = (await plugins(ctx, { extra: [from] })).find((p) => p.source.path === from)!;
    const replaced = there && fresh.manifest !== undefined && fresh.problem?.includes(to);
    if (fresh.problem !== undefined && !replaced) throw new ExitError(1, `plugin ${fresh.problem}`);
    const { manifest, name } = fresh;
    const may = permissionText(manifest!.permissions);
    if (!yes && !await ctx.confirm(`Add "${name}" from ${from}? It may ${may}`)) {
      throw new ExitError(1, `${name} was not added: say --yes to add it without a question`);
    }
    if (there) await Deno.remove(to, { recursive: true });
    await copy(from, to);
    const added = (await plugins(ctx)).find((p) => p.source.path === to)!;
    await trust(added, where, ctx.now());
    const adds = addsOf(added);
    await ctx.streams.stdout.write(`${name}: added${adds === "" ? "" : ` (${adds})`}\n`);
  },
});

/** Copies files and folders; what is neither (links, sockets) is left out. */
async function copy(from: string, to: string): Promise<void> {
  const info = await Deno.stat(from);
  if (info.isFile) {
    await Deno.mkdir(resolve(to, ".."), { recursive: true, mode: 0o700 });
    return await Deno.copyFile(from, to);
  }
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  for await (const item of Deno.readDir(from)) {
    if (item.name === "node_modules" || item.name === ".git") continue;
    if (item.isFile || item.isDirectory) await copy(join(from, item.name), join(to, item.name));
  }
}
