/** `context create`: create a context. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { mapOption } from "../_lib/pairs.ts";
import { configDirOf } from "../_lib/where.ts";
import { chosenEndpoint } from "./_endpoint.ts";
import { allContexts, checkName, writeContext } from "./_store.ts";

/** `host=…,ca=…` as pairs; commas separate, as in pflag's stringToString. */
export const DOCKER_ENDPOINT = {
  ...mapOption("set the docker endpoint"),
  value: "stringToString",
  parse: (text: string, before: Readonly<Record<string, string>> | undefined) => {
    const pairs = text.split(",").map((part): [string, string] => {
      const at = part.indexOf("=");
      if (at < 0) throw new Error(`${part} must be formatted as key=value`);
      return [part.slice(0, at), part.slice(at + 1)];
    });
    return { ...before, ...Object.fromEntries(pairs) };
  },
};

export const contextCreate = defineCommand({
  path: "context create",
  summary: "Create a context",
  description: "The docker endpoint takes host, ca, cert, key and skip-tls-verify, or from: " +
    "the name of a context to copy.",
  args: [{ name: "context" }],
  options: {
    description: { type: "string", summary: "Description of the context", default: "" },
    docker: DOCKER_ENDPOINT,
    from: { type: "string", summary: "create context from a named context", complete: "context" },
  },
  examples: [
    {
      text: "An engine behind ssh",
      command: "dockerctl context create far --docker host=ssh://me@far",
    },
  ],
  run: async (ctx, { context, description, docker, from }) => {
    checkName(context);
    if ((await allContexts(ctx)).some((c) => c.name === context)) {
      throw new ExitError(1, `context "${context}" already exists`);
    }
    const { endpoint, source } = await chosenEndpoint(ctx, docker, from);
    const copied = source === undefined || source.name === "default" ? "" : source.description;
    const text = description || copied;
    await writeContext(await configDirOf(ctx), context, text, endpoint);
    await ctx.streams.stdout.write(`${context}\n`);
    await ctx.streams.stderr.write(`Successfully created context "${context}"\n`);
  },
});
