/** `stack ps`: list the tasks in the stack. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { TASK_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { printTasks } from "../_lib/tasks.ts";
import { checkStackName, ofStack, stackNames } from "./_stack.ts";

export const stackPs = defineCommand({
  path: "stack ps",
  summary: "List the tasks in the stack",
  args: [{ name: "stack", complete: stackNames }],
  options: {
    filter: filterOption("Filter output based on conditions provided", TASK_FILTERS),
    format: LIST_FORMAT,
    "no-resolve": { type: "boolean", summary: "Do not map IDs to Names" },
    "no-trunc": { type: "boolean", summary: "Do not truncate output" },
    quiet: { type: "boolean", short: "q", summary: "Only display task IDs" },
  },
  run: async (ctx, { stack, filter, format, noResolve, noTrunc, quiet }) => {
    checkStackName(stack);
    const engine = await ctx.engine();
    const tasks = await engine.tasks.list({ filters: ofStack(stack, filter), signal: ctx.signal });
    if (tasks.length === 0) throw new ExitError(1, `nothing found in stack: ${stack}`);
    await printTasks(ctx, tasks, { format, noResolve, noTrunc, quiet, shortIds: true });
  },
});
