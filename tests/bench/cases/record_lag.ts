/**
 * How far behind a recorder is, beside a `docker logs -f` to a file for each container: the longest
 * time within some seconds between the newest line on disk and now. Then the containers are removed
 * at once; lines that their engine had and the files do not are told.
 */
import { call } from "../../engine/mod.ts";
import { readRecord } from "../../torture/record_files.ts";
import type { BenchCase, BenchContext } from "../types.ts";

interface Load {
  name: string;
  containers: number;
  /** Lines a second of each. */
  rate: number;
}

/** Between two looks, in milliseconds. */
const LOOK = 250;
/** Left out at the beginning, in milliseconds. */
const WARM_UP = 2_000;

/** Ten bursts a second or, where that is more, one in ten milliseconds. */
function script({ rate }: Load): string {
  const bursts = rate >= 1_000 ? 100 : 10;
  const pause = 1e6 / bursts - 1_000;
  return `i=0; while :; do n=0; while [ $n -lt ${rate / bursts} ]; do ` +
    `echo "line $i of a log"; i=$((i+1)); n=$((n+1)); done; usleep ${pause}; done`;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** When the last line of a file was written, by its own time, in ms since 1970. */
async function newest(path: string): Promise<number | undefined> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  await file.seek(Math.max(0, size - 512), Deno.SeekMode.Start);
  const end = new Uint8Array(512);
  const n = await file.read(end) ?? 0;
  const line = new TextDecoder().decode(end.subarray(0, n)).split("\n").at(-2) ?? "";
  const time = Date.parse(line.slice(0, 23) + "Z");
  return Number.isNaN(time) ? undefined : time;
}

/** Reads the lag of files for a while; seconds. */
async function watch(files: () => Promise<string[]>, seconds: number): Promise<number> {
  await pause(WARM_UP);
  let most = 0;
  for (const end = Date.now() + seconds * 1_000; Date.now() < end; await pause(LOOK)) {
    for (const path of await files()) {
      const time = await newest(path).catch(() => undefined);
      if (time !== undefined) most = Math.max(most, Date.now() - time);
    }
  }
  return most / 1_000;
}

async function measure(c: BenchContext, load: Load, recorder: boolean): Promise<number> {
  const dir = await Deno.makeTempDir({ dir: c.dir });
  const api = (method: string, path: string, body?: unknown) =>
    call(c.engine.socket, method, path, body, 60_000);
  const ids: string[] = [];
  const children: Deno.ChildProcess[] = [];
  const spawn = (command: string, args: readonly string[], stdout?: string) => {
    const words = [command, ...args].map((w) => `'${w}'`).join(" ");
    children.push(
      new Deno.Command("sh", {
        args: ["-c", `exec ${words} > ${stdout ?? "/dev/null"}`],
        env: { ...c.env, DOCKER_HOST: c.engine.host },
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn(),
    );
  };
  const logs = async () => {
    for await (const e of Deno.readDir(dir)) if (e.isDirectory) return `${dir}/${e.name}/logs`;
    return dir;
  };
  const files = async () => {
    const at = await logs();
    const names = (await Array.fromAsync(Deno.readDir(at))).map((e) => e.name);
    return names.filter((name) => !/\.gz$|\.\d{4}\.log$/.test(name)).map((name) => `${at}/${name}`);
  };
  try {
    for (let i = 0; i < load.containers; i++) {
      const made = await api("POST", `/containers/create?name=${load.name}-${i}`, {
        Image: c.engine.images.busybox,
        Cmd: ["sh", "-c", script(load)],
        HostConfig: { NetworkMode: "none", LogConfig: { Type: "json-file", Config: {} } },
      });
      ids.push(made.json<{ Id: string }>().Id);
    }
    if (recorder) spawn(c.binary, ["record", "run", "--dir", dir, "--name", `${load.name}-*`]);
    await Promise.all(ids.map((id) => api("POST", `/containers/${id}/start`)));
    if (!recorder) {
      const [docker, ...first] = c.peer.words;
      for (const id of ids) spawn(docker, [...first, "logs", "-f", "-t", id], `${dir}/${id}`);
    }
    const lag = await watch(files, c.short ? 3 : 20);
    await Promise.all(ids.map((id) => api("DELETE", `/containers/${id}?force=1`)));
    await pause(3_000);
    if (recorder) tellLost([...(await readRecord(await logs())).values()]);
    return lag;
  } finally {
    for (const id of ids) await api("DELETE", `/containers/${id}?force=1`);
    for (const child of children) {
      try {
        child.kill("SIGTERM");
      } catch { /* it has ended */ }
      await child.status;
    }
    await Deno.remove(dir, { recursive: true });
  }
}

/** Numbers that are missing between lines; fails the case. */
function tellLost(all: readonly { lines: readonly { data: string }[] }[]): void {
  let lost = 0;
  for (const { lines } of all) {
    const last = Number(/^line (\d+)/.exec(lines.at(-1)?.data ?? "")?.[1] ?? -1);
    lost += last + 1 - lines.length;
  }
  if (lost !== 0) throw new Error(`${lost} lines are missing in the record`);
}

function caseOf(load: Load, summary: string): BenchCase {
  return {
    name: load.name,
    summary,
    aim: "at most 0.5 s, 0 lines lost",
    reached: (r) => r.dockerctl <= 0.5,
    unit: "s",
    pairs: 1,
    warmUp: 0,
    prepare: (c) => {
      const l = c.short ? { ...load, containers: Math.min(load.containers, 10) } : load;
      return Promise.resolve({
        dockerctl: { measure: () => measure(c, l, true) },
        peer: { name: `${c.peer.name} logs -f`, measure: () => measure(c, l, false) },
      });
    },
  };
}

export const recordLagOne = caseOf(
  { name: "record-lag-10000", containers: 1, rate: 10_000 },
  "The longest lag of record run beside one container of 10,000 lines a second",
);
export const recordLagMany = caseOf(
  { name: "record-lag-100x100", containers: 100, rate: 100 },
  "The longest lag of record run beside 100 containers of 100 lines a second",
);
