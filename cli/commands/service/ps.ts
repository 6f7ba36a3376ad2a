/** `service ps`: list the tasks of one or more services. */
import { defineCommand } from "../../spec/types.ts";
import { failTogether } from "../_lib/targets.ts";
import { printTasks, TASK_OPTIONS } from "../_lib/tasks.ts";

export const servicePs = defineCommand({
  path: "service ps",
  summary: "List the tasks of one or more services",
  args: [{ name: "service", variadic: true, complete: "service" }],
  options: TASK_OPTIONS,
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
