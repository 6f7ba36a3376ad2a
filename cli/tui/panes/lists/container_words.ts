/** What a container is doing and where it is published, in words that fit a cell. */
import { sanitise } from "../../../format/sanitise.ts";
import { endedBadly, lookOf } from "../../engine/looks.ts";
import { stories } from "../../engine/stories.ts";
import type { Model } from "../../model/model.ts";
import { type Container, exitCodeOf, healthOf } from "../../model/objects.ts";
import { GONE } from "../../record/record.ts";
import type { Role } from "../../text/block.ts";
import { secondsOf, shortAge } from "../../text/human.ts";

/** One that was started anew and has run for less, in seconds, may end again. */
const LOOP = 600;

/** What a container is doing, in words that fit a cell, with the role they are shown in. */
export function stateWords(c: Container, model: Model): { text: string; role: Role } {
  const doing = model.pending[c.id];
  if (doing !== undefined) return { text: `… ${doing}`, role: "warn" };
  const seconds = secondsOf(c.status.replace(/^\w+ \(\d+\) /, ""));
  const since = c.asOf === undefined ? 0 : Math.max(0, model.now - c.asOf.getTime()) / 1000;
  const age = seconds === undefined ? "" : shortAge(seconds + since);
  // What was known last is no news while the engine is away.
  const now = (role: Role): Role => model.link.state === "down" ? "dim" : role;
  const look = lookOf(model, c);
  const again = (look?.restarts ?? 0) > 0 ? ` ↻${look!.restarts}` : "";
  switch (c.state) {
    case "running": {
      const health = healthOf(c);
      if (health === "unhealthy") return { text: `● up ${age} unhealthy`, role: now("bad") };
      if (health === "starting") return { text: `● up ${age}${again} starting`, role: now("warn") };
      const settled = again === "" || (seconds ?? 0) + since >= LOOP;
      const sign = health === "healthy" ? " ♥" : "";
      return { text: `● up ${age}${again}${sign}`, role: now(settled ? "ok" : "warn") };
    }
    case "paused":
      return { text: "◐ paused", role: now("warn") };
    case "restarting": {
      const code = exitCodeOf(c);
      const words = code === undefined ? "" : ` (${code})`;
      return { text: `◐ restarting${words}${again}`, role: now("warn") };
    }
    case "exited": {
      const code = exitCodeOf(c) ?? 0;
      const oom = endedBadly(c) && (look?.oom ?? stories(model.events).get(c.id)?.oom) === true;
      return {
        text: `○ exit ${code}${oom ? " OOM" : ""}${age === "" ? "" : `, ${age}`}`,
        role: code === 0 || code === 143 ? "dim" : "bad",
      };
    }
    case "created":
      return { text: "○ created", role: "dim" };
    case GONE:
      return { text: `✗ removed, ${shortAge(since)}`, role: "dim" };
    case "dead":
      return { text: "✗ dead", role: "bad" };
    default:
      return { text: `… ${sanitise(c.state)}`, role: "warn" };
  }
}

/** Published ports as `8080→80`, each once; the host's address only where it is not all. */
export function portWords(c: Container): string {
  const shown = new Set<string>();
  for (const p of c.ports) {
    const kind = p.type === "tcp" ? "" : `/${p.type}`;
    if (p.publicPort === undefined) shown.add(`${p.privatePort}${kind}`);
    else {
      const every = p.ip === undefined || p.ip === "" || p.ip === "0.0.0.0" || p.ip === "::";
      shown.add(`${every ? "" : p.ip + ":"}${p.publicPort}→${p.privatePort}${kind}`);
    }
  }
  return sanitise([...shown].join(" "));
}
