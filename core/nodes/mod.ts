/** The calls about the nodes of a swarm, bound to an engine. */
import { bind, type Bound } from "../bind.ts";
import type { Transport } from "../transport/types.ts";
import { inspectNode, inspectNodeText } from "./inspect.ts";
import { listNodes } from "./list.ts";
import { removeNode } from "./remove.ts";
import { updateNode } from "./update.ts";

/** The nodes of the swarm. `id` is an id, a unique start of one, or a host's name. */
export interface Nodes {
  /** Nodes: {@link listNodes}. */
  readonly list: Bound<typeof listNodes>;
  /** The engine's document: {@link inspectNode}. */
  readonly inspect: Bound<typeof inspectNode>;
  /** The engine's document as it came: {@link inspectNodeText}. */
  readonly inspectText: Bound<typeof inspectNodeText>;
  /** Other settings: {@link updateNode}. */
  readonly update: Bound<typeof updateNode>;
  /** Strikes off: {@link removeNode}. */
  readonly remove: Bound<typeof removeNode>;
}

/** The group `engine.nodes`. */
export function nodes(transport: Transport): Nodes {
  return bind(transport, {
    list: listNodes,
    inspect: inspectNode,
    inspectText: inspectNodeText,
    update: updateNode,
    remove: removeNode,
  });
}
