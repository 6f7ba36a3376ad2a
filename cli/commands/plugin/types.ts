/** `plugin types`: write the types that plugins are made of. */
import { PLUGIN_TYPES } from "../../plugin/contract/types.gen.ts";
import { defineCommand } from "../../spec/types.ts";

/** `plugin types`: the declarations on stdout, or in a file. */
export const types = defineCommand({
  path: "plugin types",
  summary: "Write the types that plugins are made of",
  description: "One file without imports, for an editor and for `import type { Plugin } from " +
    '"./dockerctl.d.ts"`. Without FILE it is written to stdout.',
  args: [{ name: "file", optional: true, complete: "file" }],
  examples: [{ text: "Beside a plugin", command: "dockerctl plugin types dockerctl.d.ts" }],
  async run(ctx, { file }) {
    if (file === undefined) return await ctx.streams.stdout.write(PLUGIN_TYPES);
    await Deno.writeTextFile(file, PLUGIN_TYPES);
    await ctx.streams.stdout.write(file + "\n");
  },
});
