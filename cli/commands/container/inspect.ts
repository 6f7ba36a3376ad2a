/** `container inspect`: display detailed information. */
import { inspectCommand } from "../_lib/inspect_command.ts";

export const containerInspect = inspectCommand({
  kind: "container",
  options: { size: { type: "boolean", short: "s", summary: "Display total file sizes" } },
  get: (engine, name, options, { size }) =>
    engine.containers.inspectText(name, { ...options, size: size === true }),
});
