/** `stack ps`: list the tasks in the stack. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { printTasks, TASK_OPTIONS } from "../_lib/tasks.ts";
import { checkStackName, ofStack, stackNames } from "./_stack.ts";

export const stackPs = defineCommand({
  path: "stack ps",
  summary: "List the tasks in the stack",
  args: [{ name: "stack", complete: stackNames }],
  options: TASK_OPTIONS,
  run: async (ctx, { stack, filter, format, noResolve, noTrunc, quiet }) => {
    checkStackName(stack);
    const engine = await ctx.engine();
    const tasks = await engine.tasks.list({ filters: ofStack(stack, filter), signal: ctx.signal });
    if (tasks.length === 0) throw new ExitError(1, `nothing found in stack: ${stack}`);
    await printTasks(ctx, tasks, { format, noResolve, noTrunc, quiet, shortIds: true });
  },
});
