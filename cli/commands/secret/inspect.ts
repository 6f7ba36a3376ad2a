/** `secret inspect`: display detailed information. */
import { inspectCommand } from "../_lib/inspect_command.ts";
import { labelLines, prettyTime } from "../_lib/pretty.ts";
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

export const secretInspect = inspectCommand({
  kind: "secret",
  complete: completeFiles("secrets"),
  get: (engine, name, options) => engine.secrets.inspectText(name, options),
  pretty,
});
