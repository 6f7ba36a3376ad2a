/**
 * Containers write numbered lines while the recorder is killed, the engine restarted, and
 * containers restarted and removed, by chance. At the end every line that the engine has stands in
 * the record once, in order; and of what is gone, no line twice and none missing in between.
 */
import { call, type PrivateEngine } from "../engine/mod.ts";
import { Chance } from "./chance.ts";
import { type Line, linesOfAnswer, readRecord, type Recorded } from "./record_files.ts";

export interface TortureOptions {
  engine: PrivateEngine;
  binary: string;
  /** An empty folder for the record, HOME and settings. */
  dir: string;
  seed: number;
  /** How long containers write and things break. */
  seconds: number;
  containers: number;
  /**
   * Also logs that the engine turns over at full speed, and containers that end at once: that every
   * hole has its mark takes a recorder that comes to run now and then.
   */
  harder?: boolean;
  say(text: string): void;
}

export interface TortureResult {
  lines: number;
  kills: number;
  engineRestarts: number;
  containerRestarts: number;
  removals: number;
  /** Containers that ended and were removed at once. */
  shortLived: number;
  /** Containers whose log the engine turned over while they wrote. */
  rotated: number;
  /** How often the record's database was taken away. */
  lostDatabases: number;
  /** What is wrong, in words; empty: nothing. */
  faults: string[];
}

/** Containers that end at once, at the end. */
const AT_ONCE = 8;
/** How long the recorder may take at the end to have everything. */
const CATCH_UP = 120_000;

/**
 * Numbered lines on both streams. The number of the run is kept in the container, so that no two
 * lines of it are alike; some lines are long, and one in a hundred is longer than the engine's
 * pieces.
 */
function script(pause: number, burst: number): string {
  return `r=$(cat /r 2>/dev/null || echo 0); r=$((r+1)); echo $r > /r
long=$(head -c 20000 /dev/zero | tr '\\0' x); i=0
while :; do
  n=0; while [ $n -lt ${burst} ]; do
    echo "run $r out $i"; echo "run $r err $i" >&2
    i=$((i+1)); n=$((n+1))
    [ $((i % 100)) = 50 ] && { echo "run $r out $i $long"; echo "run $r err $i" >&2; i=$((i+1)); }
  done; sleep ${pause}
done`;
}

export async function torture(o: TortureOptions): Promise<TortureResult> {
  return await new Torture(o).run();
}

class Torture {
  readonly #chance: Chance;
  readonly #result: TortureResult = {
    lines: 0,
    kills: 0,
    engineRestarts: 0,
    containerRestarts: 0,
    removals: 0,
    shortLived: 0,
    rotated: 0,
    lostDatabases: 0,
    faults: [],
  };
  /** Names of the containers that are there, with their ids. */
  readonly #there = new Map<string, string>();
  /** What the engine had of a container just before it was removed. */
  readonly #last = new Map<string, Line[]>();
  /** How many lines short-lived containers wrote that started while a recorder ran. */
  readonly #short = new Map<string, number>();
  /** Ids of containers of whose log the engine keeps the end alone. */
  readonly #rotated = new Set<string>();
  #recorder: Deno.ChildProcess | undefined;
  #made = 0;

  constructor(readonly o: TortureOptions) {
    this.#chance = new Chance(o.seed);
  }

  async run(): Promise<TortureResult> {
    const { o } = this;
    await Deno.mkdir(`${o.dir}/config/dockerctl`, { recursive: true });
    // Small segments: closing and compressing are to be hit, too.
    const settings = { record: { logs: { rotateBytes: "96k" }, stats: { every: "1s" } } };
    await Deno.writeTextFile(`${o.dir}/config/dockerctl/config.json`, JSON.stringify(settings));
    try {
      await Promise.all(Array.from({ length: o.containers }, () => this.#create()));
      this.#startRecorder();
      const end = Date.now() + o.seconds * 1000;
      // On a slow machine, or by chance, there may be no kill until then.
      while (Date.now() < end || this.#result.kills === 0) {
        await pause(this.#chance.between(100, 900));
        await this.#breakSomething();
      }
      if (this.#recorder === undefined) this.#startRecorder();
      if (o.harder) await this.#endAtOnce();
      await this.#each((id) => this.#api("POST", `/containers/${id}/kill`));
      await this.#judge();
    } finally {
      await this.#killRecorder();
      await this.#each((id) => this.#api("DELETE", `/containers/${id}?force=1`)).catch(() => {});
    }
    return this.#result;
  }

  async #breakSomething(): Promise<void> {
    const { engine } = this.o;
    const dice = this.#chance.next();
    const name = this.#chance.pick([...this.#there.keys()].sort());
    const id = this.#there.get(name)!;
    if (dice < 0.1) {
      for (let i = this.#chance.between(1, 4); i > 0; i--) await this.#shortLived();
    } else if (dice < 0.4) {
      await this.#killRecorder();
      this.#result.kills++;
      if (dice < 0.14) await this.#loseDatabase();
      await pause(this.#chance.between(0, 1500));
      this.#startRecorder();
    } else if (dice < 0.65) {
      this.#result.containerRestarts++;
      await this.#api("POST", `/containers/${id}/restart?t=0`);
    } else if (dice < 0.75) {
      this.#result.containerRestarts++;
      await this.#api("POST", `/containers/${id}/kill`);
      await pause(this.#chance.between(0, 500));
      await this.#api("POST", `/containers/${id}/start`);
    } else if (dice < 0.95) {
      this.#result.removals++;
      if (this.#chance.next() < 0.5) {
        await this.#api("POST", `/containers/${id}/kill`);
        this.#last.set(id, await this.#engineLines(id));
      }
      await this.#api("DELETE", `/containers/${id}?force=1`);
      this.#there.delete(name);
      await this.#create(name);
    } else {
      this.#result.engineRestarts++;
      const how = this.#chance.next() < 0.5 ? "restart" : "kill";
      this.o.say(`engine: ${how}`);
      if (how === "restart") await engine.restart();
      else {
        await engine.kill();
        await pause(this.#chance.between(0, 500));
        await engine.start();
      }
      await this.#each((id) => this.#api("POST", `/containers/${id}/start`));
    }
  }

  /** While nothing breaks, of what ends at once and is removed stand the lines, or a mark. */
  async #endAtOnce(): Promise<void> {
    const logs = await this.#logsFolder();
    const left = new Map<string, number>();
    const isThere = async () => {
      const record = await readRecord(logs);
      for (const [id, lines] of left) {
        const r = record.get(id);
        const marked = r?.marks.some(({ what }) => what.startsWith("gap"));
        if (r !== undefined && (r.lines.length === lines || marked)) left.delete(id);
      }
      return left.size === 0;
    };
    // That the recorder follows what comes is seen by one that lives long enough.
    const end = Date.now() + CATCH_UP;
    const [probe, probeLines] = await this.#shortLived(3_000);
    left.set(probe, probeLines);
    while (!await isThere() && Date.now() < end) await pause(250);
    for (let i = 0; i < AT_ONCE; i++) left.set(...await this.#shortLived(0));
    while (!await isThere() && Date.now() < end) await pause(250);
    for (const id of left.keys()) {
      this.#result.faults.push(`${id} ended at once: neither all of its lines nor a mark`);
    }
  }

  /**
   * A container that writes some lines, ends after so long (ms) and is removed by the engine at
   * once. Gives its id and how many lines it writes.
   */
  async #shortLived(
    ms = this.#chance.between(50, 500),
  ): Promise<[id: string, lines: number]> {
    this.#made++;
    const lines = this.#chance.between(1, 20);
    const rest = ms * 1000;
    const body = {
      Image: this.o.engine.images.busybox,
      Cmd: [
        "sh",
        "-c",
        `i=0; while [ $i -lt ${lines} ]; do echo "run 1 out $i"; i=$((i+1)); done` +
        (rest === 0 ? "" : `; usleep ${rest}`),
      ],
      HostConfig: { NetworkMode: "none", AutoRemove: true },
    };
    const { json } = await this.#api("POST", `/containers/create?name=torture-${this.#made}`, body);
    const { Id } = json<{ Id: string }>();
    await this.#api("POST", `/containers/${Id}/start`);
    this.#result.shortLived++;
    this.#short.set(Id, lines);
    return [Id, lines];
  }

  /** The logs stay: all that a recorder needs stands in them. */
  async #loseDatabase(): Promise<void> {
    this.#result.lostDatabases++;
    const index = (await this.#logsFolder()).replace(/logs$/, "index.db");
    for (const end of ["", "-wal", "-shm"]) await Deno.remove(index + end).catch(() => {});
  }

  async #create(name = `torture-${this.#made}`): Promise<void> {
    this.#made++;
    const rotates = this.o.harder === true && this.#chance.next() < 0.15;
    const burst = rotates ? 300 : this.#chance.between(1, 30);
    const LogConfig = {
      Type: this.#chance.pick(["json-file", "local"]),
      Config: { "max-size": "64k", "max-file": this.#chance.pick(["2", "3"]) },
    };
    const body = {
      Image: this.o.engine.images.busybox,
      Cmd: ["sh", "-c", script(this.#chance.pick([0.2, 0.5, 1]), burst)],
      HostConfig: { NetworkMode: "none", ...(rotates && { LogConfig }) },
    };
    const { json } = await this.#api("POST", `/containers/create?name=${name}`, body);
    const { Id } = json<{ Id: string }>();
    await this.#api("POST", `/containers/${Id}/start`);
    this.#there.set(name, Id);
    if (!rotates) return;
    this.#rotated.add(Id);
    this.#result.rotated++;
  }

  #startRecorder(): void {
    const { binary, dir, engine } = this.o;
    this.#recorder = new Deno.Command(binary, {
      args: ["record", "run", "--dir", `${dir}/record`, "--name", "torture-*"],
      env: {
        DOCKER_HOST: engine.host,
        HOME: dir,
        XDG_CONFIG_HOME: `${dir}/config`,
        TMPDIR: dir,
      },
      clearEnv: true,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  }

  async #killRecorder(): Promise<void> {
    const recorder = this.#recorder;
    this.#recorder = undefined;
    if (recorder === undefined) return;
    try {
      recorder.kill("SIGKILL");
    } catch { /* it ended by itself: the judge will tell */ }
    const { signal, code } = await recorder.status;
    if (signal !== "SIGKILL") this.#result.faults.push(`the recorder ended by itself: ${code}`);
  }

  async #each(work: (id: string) => Promise<unknown>): Promise<void> {
    await Promise.all([...this.#there.values()].map(work));
  }

  async #api(method: string, path: string, body?: unknown) {
    const answer = await call(this.o.engine.socket, method, path, body, 120_000);
    if (answer.status >= 400 && answer.status !== 404 && answer.status !== 409) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
    return answer;
  }

  async #engineLines(id: string): Promise<Line[]> {
    const path = `/containers/${id}/logs?stdout=1&stderr=1&timestamps=1`;
    return linesOfAnswer((await this.#api("GET", path)).bytes);
  }

  async #logsFolder(): Promise<string> {
    for await (const entry of Deno.readDir(`${this.o.dir}/record`)) {
      if (entry.isDirectory) return `${this.o.dir}/record/${entry.name}/logs`;
    }
    throw new Error("there is no record");
  }

  async #judge(): Promise<void> {
    const logs = await this.#logsFolder();
    const truth = new Map<string, Line[]>();
    for (const id of this.#there.values()) truth.set(id, await this.#engineLines(id));
    const end = Date.now() + CATCH_UP;
    let record = await readRecord(logs);
    while (Date.now() < end) {
      const missing = [...truth].some(([id, t]) => {
        const lines = record.get(id)?.lines ?? [];
        return lines.length < t.length || this.#rotated.has(id) && endsOf(t) !== endsOf(lines);
      });
      if (!missing) break;
      await pause(250);
      record = await readRecord(logs);
    }
    // A line that is written a second time would come late.
    await pause(1_000);
    record = await readRecord(logs);
    const { faults } = this.#result;
    for (const [id, lines] of truth) {
      if (this.#rotated.has(id)) this.#compareEnds(record.get(id), id, lines);
      else this.#compare(record.get(id), id, lines, true);
    }
    for (const r of record.values()) {
      this.#result.lines += r.lines.length;
      const short = this.#short.get(r.id);
      if (short !== undefined) {
        // Killed in between, a recorder may find neither the container nor its lines. Of one that
        // was gone before its end was seen it cannot know that it has all, and marks that.
        if (r.lines.length > short) faults.push(`${r.name} ${r.id}: lines twice`);
        this.#compareNumbers(r);
        continue;
      }
      if (this.#rotated.has(r.id)) {
        this.#compareNumbers(r, true);
        continue;
      }
      if (r.marks.some((m) => m.what === "gap")) {
        faults.push(`${r.name} ${r.id}: a gap that is none`);
      }
      if (truth.has(r.id)) continue;
      const last = this.#last.get(r.id);
      if (last !== undefined) this.#compare(r, r.id, last, false);
      else this.#compareNumbers(r);
    }
  }

  /** Against what the engine had: all of it, or a beginning of it. */
  #compare(r: Recorded | undefined, id: string, truth: readonly Line[], whole: boolean): void {
    const { faults } = this.#result;
    for (const stream of ["out", "err"] as const) {
      const want = truth.filter((l) => l.stream === stream);
      const have = r?.lines.filter((l) => l.stream === stream) ?? [];
      const n = whole ? Math.max(want.length, have.length) : have.length;
      for (let i = 0; i < n; i++) {
        if (want[i]?.time === have[i]?.time && want[i]?.data === have[i]?.data) continue;
        faults.push(
          `${r?.name} ${id} ${stream} line ${i}: the engine has ${show(want[i])}, ` +
            `the record ${show(have[i])}; ${want.length} and ${have.length} lines in all`,
        );
        break;
      }
    }
  }

  /** Of a log that the engine turns over: the record ends as what the engine has left of it. */
  #compareEnds(r: Recorded | undefined, id: string, truth: readonly Line[]): void {
    for (const stream of ["out", "err"] as const) {
      const want = newestOf(truth, stream);
      const have = newestOf(r?.lines ?? [], stream);
      if (want === undefined || want.time === have?.time && want.data === have.data) continue;
      this.#result.faults.push(
        `${r?.name} ${id} ${stream} ends: the engine has ${show(want)}, the record ${show(have)}`,
      );
    }
  }

  /**
   * Of a container whose log nobody saw at its end: the numbers have no hole and come once.
   * `marked`: a hole is no fault where a mark stands in it, or lines that are marked as late are
   * those that are missing.
   */
  #compareNumbers(r: Recorded, marked = false): void {
    const gaps = marked ? r.marks.filter(({ what }) => what.startsWith("gap")) : [];
    const lateFrom = marked ? r.marks.find(({ what }) => what === "late")?.behind : undefined;
    for (const stream of ["out", "err"] as const) {
      let [run, next] = [0, 0];
      let before = 0;
      let newest = "";
      const late = new Set<string>();
      const open: string[] = [];
      for (const [at, { data, time, stream: its }] of r.lines.entries()) {
        if (its !== stream) continue;
        const m = new RegExp(`^run (\\d+) ${stream} (\\d+)`).exec(data);
        if (m === null) continue; // the last line of a process that was killed in its midst
        const [thisRun, n] = [Number(m[1]), Number(m[2])];
        const hole = gaps.some(({ behind }) => behind >= before && behind <= at);
        before = at + 1;
        if (lateFrom !== undefined && at >= lateFrom && time < newest) {
          late.add(`run ${thisRun} line ${n}`);
          continue;
        }
        newest = time > newest ? time : newest;
        if (thisRun === run + 1 && n === 0) [run, next] = [thisRun, 1];
        else if (thisRun === run && n === next) next++;
        else if (hole && (thisRun > run || thisRun === run && n > next)) {
          [run, next] = [thisRun, n + 1];
        } else if (lateFrom !== undefined && thisRun === run && n > next) {
          for (; next < n; next++) open.push(`run ${run} line ${next}`);
          next++;
        } else {
          this.#result.faults.push(
            `${r.name} ${r.id} ${stream} ${time}: run ${thisRun} line ${n} after run ${run} line ${
              next - 1
            }`,
          );
          break;
        }
      }
      const missing = open.filter((words) => !late.has(words));
      if (missing.length > 0) {
        this.#result.faults.push(`${r.name} ${r.id} ${stream}: ${missing.length}, ${missing[0]}`);
      }
    }
  }
}

/** When the last line of each stream was written: what two readings of one log agree on. */
function endsOf(lines: readonly Line[]): string {
  return (["out", "err"] as const).map((s) => newestOf(lines, s)?.time).join();
}

/** The newest line of a stream: behind it may stand what was found late. */
function newestOf(lines: readonly Line[], stream: Line["stream"]): Line | undefined {
  let newest: Line | undefined;
  for (const l of lines) {
    if (l.stream === stream && (newest === undefined || l.time >= newest.time)) newest = l;
  }
  return newest;
}

function show(line: Line | undefined): string {
  return line === undefined ? "nothing" : `${line.time} ${JSON.stringify(line.data.slice(0, 60))}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
