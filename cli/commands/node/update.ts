/** `node update`: update a node. */
import { defineCommand, ExitError } from "../../spec/types.ts";
import { labelsOf } from "../_lib/pairs.ts";

export const nodeUpdate = defineCommand({
  path: "node update",
  summary: "Update a node",
  args: [{ name: "node", complete: "node" }],
  options: {
    availability: {
      type: "string",
      summary: 'Availability of the node ("active", "pause", "drain")',
      complete: ["active", "pause", "drain"],
    },
    "label-add": { type: "list", summary: 'Add or update a node label ("key=value")' },
    "label-rm": { type: "list", summary: "Remove a node label if exists" },
    role: {
      type: "string",
      summary: 'Role of the node ("worker", "manager")',
      complete: ["worker", "manager"],
    },
  },
  run: async (ctx, { node, availability, labelAdd, labelRm, role }) => {
    const engine = await ctx.engine();
    const { Version, Spec } = await engine.nodes.inspect(node, { signal: ctx.signal });
    const labels = { ...Spec.Labels, ...labelsOf(labelAdd) };
    for (const key of labelRm) {
      if (!Object.hasOwn(labels, key)) {
        throw new ExitError(1, `key ${key} doesn't exist in node's labels`);
      }
      delete labels[key];
    }
    await engine.nodes.update(node, Version.Index, {
      ...Spec,
      ...(availability ? { Availability: availability } : {}),
      ...(role ? { Role: role } : {}),
      Labels: labels,
    }, { signal: ctx.signal });
    await ctx.streams.stdout.write(node + "\n");
  },
});
