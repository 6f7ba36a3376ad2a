/** `plugin add`: copy a plugin into the folder of plugins and trust it. */
import { basename, join, resolve } from "node:path";
import { addsOf, places } from "../../plugin/manage/manage.ts";
import { install } from "../../plugin/manage/install.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin add`: copies or fetches a plugin, after it was looked into and agreed to. */
export const add = defineCommand({
  path: "plugin add",
  summary: "Copy a plugin into the folder of plugins and trust it",
  description: "SOURCE is a file, a folder with a mod.ts or mod.js, an archive (.tar, .tar.gz, " +
    ".tgz; a path or an https address) or a git repository (https://, ssh://, git@HOST:). Behind " +
    "# stands what it must be: a branch, tag or commit, or sha256:HEX of an archive. What was " +
    "fetched is remembered, and `plugin upgrade` looks there for something newer.",
  args: [{ name: "source", summary: "Where it is", complete: "file" }],
  options: {
    yes: { type: "boolean", short: "y", summary: "Trust it without a question" },
    force: {
      type: "boolean",
      short: "f",
      summary: "Take the place of a plugin of the same file name",
    },
  },
  examples: [
    {
      text: "From a repository, as it is at a tag",
      command: "dockerctl plugin add https://example.org/hello.git#v1.2.0",
    },
  ],
  async run(ctx, { source: word, yes, force }) {
    const where = places(ctx);
    const { fetchPlugin, isFetched, nameOfAddress, pinText, withoutPassword } = await import(
      "../../plugin/manage/fetch_plugin.ts"
    );
    const isThere = await Deno.stat(word).then((s) => s.isDirectory, () => false);
    const fetched = !isThere && isFetched(word);
    await using folder = fetched ? await temporary() : undefined;
    const name = fetched ? nameOfAddress(word) : basename(resolve(word));
    if (!/^[\w][\w.-]{0,99}$/.test(name)) {
      throw new ExitError(1, `"${word}" gives a plugin no name for its folder`);
    }
    const from = fetched ? join(folder!.path, name) : resolve(word);
    const origin = fetched ? await fetchPlugin(word, from, ctx.signal) : undefined;
    const to = join(where.plugins, name);
    if (from === to) throw new ExitError(1, `${to} is in the folder of plugins already`);
    const of = origin === undefined ? from : `${withoutPassword(origin.from)} (${pinText(origin)})`;
    let called = name;
    const added = await install(ctx, {
      from,
      to,
      origin,
      replace: force === true,
      agree: async (plugin, may) => {
        called = plugin.name;
        return yes || await ctx.confirm(`Add "${called}" from ${of}? It may ${may}`);
      },
    });
    if (added === undefined) {
      throw new ExitError(1, `${called} was not added: say --yes to add it without a question`);
    }
    const adds = addsOf(added);
    await ctx.streams.stdout.write(`${added.name}: added${adds === "" ? "" : ` (${adds})`}\n`);
    if (origin !== undefined) await ctx.streams.stdout.write(`  from ${of}\n`);
  },
});

/** A folder that is gone at the end. */
async function temporary(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "dockerctl-plugin-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }).catch(() => {}),
  };
}
