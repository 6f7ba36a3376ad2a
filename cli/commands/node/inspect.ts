import type { NodeInspect } from "../../../core/nodes/types.ts";
import { defineCommand } from "../../spec/types.ts";
import { inspectPretty, PRETTY } from "../_lib/pretty.ts";

export const nodeInspect = defineCommand({
  path: "node inspect",
  summary: "Display detailed information on one or more nodes",
  args: [{ name: "node", variadic: true, complete: "node" }],
  options: PRETTY,
  run: async (ctx, { node, ...options }) => {
    const get = async (reference: string) => {
      const engine = await ctx.engine();
      // This node; an engine outside of a swarm answers to the word itself.
      const id = reference === "self"
        ? (await engine.system.info({ signal: ctx.signal })).Swarm?.NodeID || reference
        : reference;
      const answer = await engine.transport.send({
        method: "GET",
        path: `/nodes/${encodeURIComponent(id)}`,
        op: "inspect node",
        signal: ctx.signal,
      });
      return await answer.text();
    };
    await inspectPretty<NodeInspect>(ctx, node, options, get, async (document) => {
      const { prettyNode } = await import("./_pretty.ts");
      return prettyNode(document);
    });
  },
});
