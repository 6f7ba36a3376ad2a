/** Fills an engine with exactly so many containers that do nothing. */
import { call } from "../engine/mod.ts";
import type { BenchContext } from "./types.ts";

/** Calls that the engine is given at once. */
const AT_ONCE = 8;
/** Milliseconds for one call of an engine that is kept busy. */
const PATIENCE = 300_000;

/** How many containers there are to be. */
export interface Crowd {
  running: number;
  /** Created and never started, or ended. */
  stopped: number;
}

interface Row {
  Id: string;
  Names: string[];
  State: string;
}

/**
 * Gives the engine exactly so many containers, named `crowd-0001` and on, which do nothing. Those
 * of an earlier case are used again; all go with the engine. Those that run are the newest: the
 * first of a list, and what a full screen selects.
 */
export async function crowd(c: BenchContext, { running, stopped }: Crowd): Promise<void> {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await call(c.engine.socket, method, path, body, PATIENCE);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text.trim()}`);
    return answer;
  };
  const list = async () => (await ask("GET", "/containers/json?all=1")).json<Row[]>();
  const nameOf = (i: number) => `crowd-${String(i + 1).padStart(4, "0")}`;
  const wanted = new Set(Array.from({ length: running + stopped }, (_, i) => nameOf(i)));
  const there = new Map((await list()).map((row) => [row.Names[0].slice(1), row]));

  const extra = [...there].filter(([name]) => !wanted.has(name)).map(([, row]) => row);
  await pooled(extra, (row) => ask("DELETE", `/containers/${row.Id}?force=1`));
  await pooled(
    [...wanted].filter((name) => !there.has(name)),
    (name) =>
      ask("POST", `/containers/create?name=${name}`, {
        Image: c.engine.images.busybox,
        Cmd: ["sleep", "1000000"],
        HostConfig: { NetworkMode: "none" },
      }),
  );
  await pooled([...wanted].map((name, i) => [name, i >= stopped] as const), async ([name, run]) => {
    const runs = there.get(name)?.State === "running";
    if (run && !runs) await ask("POST", `/containers/${name}/start`);
    if (!run && runs) await ask("POST", `/containers/${name}/kill`);
  });

  const end = Date.now() + PATIENCE;
  for (;;) {
    const now = await list();
    const up = now.filter((row) => row.State === "running").length;
    if (now.length === wanted.size && up === running) return;
    if (Date.now() > end) throw new Error(`there are ${now.length} containers, ${up} running`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function pooled<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item; (item = left.shift()) !== undefined;) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
