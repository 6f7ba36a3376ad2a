/** `rollback`: the backup of a container comes back. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { PLAN_OPTIONS } from "./_recreate/options.ts";

const { "discard-changes": _discard, "commit-changes": _commit, ...options } = PLAN_OPTIONS;

export const rollback = defineCommand({
  path: "container rollback",
  aliases: ["rollback"],
  summary: "Bring back what containers were before they were made anew",
  description: "The backup takes the name again and is watched; what was there becomes a backup " +
    "in its turn, so that a second rollback goes forward again.",
  dangerous: true,
  args: [{ name: "container", variadic: true, complete: "container" }],
  options,
  run: async (ctx, input) => {
    const engine = await ctx.engine();
    const [{ planRollback }, work] = await Promise.all([
      import("../../../core/recreate/backups.ts"),
      import("./_recreate/perform.ts"),
    ]);
    if (input.unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, input.container);
    }
    const asked = { ...input, discardChanges: false, commitChanges: false };
    await work.eachInTurn(ctx, input.container, async (name) => {
      const plan = await planRollback(engine, name, { now: ctx.now(), signal: ctx.signal });
      if (input.dryRun) {
        await ctx.streams.stdout.write(work.planText(plan));
        if (plan.problems.length > 0) throw new ExitError(1);
        return;
      }
      await work.tellResult(ctx, plan, await work.perform(ctx, engine, plan, asked));
    });
  },
});
