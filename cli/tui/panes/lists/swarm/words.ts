/** How services, tasks and nodes are, in words that fit a cell. */
import { isOver } from "../../../../../core/swarm/view.ts";
import { sanitise } from "../../../../format/sanitise.ts";
import type { Model } from "../../../model/model.ts";
import {
  NO_LEADER,
  type SwarmNode,
  swarmOf,
  type SwarmService,
  type SwarmState,
  type SwarmTask,
} from "../../../model/swarm.ts";
import type { Role } from "../../../text/block.ts";
import { shortAge } from "../../../text/human.ts";

/** A text and how it is shown. */
export interface Words {
  readonly text: string;
  readonly role: Role;
}

/** Characters of an engine's text that a cell may need. */
const CELL = 400;

/** A text of the engine, made safe for a cell. */
export function cellText(text: string): string {
  return sanitise(text.length > CELL ? text.slice(0, CELL) : text);
}

const ageOf = (at: Date | undefined, now: number) =>
  at === undefined ? "" : shortAge(Math.max(0, now - at.getTime()) / 1000);

/** How many tasks of a service run of those that are wanted: `◐ 2/3`. */
export function tasksWords(s: SwarmService): Words {
  const running = s.running ?? 0;
  const desired = s.desired ?? 0;
  if (s.mode.endsWith("job")) {
    const done = s.completed ?? 0;
    if (running > 0) return { text: `◐ ${done}/${desired}`, role: "warn" };
    return {
      text: `${done >= desired ? "✓" : "○"} ${done}/${desired}`,
      role: done >= desired ? "dim" : "bad",
    };
  }
  if (desired === 0) return { text: `○ ${running}/0`, role: running > 0 ? "warn" : "dim" };
  if (running > desired) return { text: `◐ ${running}/${desired}`, role: "warn" };
  if (running === desired) return { text: `● ${running}/${desired}`, role: "ok" };
  return {
    text: `${running === 0 ? "○" : "◐"} ${running}/${desired}`,
    role: running === 0 ? "bad" : "warn",
  };
}

/** How a service is: `2/3 run · update paused`. */
export function serviceWords(s: SwarmService, model: Model): Words {
  const doing = model.pending[s.id];
  if (doing !== undefined) return { text: `… ${doing}`, role: "warn" };
  const age = ageOf(s.updateEnded, model.now);
  const ago = age === "" ? "" : ` ${age} ago`;
  // The swarm begins its reason with what is said before it.
  const reason = cellText(s.updateMessage ?? "")
    .replace(/^(?:update|rollback) paused(?: due to)?\s*/, "");
  const why = reason === "" ? "" : `: ${reason}`;
  switch (s.updateState) {
    case "updating":
      return { text: "updating", role: "warn" };
    case "paused":
      return { text: `update paused${why}`, role: "bad" };
    case "rollback_started":
      return { text: "rolling back", role: "warn" };
    case "rollback_paused":
      return { text: `rollback paused${why}`, role: "bad" };
    case "rollback_completed":
      return { text: `rolled back${ago}`, role: "warn" };
  }
  const { role } = tasksWords(s);
  if (s.mode.endsWith("job")) {
    return (s.running ?? 0) > 0
      ? { text: `${s.running} at work`, role: "warn" }
      : role === "bad"
      ? { text: "job not done", role }
      : { text: "job done", role };
  }
  if ((s.desired ?? 0) === 0) {
    return (s.running ?? 0) > 0
      ? { text: "ending", role: "warn" }
      : { text: "scaled to 0", role: "dim" };
  }
  if (role === "ok") {
    return { text: s.updateState === "completed" ? `updated${ago}` : "runs", role };
  }
  // Those of a node that is lost count until the swarm knows how they ended.
  const more = (s.running ?? 0) - (s.desired ?? 0);
  if (more > 0) return { text: `${more} more than wanted`, role };
  const trouble = s.trouble === undefined ? "" : `: ${cellText(s.trouble)}`;
  return { text: `${(s.desired ?? 0) - (s.running ?? 0)} not running${trouble}`, role };
}

/** How a task is: `● running 3m`, `✗ failed (1) 2m`. */
export function taskWords(t: SwarmTask, model: Model): Words {
  const age = ageOf(t.since, model.now);
  const code = t.exitCode === undefined || t.exitCode === 0 ? "" : ` (${t.exitCode})`;
  const state = cellText(t.state);
  switch (t.state) {
    case "running":
      if (t.nodeDown) return { text: `? running, node down`, role: "bad" };
      if (isOver(t)) return { text: `◐ ending ${age}`, role: "warn" };
      return { text: `● running ${age}`, role: "ok" };
    case "failed":
    case "rejected":
    case "orphaned":
      return {
        text: `✗ ${state}${code} ${age}`,
        role: isOver({ ...t, state: "" }) ? "dim" : "bad",
      };
    case "complete":
      return { text: `✓ complete ${age}`, role: "dim" };
    case "shutdown":
    case "remove":
      return { text: `○ ${state}${code} ${age}`, role: "dim" };
  }
  if (isOver(t)) return { text: `○ ${state}, given up`, role: "dim" };
  const waits = t.state === "pending" || t.state === "new" || t.state === "allocated";
  return { text: `◐ ${state} ${age}`, role: waits && t.error !== undefined ? "bad" : "warn" };
}

/** Whether a node answers: `✗ down: heartbeat failure`. */
export function nodeWords(n: SwarmNode, model: Model): Words {
  const doing = model.pending[n.id];
  if (doing !== undefined) return { text: `… ${doing}`, role: "warn" };
  const why = n.message === undefined ? "" : `: ${cellText(n.message)}`;
  if (n.state === "ready") {
    if (n.availability === "drain") {
      return { text: n.running > 0 ? `◐ draining, ${n.running} left` : "○ drained", role: "warn" };
    }
    if (n.availability === "pause") return { text: "◐ paused: no new tasks", role: "warn" };
    return { text: "● ready", role: "ok" };
  }
  if (n.state === "down") return { text: `✗ down${why}`, role: "bad" };
  return { text: `? ${cellText(n.state)}${why}`, role: "warn" };
}

/** What a node is in the swarm: `leader`, `manager, unreachable`, `worker`. */
export function roleWords(n: SwarmNode): Words {
  const { manager } = n;
  if (manager === undefined) {
    return n.role === "manager"
      ? { text: "becomes manager", role: "warn" }
      : { text: "worker", role: "text" };
  }
  const leader = manager.leader ? "leader" : "manager";
  if (manager.reachability === "reachable") {
    return { text: leader, role: manager.leader ? "accent" : "text" };
  }
  return { text: `${leader}, ${cellText(manager.reachability)}`, role: "bad" };
}

/** Why there are no rows: what the engine is in a swarm, and what can be done about it. */
export function absence(swarm: SwarmState): { text: string; role: Role } | undefined {
  const why = swarm.error === undefined ? "" : `: ${swarm.error}`;
  switch (swarm.phase) {
    case "manager":
      return undefined;
    case "unknown":
      return swarm.several
        ? {
          text:
            "Several hosts are shown, and a swarm is seen from one of its managers: open that one alone, with `dockerctl --host`",
          role: "dim",
        }
        : { text: "Asking the engine …", role: "dim" };
    case "inactive":
      return {
        text: "This engine is in no swarm. `:swarm init` begins one, `:swarm join` enters another",
        role: "dim",
      };
    case "worker": {
      const at = swarm.managers.slice(0, 5).join(", ");
      return {
        text: `This engine is a worker, and only managers know of the swarm${
          at === "" ? "" : ` (${at})`
        }. H goes to another engine`,
        role: "dim",
      };
    }
    case "pending":
      return { text: `The swarm is not ready yet${why}`, role: "warn" };
    case "locked":
      return { text: "The swarm is locked. `:swarm unlock` asks for its key", role: "warn" };
    case "refused":
      return { text: `The swarm cannot be listed${why}`, role: "warn" };
    case "error":
      return { text: `This engine cannot take part in its swarm${why}`, role: "bad" };
    case "leaderless":
      return { text: NO_LEADER, role: "bad" };
  }
}

/** What is said beside rows that may be old. */
export function caution(model: Model): string | undefined {
  if (model.link.state === "down") return "as it was";
  switch (swarmOf(model).phase) {
    case "leaderless":
      return "no leader: as it was";
    case "pending":
      return "not ready: as it was";
    case "refused":
      return "cannot be listed now";
  }
}

/** How old what is known of tasks is, where no event tells of them. */
export function agedWords(model: Model): string {
  const { asOf, phase, nodes } = swarmOf(model);
  if (phase !== "manager" || asOf === 0 || nodes.length < 2) return "";
  const age = Math.max(0, model.now - asOf) / 1000;
  return age < 10 ? "" : `looked at ${shortAge(age)} ago`;
}
