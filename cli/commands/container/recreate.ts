/** `recreate`: a container made anew, with options of `run` or another image, and nothing lost. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { createFlags } from "./_run/flags.ts";
import { usageFailure } from "./_run/exit_codes.ts";
import type { CreateFlags } from "./_run/to_create_request.ts";
import { PLAN_OPTIONS } from "./_recreate/options.ts";

const { pull: _pull, cidfile: _cidfile, "use-api-socket": _socket, quiet, ...flags } = createFlags;

export const recreate = defineCommand({
  path: "container recreate",
  aliases: ["recreate"],
  summary: "Make containers anew, with other options or another image",
  description: "The new container is made before the old one is stopped, is watched after its " +
    "start, and gives way to the old one when it is no good. The old one stays for a day as a " +
    "backup; rollback brings it back. Options of run that are given take the place of what the " +
    "container has; environment, labels, ports, mounts and other lists are added to. Limits and " +
    "the restart policy alone are changed where it runs.",
  dangerous: true,
  args: [{ name: "container", variadic: true, complete: "container" }],
  options: {
    "image": { type: "string", summary: "Another image", complete: "image" },
    "pull": { type: "boolean", summary: "Pull the image first, and take what its tag means now" },
    "always": { type: "boolean", summary: "Also where nothing is different", hidden: true },
    ...PLAN_OPTIONS,
    quiet,
    ...flags,
  },
  examples: [
    {
      text: "Another port, everything else as it is",
      command: "dockerctl recreate web -p 8081:80",
    },
    { text: "What would be done", command: "dockerctl recreate web --image web:2 --dry-run" },
  ],
  run: async (ctx, input) => {
    if (input.name && input.container.length > 1) {
      throw new ExitError(1, "--name is for one container");
    }
    const engine = await ctx.engine();
    const [{ editsOfFlags }, work] = await Promise.all([
      import("./_recreate/edits.ts"),
      import("./_recreate/perform.ts"),
    ]);
    if (input.unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, input.container);
    }
    await work.eachInTurn(ctx, input.container, async (name) => {
      if (input.pull || input.image !== undefined) await work.refuseProtected(ctx, engine, name);
      if (input.pull) {
        const { pullFor } = await import("./_recreate/pull.ts");
        await pullFor(ctx, engine, name, input.image, input.quiet);
      } else if (input.image !== undefined) {
        await (await import("./_recreate/pull.ts")).fetchMissing(ctx, engine, input.image);
      }
      const edits = (c: Parameters<typeof editsOfFlags>[1]) => {
        try {
          return {
            ...editsOfFlags(input as unknown as CreateFlags, c, ctx.env),
            ...(input.image !== undefined && { image: input.image }),
          };
        } catch (error) {
          throw usageFailure(error, "recreate");
        }
      };
      // Nothing asked for means: the same once more.
      const always = ![...input.given].some((f) => f in flags || f === "image" || f === "pull");
      const plan = await work.askedPlan(
        ctx,
        engine,
        name,
        { edits, followTag: input.pull, always: always || input.always },
        input,
      );
      if (input.dryRun) {
        await ctx.streams.stdout.write(work.planText(plan));
        if (plan.problems.length > 0) throw new ExitError(1);
        return;
      }
      await work.tellResult(ctx, plan, await work.perform(ctx, engine, plan, input));
    });
  },
});
