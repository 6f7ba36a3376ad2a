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

function textOf(data: string | undefined): string {
  return new TextDecoder().decode(Uint8Array.from(atob(data ?? ""), (c) => c.charCodeAt(0)));
}

/** What `--pretty` shows (docker/cli command/config/formatter.go). */
function pretty(text: string): string {
  const x = documentOf<SwarmFile>(text);
  return `ID:\t\t\t${x.ID}\nName:\t\t\t${x.Spec.Name}\n` + labelLines(x.Spec.Labels) +
    `Created at:            \t${prettyTime(x.CreatedAt)}\n` +
    `Updated at:            \t${prettyTime(x.UpdatedAt)}\nData:\n${textOf(x.Spec.Data)}\n`;
}

export const configInspect = defineCommand({
  path: "config inspect",
  summary: "Display detailed information on one or more configs",
  args: [{ name: "config", variadic: true, complete: completeFiles("configs") }],
  options: {
    format: ONE_FORMAT,
    pretty: { type: "boolean", summary: "Print the information in a human friendly format" },
  },
  run: async (ctx, { config, ...options }) => {
    const engine = await ctx.engine();
    const get = (name: string) => engine.configs.inspectText(name, { signal: ctx.signal });
    await inspectPretty(ctx, config, options, get, pretty);
  },
});
