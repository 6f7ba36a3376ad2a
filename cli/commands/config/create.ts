/** `config create`: create a config from a file or STDIN. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { labelsOf } from "../_lib/pairs.ts";
import { base64, readContent } from "../_lib/swarm_file.ts";

export const configCreate = defineCommand({
  path: "config create",
  summary: "Create a config from a file or STDIN",
  usage: "[OPTIONS] CONFIG file|-",
  args: [{ name: "config" }, { name: "file", complete: "file" }],
  options: {
    label: { type: "list", short: "l", summary: "Config labels" },
    "template-driver": { type: "string", summary: "Template driver", minApi: "1.37" },
  },
  run: async (ctx, { config, file, label, templateDriver }) => {
    const data = await readContent(ctx, file).catch((e) => {
      if (!(e instanceof ExitError)) throw e;
      throw new ExitError(1, `Error reading content from "${file}": ${e.message}`);
    });
    const engine = await ctx.engine();
    const { id } = await engine.configs.create({
      Name: config,
      Labels: labelsOf(label),
      Data: base64(data),
      ...templateDriver ? { Templating: { Name: templateDriver } } : {},
    }, { signal: ctx.signal });
    await ctx.streams.stdout.write(id + "\n");
  },
});
