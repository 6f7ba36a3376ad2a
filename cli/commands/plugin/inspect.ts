/** `plugin inspect`: the engine's own plugins in detail. */
import { inspectCommand } from "../_lib/inspect_command.ts";

export const pluginInspect = inspectCommand({
  kind: "plugin",
  complete: [],
  get: (engine, name, options) => engine.plugins.inspectText(name, options),
});
