/** `context update`: update a context. */
import { defineCommand } from "../../spec/types.ts";
import { configDirOf } from "../_lib/where.ts";
import { chosenEndpoint } from "./_endpoint.ts";
import { checkReserved, foldersOf, oneContext, writeContext } from "./_store.ts";
import { DOCKER_ENDPOINT } from "./create.ts";

/** `context update`: another description or endpoint; what is not said stays. */
export const contextUpdate = defineCommand({
  path: "context update",
  summary: "Update a context",
  description: "The docker endpoint takes host, ca, cert, key and skip-tls-verify, or from: " +
    "the name of a context to copy.",
  args: [{ name: "context", complete: "context" }],
  options: {
    description: { type: "string", summary: "Description of the context", default: "" },
    docker: DOCKER_ENDPOINT,
  },
  examples: [
    {
      text: "Another address",
      command: "dockerctl context update far --docker host=ssh://me@farther",
    },
  ],
  run: async (ctx, { context, description, docker }) => {
    checkReserved(context);
    const old = await oneContext(ctx, context);
    const dir = await configDirOf(ctx);
    const changed = Object.keys(docker).length > 0;
    const { endpoint } = await chosenEndpoint(ctx, docker, changed ? docker.from : context);
    // Keys belong to an endpoint: another one does not get those of the last.
    if (changed) {
      await Deno.remove(foldersOf(dir, context).tls, { recursive: true }).catch(() => {});
    }
    await writeContext(dir, context, description || old.description, endpoint);
    await ctx.streams.stdout.write(`${context}\n`);
    await ctx.streams.stderr.write(`Successfully updated context "${context}"\n`);
  },
});
