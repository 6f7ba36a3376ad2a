/** `volume inspect`: display detailed information. */
import { inspectCommand } from "../_lib/inspect_command.ts";

export const volumeInspect = inspectCommand({
  kind: "volume",
  get: (engine, name, options) => engine.volumes.inspectText(name, options),
});
