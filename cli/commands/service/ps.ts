/** `service ps`: list the tasks of one or more services. */
import { defineCommand } from "../../spec/types.ts";
import { TASK_FILTERS } from "../_lib/filter_values.ts";
import { filterOption, LIST_FORMAT } from "../_lib/options.ts";
import { failTogether } from "../_lib/targets.ts";
import { printTasks } from "../_lib/tasks.ts";

export const servicePs = defineCommand({
  path: "service ps",
  summary: "List the tasks of one or more services",
  args: [{ name: "service", variadic: true, complete: "service" }],
  options: {
    filter: filterOption("Filter output based on conditions provided", TASK_FILTERS),
    format: LIST_FORMAT,
    "no-resolve": { type: "boolean", summary: "Do not map IDs to Names" },
    "no-trunc": { type: "boolean", summary: "Do not truncate output" },
    quiet: { type: "boolean", short: "q", summary: "Only display task IDs" },
  },
  run: async (ctx, { service, filter, format, noResolve, noTrunc, quiet }) => {
    const engine = await ctx.engine();
    const services = await engine.services.list({ signal: ctx.signal });
    const ids: string[] = [];
    const missing: Error[] = [];
    for (const name of service) {
      const found = services.find((s) => s.name === name || s.id === name) ??
        services.find((s) => s.id.startsWith(name));
      if (found) ids.push(found.id);
      else missing.push(new Error(`no such service: ${name}`));
    }
    if (ids.length > 0) {
      const tasks = await engine.tasks.list({
        filters: { ...filter, service: ids },
        signal: ctx.signal,
      });
      await printTasks(ctx, tasks, { format, noResolve, noTrunc, quiet });
    }
    await failTogether(ctx, missing);
  },
});
