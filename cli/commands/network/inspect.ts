/** `network inspect`: display detailed information. */
import { inspectCommand } from "../_lib/inspect_command.ts";

export const networkInspect = inspectCommand({
  kind: "network",
  options: {
    verbose: { type: "boolean", short: "v", summary: "Verbose output for diagnostics" },
  },
  get: (engine, name, options, { verbose }) =>
    engine.networks.inspectText(name, { ...options, verbose: verbose === true }),
});
