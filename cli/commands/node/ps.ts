/** `node ps`: list tasks running on one or more nodes, defaults to current node. */
import { defineCommand } from "../../spec/types.ts";
import { printTasks, TASK_OPTIONS } from "../_lib/tasks.ts";

export const nodePs = defineCommand({
  path: "node ps",
  summary: "List tasks running on one or more nodes, defaults to current node",
  args: [{ name: "node", variadic: true, optional: true, complete: "node" }],
  options: TASK_OPTIONS,
  run: async (ctx, { node, filter, format, noResolve, noTrunc, quiet }) => {
    const engine = await ctx.engine();
    const names = node.length > 0 ? node : ["self"];
    const ids: string[] = [];
    for (const name of names) {
      if (name === "self") {
        ids.push((await engine.system.info({ signal: ctx.signal })).Swarm?.NodeID ?? "");
      } else ids.push((await engine.nodes.inspect(name, { signal: ctx.signal })).ID);
    }
    const tasks = await engine.tasks.list({
      filters: { ...filter, node: ids },
      signal: ctx.signal,
    });
    await printTasks(ctx, tasks, { format, noResolve, noTrunc, quiet, shortIds: true });
  },
});
