/** `plugin new`: write a sample plugin to start from. */
import { join } from "node:path";
import { places, programOf } from "../../plugin/manage/manage.ts";
import { sampleFiles } from "../../plugin/contract/sample.ts";
import { defineCommand, ExitError } from "../../spec/types.ts";

/** `plugin new`: a folder with a plugin that works, its types and its test. */
export const newPlugin = defineCommand({
  path: "plugin new",
  summary: "Write a sample plugin to start from",
  description: "A folder NAME with a command, a column and a pane in mod.ts, its test, and the " +
    "types for an editor. It is written to the folder of plugins, or below --dir.",
  args: [{ name: "name" }],
  options: {
    dir: { type: "string", value: "path", summary: "Write it here", complete: "directory" },
  },
  async run(ctx, { name, dir }) {
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(name)) {
      throw new ExitError(
        1,
        `"${name}" is no name for a plugin: lower-case letters, digits and dashes, a letter first`,
      );
    }
    const { base, builtins } = programOf(ctx);
    if (builtins.some((b) => b.name === name) || base.command(name) || base.group(name)) {
      throw new ExitError(1, `the name "${name}" is taken by dockerctl`);
    }
    const folder = join(dir ?? places(ctx).plugins, name);
    if (await Deno.lstat(folder).then(() => true, () => false)) {
      throw new ExitError(1, `${folder} exists`);
    }
    await Deno.mkdir(folder, { recursive: true });
    for (const [file, text] of await sampleFiles(name)) {
      await Deno.writeTextFile(join(folder, file), text);
    }
    await ctx.streams.stdout.write(
      `${folder}\n\nEdit mod.ts, then:\n` +
        (dir === undefined
          ? `  dockerctl plugin check ${name}\n  dockerctl ${name}\n`
          : `  dockerctl plugin check ${folder}\n  dockerctl --plugin ${folder} ${name}\n`),
    );
  },
});
