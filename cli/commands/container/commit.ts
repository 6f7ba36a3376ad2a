/** `container commit`: create a new image from a container's changes. */
import { defineCommand } from "../../spec/types.ts";

export const containerCommit = defineCommand({
  path: "container commit",
  aliases: ["commit"],
  summary: "Create a new image from a container's changes",
  usage: "[OPTIONS] CONTAINER [REPOSITORY[:TAG]]",
  args: [{ name: "container", complete: "container" }, { name: "reference", optional: true }],
  options: {
    author: {
      type: "string",
      short: "a",
      summary: 'Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")',
    },
    change: {
      type: "list",
      short: "c",
      summary: "Apply Dockerfile instruction to the created image",
    },
    message: { type: "string", short: "m", summary: "Commit message" },
    pause: {
      type: "boolean",
      short: "p",
      summary: "Pause container during commit",
      default: true,
    },
  },
  run: async (ctx, { container, reference, author, change, message, pause }) => {
    const engine = await ctx.engine();
    const { id } = await engine.containers.commit(container, {
      reference,
      author,
      changes: change,
      comment: message,
      pause,
      signal: ctx.signal,
    });
    await ctx.streams.stdout.write(id + "\n");
  },
});
