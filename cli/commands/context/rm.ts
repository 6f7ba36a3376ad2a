/** `context rm`: remove one or more contexts. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { configDirOf } from "../_lib/where.ts";
import { currentName, foldersOf, useContext } from "./_store.ts";

export const contextRm = defineCommand({
  path: "context rm",
  aliases: ["context remove"],
  summary: "Remove one or more contexts",
  usage: "CONTEXT [CONTEXT...]",
  dangerous: true,
  args: [{ name: "context", variadic: true, complete: "context" }],
  options: {
    force: { type: "boolean", short: "f", summary: "Force the removal of a context in use" },
  },
  run: async (ctx, { context, force }) => {
    const dir = await configDirOf(ctx);
    const current = await currentName(ctx);
    const problems: string[] = [];
    for (const name of context) {
      const { meta, tls } = foldersOf(dir, name);
      const there = await Deno.stat(meta).then(() => true, () => false);
      if (name === "default") problems.push('context "default" cannot be removed');
      else if (!there && !force) problems.push(`context "${name}" does not exist`);
      else if (name === current && !force) {
        problems.push(`context "${name}" is in use, set -f flag to force remove`);
      } else {
        if (name === current) await useContext(ctx, "default");
        await Deno.remove(tls, { recursive: true }).catch(() => {});
        await Deno.remove(meta, { recursive: true }).catch((e) => {
          if (!(e instanceof Deno.errors.NotFound)) throw e;
        });
        await ctx.streams.stdout.write(`${name}\n`);
      }
    }
    if (problems.length > 0) throw new ExitError(1, problems.join("\n"));
  },
});
