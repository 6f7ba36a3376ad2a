import { defineCommand } from "../../spec/types.ts";
import { inspectPretty, labelLines, PRETTY, prettyTime } from "../_lib/pretty.ts";
import { completeFiles, type SwarmFile } from "../_lib/swarm_file.ts";

interface Secret extends SwarmFile {
  Spec: SwarmFile["Spec"] & { Driver?: { Name: string } };
}

/** What `--pretty` shows (docker/cli command/secret/formatter.go). */
function pretty(secret: Secret): string {
  return [
    `ID:              ${secret.ID}`,
    `Name:              ${secret.Spec.Name}`,
    ...labelLines(secret.Spec.Labels),
    `Driver:            ${secret.Spec.Driver?.Name ?? ""}`,
    `Created at:        ${prettyTime(secret.CreatedAt)}`,
    `Updated at:        ${prettyTime(secret.UpdatedAt)}\n`,
  ].join("\n");
}

export const secretInspect = defineCommand({
  path: "secret inspect",
  summary: "Display detailed information on one or more secrets",
  args: [{ name: "secret", variadic: true, complete: completeFiles("secrets") }],
  options: PRETTY,
  run: async (ctx, { secret, ...options }) => {
    const engine = await ctx.engine();
    const get = (name: string) => engine.secrets.inspectText(name, { signal: ctx.signal });
    await inspectPretty(ctx, secret, options, get, pretty);
  },
});
