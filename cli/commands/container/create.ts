/** `container create`: create a new container. */
import { defineCommand } from "../../spec/types.ts";
import { isEngineError } from "../../../core/errors.ts";
import { likeArgs, MANY_FLAGS } from "./_run/many_flags.ts";
import { checkFlagSupport } from "./_run/api_limits.ts";
import { clientConfig } from "./_run/client_config.ts";
import { checkPullPolicy, createFromFlags } from "./_run/create_container.ts";
import { diskFiles } from "../_flags/env_file.ts";
import { usageFailure } from "./_run/exit_codes.ts";
import { createFlags } from "./_run/flags.ts";
import { type CreateRequest, toCreateRequest } from "./_run/to_create_request.ts";

/** `create`: makes a container and prints its id. */
export const create = defineCommand({
  path: "container create",
  aliases: ["create"],
  summary: "Create a new container",
  usage: "[OPTIONS] IMAGE [COMMAND] [ARG...]",
  args: [
    { name: "image", complete: "image" },
    { name: "command", optional: true, variadic: true },
  ],
  options: { ...createFlags, ...MANY_FLAGS },
  argCount: likeArgs,
  stopEarly: true,
  examples: [
    { text: "A container to be started later", command: "dockerctl create --name web -p 80 nginx" },
  ],
  async run(ctx, input) {
    const engine = await ctx.engine();
    checkFlagSupport(input.given, createFlags, await engine.transport.greeting(ctx.signal));
    const config = await clientConfig(ctx, engine.transport.endpoint);
    const around = { ctx, engine, config, signal: ctx.signal };
    let request: CreateRequest;
    try {
      checkPullPolicy(input.pull);
      if (input.like !== undefined) {
        request = await (await import("./_run/like.ts")).requestLike(input, around);
      } else {
        request = toCreateRequest(input, input.image, input.command, {
          env: ctx.env,
          files: diskFiles,
          proxies: config.proxies,
        });
      }
      if (input.given.has("count")) {
        const { createMany } = await import("./_run/many.ts");
        const ids = await createMany(request, input, around);
        return await ctx.streams.stdout.write(ids.map((id) => `${id}\n`).join(""));
      }
    } catch (error) {
      if (ctx.signal.aborted || isEngineError(error)) throw error;
      throw usageFailure(error, "create");
    }
    const id = await createFromFlags(request, input, around);
    await ctx.streams.stdout.write(`${id}\n`);
  },
});
