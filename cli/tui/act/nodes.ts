/** What can be done to nodes of a swarm. */
import { type Engine, isEngineError, type NodeSpec } from "../../../core/mod.ts";
import { sanitise } from "../../format/sanitise.ts";
import { type SwarmNode, swarmOf } from "../model/swarm.ts";
import type { Action, Turned } from "./action.ts";
import { nodeKind } from "./kinds.ts";

const of = nodeKind;

const TRIES = 3;

/** Changes a node as it is now; a change of another that comes first is not lost. */
async function change(
  engine: Engine,
  id: string,
  with_: Partial<NodeSpec>,
  signal: AbortSignal,
): Promise<void> {
  for (let left = TRIES;; left--) {
    const { Version, Spec } = await engine.nodes.inspect(id, { signal });
    try {
      return await engine.nodes.update(id, Version.Index, { ...Spec, ...with_ }, { signal });
    } catch (e) {
      if (left === 1 || !isEngineError(e) || !/out of sequence/.test(e.message)) throw e;
    }
  }
}

const activate: Turned = {
  doing: "activating",
  done: "activated",
  command: "docker node update --availability active",
  arg: "active",
};

/** Managers that stay when these are none any more, and what that means for the swarm. */
function managersLeft(gone: readonly SwarmNode[], all: readonly SwarmNode[]): string {
  const left = all.filter((n) => n.role === "manager" && !gone.includes(n)).length;
  if (left < 1) return "No manager would be left: the engine refuses that";
  if (left === 1) return "One manager is left: without it the swarm cannot be changed";
  if (left === 2) return "Two managers are left: both must be online, or the swarm has no leader";
  return `${left} managers are left, of which ${Math.floor(left / 2) + 1} must be online`;
}

export const nodeActions: readonly Action<SwarmNode>[] = [
  {
    id: "drainNode",
    of,
    keys: "D",
    hint: 1,
    label: "drain",
    keyLabel: "drain, active again",
    doing: "draining",
    done: "drained",
    command: "docker node update --availability drain",
    interrupts: (n) => n.availability !== "drain" && n.running > 0,
    turned: (n) => n.availability === "drain" ? activate : undefined,
    run: (engine, id, arg, signal) => change(engine, id, { Availability: arg ?? "drain" }, signal),
  },
  {
    id: "pauseNode",
    of,
    keys: "p",
    hint: 2,
    label: "pause",
    keyLabel: "pause, active again",
    doing: "pausing",
    done: "paused",
    command: "docker node update --availability pause",
    turned: (n) => n.availability === "pause" ? activate : undefined,
    run: (engine, id, arg, signal) => change(engine, id, { Availability: arg ?? "pause" }, signal),
  },
  {
    id: "promoteNode",
    of,
    keys: "m",
    hint: 3,
    label: "promote",
    doing: "promoting",
    done: "promoted",
    command: "docker node promote",
    refuses: (n) => n.role === "manager" ? `${sanitise(n.label)} is a manager already` : undefined,
    run: (engine, id, _arg, signal) => change(engine, id, { Role: "manager" }, signal),
  },
  {
    id: "demoteNode",
    of,
    keys: "M",
    hint: 4,
    label: "demote",
    doing: "demoting",
    done: "demoted",
    dangerous: true,
    command: "docker node demote",
    refuses: (n) => n.role === "worker" ? `${sanitise(n.label)} is a worker already` : undefined,
    plan: (nodes, _arg, model) => [
      ...nodes.map((n) => `${n.label}: manager → worker`),
      managersLeft(nodes, swarmOf(model).nodes),
    ],
    run: (engine, id, _arg, signal) => change(engine, id, { Role: "worker" }, signal),
  },
  {
    id: "removeNode",
    of,
    keys: "d delete",
    hint: 5,
    label: "remove",
    doing: "removing",
    done: "removed",
    dangerous: true,
    command: "docker node rm",
    refuses: (n) =>
      n.role === "manager"
        ? `${sanitise(n.label)} is a manager: demote it first (M)`
        : n.state !== "down"
        ? `${sanitise(n.label)} is ${n.state}: it has to leave first (\`docker swarm leave\` there)`
        : undefined,
    plan: (nodes) => nodes.map((n) => `${n.label} is struck off: it can join again with a token`),
    run: (engine, id, _arg, signal) => engine.nodes.remove(id, { signal }),
  },
];
