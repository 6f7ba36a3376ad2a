import { defineCommand } from "../../spec/types.ts";
import { inspectPretty, labelLines, PRETTY, prettyTime } from "../_lib/pretty.ts";
import { completeFiles, type SwarmFile } from "../_lib/swarm_file.ts";

function textOf(data: string | undefined): string {
  return new TextDecoder().decode(Uint8Array.from(atob(data ?? ""), (c) => c.charCodeAt(0)));
}

/** What `--pretty` shows (docker/cli command/config/formatter.go). */
function pretty(config: SwarmFile): string {
  return [
    `ID:\t\t\t${config.ID}`,
    `Name:\t\t\t${config.Spec.Name}`,
    ...labelLines(config.Spec.Labels),
    `Created at:            \t${prettyTime(config.CreatedAt)}`,
    `Updated at:            \t${prettyTime(config.UpdatedAt)}`,
    `Data:\n${textOf(config.Spec.Data)}\n`,
  ].join("\n");
}

export const configInspect = defineCommand({
  path: "config inspect",
  summary: "Display detailed information on one or more configs",
  args: [{ name: "config", variadic: true, complete: completeFiles("configs") }],
  options: PRETTY,
  run: async (ctx, { config, ...options }) => {
    const engine = await ctx.engine();
    const get = (name: string) => engine.configs.inspectText(name, { signal: ctx.signal });
    await inspectPretty(ctx, config, options, get, pretty);
  },
});
