/**
 * What recording costs: CPU seconds of the recorder for a million lines, beside a `docker logs -f`
 * for each container that writes to a file. Lines that are lost, and memory that grows, fail the
 * case: there is nothing to compare then.
 */
import { call } from "../../engine/mod.ts";
import { readRecord } from "../../torture/record_files.ts";
import type { BenchCase, BenchContext } from "../types.ts";

/** The recorder, or all the clients together, may not hold more than this (bytes). */
const MEMORY_AIM = 150 * 1024 * 1024;
const PATIENCE = 300_000;

/** What containers write while they are recorded. */
export interface Load {
  name: string;
  containers: number;
  /** What each runs; it ends by itself. */
  script: string;
  /** How many lines each writes. */
  lines: number;
}

/** 100 containers, each 100 lines a second, in ten bursts, for two minutes. */
function many(short: boolean): Load {
  const seconds = short ? 10 : 120;
  return {
    name: "record-100x100",
    containers: short ? 20 : 100,
    lines: seconds * 100,
    script: `i=0; while [ $i -lt ${seconds * 100} ]; do n=0; while [ $n -lt 10 ]; do ` +
      'echo "line $i of a log, as long as lines of a log often are, or so it is said"; ' +
      "i=$((i+1)); n=$((n+1)); done; usleep 98000; done",
  };
}

/** One that writes as fast as it can. */
function flood(short: boolean): Load {
  const lines = short ? 50_000 : 1_000_000;
  return {
    name: "record-flood",
    containers: 1,
    lines,
    script: `awk 'BEGIN { for (i = 0; i < ${lines}; i++) print "line", i, "of a log, as long as ` +
      `lines of a log often are, or so it is said" }'`,
  };
}

/** Starts the load while `ready` has begun to watch; waits until all of them have ended. */
async function runLoad(c: BenchContext, load: Load): Promise<string[]> {
  const ids: string[] = [];
  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await call(c.engine.socket, method, path, body, PATIENCE);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text}`);
    return answer;
  };
  for (let i = 0; i < load.containers; i++) {
    const made = await api("POST", `/containers/create?name=${load.name}-${i}`, {
      Image: c.engine.images.busybox,
      Cmd: ["sh", "-c", load.script],
      HostConfig: { NetworkMode: "none", LogConfig: { Type: "json-file", Config: {} } },
    });
    ids.push(made.json<{ Id: string }>().Id);
  }
  return ids;
}

async function startAll(c: BenchContext, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map((id) => call(c.engine.socket, "POST", `/containers/${id}/start`, undefined, PATIENCE)),
  );
}

async function removeAll(c: BenchContext, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await call(c.engine.socket, "DELETE", `/containers/${id}?force=1`, undefined, PATIENCE);
  }
}

/** Seconds of CPU that a process used, itself alone, and its memory (bytes). */
async function usage(pid: number): Promise<{ cpu: number; memory: number }> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const kib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, memory: kib * 1024 };
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(what);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** CPU seconds for a million lines, the recorder's. `env`: more of its environment. */
export async function measureRecorder(
  c: BenchContext,
  load: Load,
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const dir = await Deno.makeTempDir({ dir: c.dir });
  const ids = await runLoad(c, load);
  const child = new Deno.Command(c.binary, {
    args: ["record", "run", "--dir", dir, "--name", `${load.name}-*`],
    env: { ...c.env, DOCKER_HOST: c.engine.host, ...env },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const place = async () => {
      for await (const e of Deno.readDir(dir)) if (e.isDirectory) return `${dir}/${e.name}`;
      return undefined;
    };
    const status = async () => {
      const at = await place();
      if (at === undefined) return undefined;
      try {
        return JSON.parse(await Deno.readTextFile(`${at}/recorder.lock`)) as Record<
          string,
          number | string
        >;
      } catch {
        return undefined;
      }
    };
    await until(
      async () => (await status())?.following === load.containers,
      "the recorder does not follow",
    );
    const before = await usage(child.pid);
    await startAll(c, ids);
    let most = 0;
    const total = load.containers * load.lines;
    await until(async () => {
      most = Math.max(most, (await usage(child.pid)).memory);
      return Number((await status())?.lines ?? 0) >= total;
    }, "the recorder has not recorded every line");
    const after = await usage(child.pid);
    child.kill("SIGTERM");
    await child.status;
    const record = await readRecord(`${await place()}/logs`);
    for (const id of ids) {
      const have = record.get(id)?.lines ?? [];
      const wrong = have.findIndex((l, i) => !l.data.startsWith(`line ${i} `));
      if (have.length !== load.lines || wrong >= 0) {
        throw new Error(`${have.length} of ${load.lines} lines are recorded, wrong from ${wrong}`);
      }
    }
    if (most > MEMORY_AIM) {
      console.error(`  the recorder held ${Math.round(most / 2 ** 20)} MiB, more than it should`);
    } else {console.error(
        `  the recorder held ${Math.round(most / 2 ** 20)} MiB at most, 0 lines lost`,
      );}
    return (after.cpu - before.cpu) / total * 1e6;
  } finally {
    try {
      child.kill("SIGKILL");
    } catch { /* it has ended */ }
    await removeAll(c, ids);
    await Deno.remove(dir, { recursive: true });
  }
}

/** The same of one `docker logs -f` for each container. */
async function measureDocker(c: BenchContext, load: Load): Promise<number> {
  const dir = await Deno.makeTempDir({ dir: c.dir });
  const ids = await runLoad(c, load);
  // A container that never ran has no log to follow: docker is started after them.
  await startAll(c, ids);
  const words = c.peer.words.map((w) => `'${w}'`).join(" ");
  const script = ids.map((id) => `${words} logs -f -t ${id} > ${dir}/${id} 2>&1 &`).join("\n");
  try {
    const output = await new Deno.Command("bash", {
      args: ["-c", `${script}\nwait; times`],
      env: { ...c.env, DOCKER_HOST: c.engine.host },
      stdout: "piped",
      stderr: "null",
    }).output();
    const told = new TextDecoder().decode(output.stdout).trim().split("\n").at(-1)!;
    const cpu = [...told.matchAll(/(\d+)m([\d.]+)s/g)]
      .reduce((sum, m) => sum + Number(m[1]) * 60 + Number(m[2]), 0);
    return cpu / (load.containers * load.lines) * 1e6;
  } finally {
    await removeAll(c, ids);
    await Deno.remove(dir, { recursive: true });
  }
}

function caseOf(loadOf: (short: boolean) => Load, summary: string): BenchCase {
  return {
    name: loadOf(true).name,
    summary,
    aim: "at most docker's, 0 lines lost, under 150 MB",
    reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= r.peer,
    unit: "s",
    pairs: 1,
    warmUp: 0,
    prepare: (c) => {
      const load = loadOf(c.short);
      return Promise.resolve({
        dockerctl: { measure: () => measureRecorder(c, load) },
        peer: { name: `${c.peer.name} logs -f`, measure: () => measureDocker(c, load) },
      });
    },
  };
}

export const recordMany = caseOf(
  many,
  "CPU seconds a million lines: record run, 100 containers of 100 lines a second for 2 minutes",
);
export const recordFlood = caseOf(
  flood,
  "CPU seconds a million lines: record run, one container that writes as fast as it can",
);
