/** `node inspect`: display detailed information. */
import type { NodeInspect } from "../../../core/nodes/types.ts";
import { inspectCommand } from "../_lib/inspect_command.ts";

export const nodeInspect = inspectCommand<NodeInspect>({
  kind: "node",
  get: async (engine, name, options) => {
    // This node; an engine outside of a swarm answers to the word itself.
    const id = name === "self" ? (await engine.system.info(options)).Swarm?.NodeID || name : name;
    return await engine.nodes.inspectText(id, options);
  },
  pretty: async (document) => (await import("./_pretty.ts")).prettyNode(document),
});
