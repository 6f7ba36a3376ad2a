import { defineCommand } from "../../spec/types.ts";
import { ONE_FORMAT } from "../_lib/options.ts";
import {
  completeFiles,
  documentOf,
  inspectPretty,
  labelLines,
  prettyTime,
  type SwarmFile,
} from "../_lib/swarm_file.ts";

interface Secret extends SwarmFile {
  Spec: SwarmFile["Spec"] & { Driver?: { Name: string } };
}

/** What `--pretty` shows (docker/cli command/secret/formatter.go). */
function pretty(text: string): string {
  const x = documentOf<Secret>(text);
  return `ID:              ${x.ID}\nName:              ${x.Spec.Name}\n` +
    labelLines(x.Spec.Labels) +
    `Driver:            ${x.Spec.Driver?.Name ?? ""}\n` +
    `Created at:        ${prettyTime(x.CreatedAt)}\nUpdated at:        ${
      prettyTime(x.UpdatedAt)
    }\n`;
}

export const secretInspect = defineCommand({
  path: "secret inspect",
  summary: "Display detailed information on one or more secrets",
  args: [{ name: "secret", variadic: true, complete: completeFiles("secrets") }],
  options: {
    format: ONE_FORMAT,
    pretty: { type: "boolean", summary: "Print the information in a human friendly format" },
  },
  run: async (ctx, { secret, ...options }) => {
    const engine = await ctx.engine();
    const get = (name: string) => engine.secrets.inspectText(name, { signal: ctx.signal });
    await inspectPretty(ctx, secret, options, get, pretty);
  },
});
