/** Processes of containers, as the engine's host sees them. */
import { type Engine, EngineError } from "../../core/mod.ts";

/** Containers asked at once. */
const AT_ONCE = 8;
/** What the engine's ps is asked for; it must hold `pid`. ARGS is last, as it has spaces. */
const PS_ARGS = "-eo pid,ppid,user,pcpu,pmem,rss,stat,time,args";

/** One process. */
export interface Process {
  container: string;
  containerId: string;
  /** On the engine's host. */
  pid: number;
  ppid: number;
  user: string;
  /** Percent of one CPU over the life of the process, as ps tells it. */
  cpu: number;
  /** Percent of the host's memory. */
  memory: number;
  /** Bytes. */
  rss: number;
  state: string;
  /** CPU time: `00:01:02`. */
  time: string;
  command: string;
  /** In the tree; 0 for one whose parent is outside of the container. */
  depth: number;
}

/** What to look at. */
export interface Wish {
  /** Names or ids; none: every running container that fits. */
  containers: readonly string[];
  label: readonly string[];
  signal: AbortSignal;
}

/** The processes of the wished containers; one that ends meanwhile has none. */
export async function processes(engine: Engine, wish: Wish): Promise<Process[]> {
  const { signal, label } = wish;
  const targets = wish.containers.length > 0
    ? await Promise.all(wish.containers.map(async (name) => {
      const { Id, Name } = await engine.containers.inspect(name, { signal });
      return { id: Id, name: Name.replace(/^\//, "") };
    }))
    : await engine.containers.list({
      filters: { status: ["running"], ...label.length > 0 ? { label } : {} },
      signal,
    });
  const out: Process[][] = new Array(targets.length);
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, targets.length) }, async () => {
    for (let n = next++; n < targets.length; n = next++) {
      const { id, name } = targets[n];
      try {
        const { titles, processes } = await engine.containers.top(id, { psArgs: PS_ARGS, signal });
        out[n] = readProcesses(id, name, titles, processes);
      } catch (e) {
        const ended = e instanceof EngineError &&
          (e.code === "conflict" || e.code === "not_found" || e.code === "engine");
        if (!ended || wish.containers.length > 0) throw e;
        out[n] = [];
      }
    }
  }));
  return out.flat();
}

/** Rows of the engine's table as processes; numbers that are none are 0. */
export function readProcesses(
  containerId: string,
  container: string,
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): Process[] {
  const [pid, ppid, user, cpu, mem, rss, stat, time] = [
    "PID",
    "PPID",
    "USER",
    "%CPU",
    "%MEM",
    "RSS",
    "STAT",
    "TIME",
  ].map((title) => titles.indexOf(title));
  const number = (text: string | undefined) => Number(text) || 0;
  return rows.map((row) => ({
    container,
    containerId,
    pid: number(row[pid]),
    ppid: number(row[ppid]),
    user: row[user] ?? "",
    cpu: number(row[cpu]),
    memory: number(row[mem]),
    rss: number(row[rss]) * 1024,
    state: row[stat] ?? "",
    time: row[time] ?? "",
    command: row.slice(titles.length - 1).join(" "),
    depth: 0,
  }));
}

/** How the table can be sorted. */
export const SORTS = ["cpu", "memory", "pid", "time", "container"] as const;
export type Sort = typeof SORTS[number];

/** The greatest first, but names and pids from the least. */
export function sorted(all: readonly Process[], by: Sort): Process[] {
  const order: Record<Sort, (a: Process, b: Process) => number> = {
    cpu: (a, b) => b.cpu - a.cpu,
    memory: (a, b) => b.rss - a.rss,
    pid: (a, b) => a.pid - b.pid,
    time: (a, b) => seconds(b.time) - seconds(a.time),
    container: (a, b) => a.container < b.container ? -1 : a.container > b.container ? 1 : 0,
  };
  return all.toSorted((a, b) => order[by](a, b) || a.pid - b.pid);
}

/** `1-02:03:04`, `02:03:04` and `03:04` in seconds. */
export function seconds(time: string): number {
  const [days, clock] = time.includes("-") ? time.split("-") : ["0", time];
  return clock.split(":").reduce((sum, part) => sum * 60 + (Number(part) || 0), 0) +
    Number(days) * 86_400;
}

/** Children below their parents, container after container; siblings sorted. */
export function tree(all: readonly Process[], by: Sort): Process[] {
  const byContainer = Map.groupBy(sorted(all, by), (p) => p.containerId);
  const out: Process[] = [];
  for (const own of byContainer.values()) {
    const pids = new Set(own.map((p) => p.pid));
    const children = Map.groupBy(own, (p) => pids.has(p.ppid) && p.ppid !== p.pid ? p.ppid : 0);
    const seen = new Set<number>();
    const walk = (parent: number, depth: number) => {
      for (const p of children.get(parent) ?? []) {
        if (seen.has(p.pid)) continue;
        seen.add(p.pid);
        out.push({ ...p, depth });
        walk(p.pid, depth + 1);
      }
    };
    walk(0, 0);
  }
  return out;
}
