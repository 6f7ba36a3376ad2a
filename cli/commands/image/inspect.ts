/** `image inspect`: display detailed information. */
import { inspectCommand } from "../_lib/inspect_command.ts";

export const imageInspect = inspectCommand({
  kind: "image",
  get: (engine, name, options) => engine.images.inspectText(name, options),
});
