/** `image inspect`: display detailed information. */
import { PLATFORMS } from "../_lib/flag_values.ts";
import { inspectCommand } from "../_lib/inspect_command.ts";

export const imageInspect = inspectCommand({
  kind: "image",
  options: {
    platform: {
      type: "string",
      summary: "Inspect a specific platform of the multi-platform image.\n" +
        "If the image or the server is not multi-platform capable, the command will error out " +
        "if the platform does not match.\n" +
        "'os[/arch[/variant]]': Explicit platform (eg. linux/amd64)",
      minApi: "1.49",
      complete: PLATFORMS,
    },
  },
  get: (engine, name, options, { platform }) =>
    engine.images.inspectText(name, { ...options, platform: platform as string | undefined }),
});
