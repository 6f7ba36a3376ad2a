/** `edit`: a container's `run` line in the editor, and the container made to fit it. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { PLAN_OPTIONS } from "./_recreate/options.ts";

export const edit = defineCommand({
  path: "container edit",
  aliases: ["edit"],
  summary: "Change the run line of a container in an editor",
  description: "Opens the line that would make the container, an option a line, in $VISUAL or " +
    "$EDITOR. What is different when the editor ends is shown and asked about, and the container " +
    "made anew with it. A file that is left as it was changes nothing.",
  dangerous: true,
  args: [{ name: "container", complete: "container" }],
  options: {
    "yes": { type: "boolean", short: "y", summary: "Do not ask" },
    ...PLAN_OPTIONS,
  },
  interactive: () => true,
  run: async (ctx, input) => {
    const engine = await ctx.engine();
    const [{ editedRequest }, work] = await Promise.all([
      import("./_recreate/editor.ts"),
      import("./_recreate/perform.ts"),
    ]);
    if (input.unprotect) {
      await (await import("./_recreate/unprotect.ts")).askUnprotect(ctx, engine, [input.container]);
    }
    // Nobody should write what is refused in any case.
    await work.refuseProtected(ctx, engine, input.container);
    const edits = await editedRequest(ctx, engine, input.container);
    if (edits === undefined) {
      await ctx.streams.stderr.write("Nothing was changed\n");
      return;
    }
    if (edits.image !== undefined) {
      const { fetchMissing } = await import("./_recreate/pull.ts");
      await fetchMissing(ctx, engine, edits.image);
    }
    const plan = await work.askedPlan(ctx, engine, input.container, { edits }, input);
    const text = work.planText(plan);
    if (input.dryRun) {
      await ctx.streams.stdout.write(text);
      if (plan.problems.length > 0) throw new ExitError(1);
      return;
    }
    work.checkPlan(plan);
    await ctx.streams.stderr.write(text);
    if (plan.kind === "nothing") return;
    if (!input.yes && !await ctx.confirm("Do that?")) {
      throw new ExitError(1, "Nothing was changed; --yes does not ask");
    }
    await work.tellResult(ctx, plan, await work.perform(ctx, engine, plan, input));
  },
});
