/** `config inspect`: display detailed information. */
import { inspectCommand } from "../_lib/inspect_command.ts";
import { labelLines, prettyTime } from "../_lib/pretty.ts";
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

export const configInspect = inspectCommand({
  kind: "config",
  complete: completeFiles("configs"),
  get: (engine, name, options) => engine.configs.inspectText(name, options),
  pretty,
});
