/** `secret create`: create a secret from a file or STDIN as content. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { labelsOf } from "../_lib/pairs.ts";
import { base64, readContent } from "../_lib/swarm_file.ts";

export const secretCreate = defineCommand({
  path: "secret create",
  summary: "Create a secret from a file or STDIN as content",
  usage: "[OPTIONS] SECRET [file|-]",
  args: [{ name: "secret" }, { name: "file", optional: true, complete: "file" }],
  options: {
    driver: { type: "string", short: "d", summary: "Secret driver", minApi: "1.31" },
    label: { type: "list", short: "l", summary: "Secret labels" },
    "template-driver": { type: "string", summary: "Template driver", minApi: "1.37" },
  },
  examples: [
    { text: "What is typed or piped", command: "pass show db | dockerctl secret create db -" },
    { text: "A file", command: "dockerctl secret create tls.key ./tls.key" },
  ],
  run: async (ctx, { secret, file, driver, label, templateDriver }) => {
    if (driver && file !== undefined) {
      throw new ExitError(1, "When using secret driver secret data must be empty");
    }
    if (!driver && file === undefined) throw new ExitError(1, "secret file is required");
    const data = file === undefined ? {} : { Data: base64(await readContent(ctx, file)) };
    const engine = await ctx.engine();
    const { id } = await engine.secrets.create({
      Name: secret,
      Labels: labelsOf(label),
      ...data,
      ...driver ? { Driver: { Name: driver } } : {},
      ...templateDriver ? { Templating: { Name: templateDriver } } : {},
    }, { signal: ctx.signal });
    await ctx.streams.stdout.write(id + "\n");
  },
});
