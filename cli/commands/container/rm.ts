import { isEngineError } from "../../../core/errors.ts";
import { defineCommand } from "../../spec/types.ts";
import { eachTarget } from "../_lib/targets.ts";

export const containerRm = defineCommand({
  path: "container rm",
  aliases: ["container remove", "rm"],
  summary: "Remove one or more containers",
  dangerous: true,
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {
    force: {
      type: "boolean",
      short: "f",
      summary: "Force the removal of a running container (uses SIGKILL)",
    },
    link: { type: "boolean", short: "l", summary: "Remove the specified link" },
    volumes: {
      type: "boolean",
      short: "v",
      summary: "Remove anonymous volumes associated with the container",
    },
  },
  examples: [
    {
      text: "Everything that has ended",
      command: "dockerctl rm $(dockerctl ps -aq -f status=exited)",
    },
  ],
  run: async (ctx, { container, force, link, volumes }) => {
    const engine = await ctx.engine();
    await eachTarget(ctx, container, (given) => {
      const id = given.replace(/^\/+|\/+$/g, "");
      if (id === "") throw new Error("container name cannot be empty");
      return engine.containers.remove(id, { force, link, volumes, signal: ctx.signal });
    }, (e) => force && isEngineError(e, "not_found"));
  },
});
