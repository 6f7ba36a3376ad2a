import { sanitise } from "../../../format/sanitise.ts";
import { recentDeaths, stories } from "../../engine/stories.ts";
import type { ListSpec } from "./lists.ts";
import { GONE, isGone, listedContainers } from "../../record/record.ts";
import type { Model } from "../../model/model.ts";
import {
  type Container,
  exitCodeOf,
  healthOf,
  nameOf,
  PROJECT,
  SERVICE,
  type StatsPoint,
} from "../../model/objects.ts";
import { type Role, type Span, span } from "../../text/block.ts";
import { bar, percent, secondsOf, shortAge, shortSize } from "../../text/human.ts";

/** What a container is doing, in words that fit a cell, with the role they are shown in. */
export function stateWords(c: Container, model: Model): { text: string; role: Role } {
  const doing = model.pending[c.id];
  if (doing !== undefined) return { text: `… ${doing}`, role: "warn" };
  const seconds = secondsOf(c.status.replace(/^\w+ \(\d+\) /, ""));
  const since = c.asOf === undefined ? 0 : Math.max(0, model.now - c.asOf.getTime()) / 1000;
  const age = seconds === undefined ? "" : shortAge(seconds + since);
  // What was known last is no news while the engine is away.
  const now = (role: Role): Role => model.link.state === "down" ? "dim" : role;
  const deaths = c.state === "running" || c.state === "restarting" ? recentDeaths(model, c.id) : 0;
  const again = deaths > 1 ? ` ↻${deaths}` : "";
  switch (c.state) {
    case "running": {
      const health = healthOf(c);
      if (health === "unhealthy") return { text: `● up ${age} unhealthy`, role: now("bad") };
      if (again !== "") return { text: `● up ${age}${again}`, role: now("warn") };
      if (health === "starting") return { text: `● up ${age} starting`, role: now("warn") };
      return { text: `● up ${age}${health === "healthy" ? " ♥" : ""}`, role: now("ok") };
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
      const oom = code !== 0 && stories(model.events).get(c.id)?.oom === true;
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

/** The newest sample, if the container is up. */
export function latest(model: Model, c: Container): StatsPoint | undefined {
  if (c.state !== "running") return undefined;
  const points = model.stats[c.id];
  const point = points?.[points.length - 1];
  // A sample that is old says nothing about now.
  return point !== undefined && model.now - point.at < 15_000 ? point : undefined;
}

/** Found once for the samples of a moment: each row's bar asks for it. */
const peaks = new WeakMap<Model["stats"], number>();

/** What a full bar of CPU is, in per cent: one CPU, or the busiest container where it has more. */
function busiest(model: Model): number {
  let peak = peaks.get(model.stats);
  if (peak === undefined) {
    peak = Math.max(100, ...model.containers.map((c) => latest(model, c)?.cpu ?? 0));
    peaks.set(model.stats, peak);
  }
  return peak;
}

const RANK: Readonly<Record<string, number>> = {
  running: 0,
  restarting: 1,
  paused: 2,
  created: 3,
  exited: 4,
  dead: 5,
  [GONE]: 6,
};

export const containersList: ListSpec<Container> = {
  id: "containers",
  title: "Containers",
  empty: "No containers here. `:run` makes one",
  items: listedContainers,
  dim: isGone,
  key: (c) => c.id,
  text: (c) => `${c.name} ${c.image} ${c.id.slice(0, 12)} ${c.command} ${c.status}`,
  labels: (c) => c.labels,
  status: (c) => `${c.state} ${c.status}`,
  columns: [
    {
      id: "name",
      title: "NAME",
      width: 10,
      grows: 3,
      drop: 0,
      cell: (c) => span(sanitise(nameOf(c))),
      sort: (c) => c.name,
    },
    {
      id: "state",
      title: "STATE",
      width: 17,
      grows: 1,
      drop: 1,
      cell: (c, m) => {
        const { text, role } = stateWords(c, m);
        return span(text, role);
      },
      sort: (c) => RANK[c.state] ?? 9,
    },
    {
      id: "cpu",
      title: "CPU",
      width: 6,
      drop: 3,
      align: "right",
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined) return span("–", "dim");
        return span(percent(point.cpu), point.cpu >= 80 ? "warn" : "text");
      },
      sort: (c, m) => latest(m, c)?.cpu ?? -1,
    },
    {
      id: "cpuBar",
      title: "CPU BAR",
      width: 10,
      drop: 20,
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined) return span("");
        return span(bar(point.cpu / busiest(m), 10), point.cpu >= 80 ? "warn" : "accent");
      },
    },
    {
      id: "memory",
      title: "MEM",
      width: 5,
      drop: 4,
      align: "right",
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined) return span("–", "dim");
        const tight = point.limit > 0 && point.memory / point.limit > 0.9;
        return span(shortSize(point.memory), tight ? "bad" : "text");
      },
      sort: (c, m) => latest(m, c)?.memory ?? -1,
    },
    {
      id: "memoryBar",
      title: "MEM BAR",
      width: 10,
      drop: 20,
      cell: (c, m) => {
        const point = latest(m, c);
        if (point === undefined || point.limit <= 0) return span("");
        const part = point.memory / point.limit;
        return span(bar(part, 10), part > 0.9 ? "bad" : "accent");
      },
    },
    {
      id: "ports",
      title: "PORTS",
      width: 9,
      grows: 1,
      drop: 5,
      cell: (c) => span(portWords(c)),
      sort: (c) => c.ports[0]?.publicPort ?? 0,
    },
    {
      id: "image",
      title: "IMAGE",
      width: 14,
      grows: 2,
      drop: 6,
      cell: (c) => span(sanitise(c.image), "dim"),
      sort: (c) => c.image,
    },
    {
      id: "project",
      title: "PROJECT",
      width: 12,
      drop: 7,
      cell: (c) => span(sanitise(c.labels[PROJECT] ?? ""), "dim"),
      sort: (c) => `${c.labels[PROJECT] ?? "\uffff"}/${c.labels[SERVICE] ?? ""}`,
    },
    {
      id: "created",
      title: "AGE",
      width: 4,
      drop: 8,
      align: "right",
      cell: (c, m): Span => span(shortAge((m.now - c.created.getTime()) / 1000), "dim"),
      sort: (c) => c.created.getTime(),
    },
  ],
};
