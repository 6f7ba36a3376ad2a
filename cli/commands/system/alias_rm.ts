/** `dockerctl alias rm`: takes back the name docker. */
import { defineCommand, ExitError } from "../../spec/types.ts";

export const aliasRm = defineCommand({
  path: "alias rm",
  summary: "Take back the name docker",
  description: "Removes the link that alias install made. A docker that is somebody else's stays.",
  options: {
    dir: {
      type: "string",
      value: "folder",
      summary: "The folder the link is in",
      complete: "directory",
    },
  },
  run: async (ctx, { dir }) => {
    const { cannot, ownPlace, standing } = await import("./_self/docker_name.ts");
    const { path, folder } = await ownPlace();
    const link = `${(dir ?? folder).replace(/\/+$/, "")}/docker`;
    switch (await standing(link, path)) {
      case "nothing":
        throw new ExitError(1, `There is no ${link}`);
      case "other":
        throw new ExitError(1, `${link} does not call this dockerctl, so it stays`);
    }
    try {
      await Deno.remove(link);
    } catch (e) {
      throw cannot("remove", link, e);
    }
    await ctx.streams.stdout.write(`${link} is gone\n`);
  },
});
