/** `dockerctl alias install`: dockerctl answers to the name docker, too. */
import { defineCommand, ExitError } from "../../spec/types.ts";

export const aliasInstall = defineCommand({
  path: "alias install",
  summary: "Make the name docker call dockerctl",
  description:
    "Makes a link called docker beside dockerctl, or in the folder that --dir names. A " +
    "docker that is somebody else's is never replaced.",
  options: {
    dir: {
      type: "string",
      value: "folder",
      summary: "Make the link in this folder",
      complete: "directory",
    },
  },
  run: async (ctx, { dir }) => {
    const { cannot, dockerOnPath, ownPlace, standing } = await import("./_self/docker_name.ts");
    const { path, folder } = await ownPlace();
    const link = `${(dir ?? folder).replace(/\/+$/, "")}/docker`;
    switch (await standing(link, path)) {
      case "ours":
        return await ctx.streams.stdout.write(`${link} calls dockerctl already\n`);
      case "other":
        throw new ExitError(
          1,
          `${link} is somebody else's and stays as it is; name another folder with --dir`,
        );
    }
    try {
      await Deno.symlink(dir === undefined ? path.slice(folder.length + 1) : path, link);
    } catch (e) {
      throw cannot("make", link, e);
    }
    await ctx.streams.stdout.write(`${link} calls dockerctl now\n`);
    const first = await dockerOnPath(ctx.env.PATH);
    if (first === link) return;
    await ctx.streams.stderr.write(
      first === undefined
        ? `Its folder is not on your PATH, so your shell does not find it\n`
        : `Your shell finds ${first} first; put ${link.slice(0, -7)} before it in your PATH\n`,
    );
  },
});
