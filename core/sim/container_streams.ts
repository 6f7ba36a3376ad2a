/** Calls that look into a simulated container: logs, attach, stats, top, changes. */
import { mustRun, numberOf } from "./containers.ts";
import { catchUp } from "./lifecycle.ts";
import { formatEntry, type LogEntry, type LogQuery, wanted } from "./logs.ts";
import { attach } from "./attach.ts";
import type { Route } from "./route.ts";
import { isUp, type Sim, type SimContainer } from "./state.ts";
import { idleSample, sample } from "./stats.ts";
import { ApiError, concat, type Doc, flag, json, jsonBytes, versionLess } from "./wire.ts";

/** Log entries go out in chunks of about this size. */
const CHUNK = 64 * 1024;

/** `sec[.nanos]` of a query as nanoseconds. */
function nanos(text: string | null, name: string): bigint | undefined {
  if (text === null || text === "" || text === "0") return undefined;
  const m = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text);
  if (!m) throw new ApiError(400, `invalid value for "${name}": failed to parse value as integer`);
  return BigInt(m[1]) * 1_000_000_000n + BigInt((m[2] ?? "").padEnd(9, "0"));
}

/** What `/logs` sends: the past, and what comes while it runs when `follow` is asked. */
async function* logBody(
  sim: Sim,
  c: SimContainer,
  q: LogQuery,
  follow: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  catchUp(sim, c);
  const running = isUp(c);
  const end = c.log.next;
  let seq = c.log.first;
  if (q.tail !== undefined) {
    // The engine counts entries from the end before it looks at anything else.
    seq = Math.max(seq, end - q.tail);
  }
  const stop = AbortSignal.any([signal, sim.closing]);
  const cursor = { seq };
  for (let b; (b = nextChunk(c, q, cursor, end));) yield b;
  if (!follow || !running) return;
  const run = c.startedAt;
  while (!stop.aborted) {
    catchUp(sim, c);
    const over = !isUp(c) || c.startedAt !== run || !sim.containers.has(c.id) ||
      (q.until !== undefined && BigInt(Math.floor(sim.now())) * 1_000_000n > q.until);
    for (let b; (b = nextChunk(c, q, cursor, c.log.next));) yield b;
    if (over) return;
    if (cursor.seq < c.log.next) continue;
    await nextEntry(sim, c, stop);
  }
}

/** The wanted entries from the cursor up to `to`, about 64 KiB of them; undefined at the end. */
function nextChunk(
  c: SimContainer,
  q: LogQuery,
  cursor: { seq: number },
  to: number,
): Uint8Array | undefined {
  const batch: Uint8Array[] = [];
  let size = 0;
  // What the ring has lost meanwhile is lost for a reader that slow, too.
  cursor.seq = Math.max(cursor.seq, c.log.first);
  for (; cursor.seq < to && size < CHUNK; cursor.seq++) {
    const e: LogEntry | undefined = c.log.at(cursor.seq);
    if (!e || !wanted(e, q)) continue;
    const bytes = formatEntry(e, q);
    batch.push(bytes);
    size += bytes.length;
  }
  return batch.length ? concat(batch) : undefined;
}

/** Resolves when there may be more in the log. */
async function nextEntry(sim: Sim, c: SimContainer, stop: AbortSignal): Promise<void> {
  const woken = new AbortController();
  const wake = () => woken.abort();
  c.log.watchers.add(wake);
  const due = c.ahead && c.status === "running" ? c.ahead.at - sim.now() : undefined;
  try {
    // Quick writers are taken in batches; the entries carry their own times.
    const ms = due === undefined ? 2 ** 31 : Math.max(due, 5);
    await sim.clock.sleep(ms, AbortSignal.any([stop, woken.signal]));
  } catch {
    // Woken, or the client went away: the caller looks.
  } finally {
    c.log.watchers.delete(wake);
  }
}

async function* statsBody(
  sim: Sim,
  c: SimContainer,
  stream: boolean,
  oneShot: boolean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stop = AbortSignal.any([signal, sim.closing]);
  let previous: Doc | undefined;
  try {
    if (!stream && !oneShot && isUp(c)) {
      previous = sample(sim, c);
      await sim.clock.sleep(1000, stop);
    }
    for (;;) {
      if (!sim.containers.has(c.id)) return;
      const now = isUp(c) ? sample(sim, c, previous) : idleSample(c);
      yield jsonBytes(now);
      if (!stream) return;
      previous = isUp(c) ? now : undefined;
      await sim.clock.sleep(1000, stop);
    }
  } catch (e) {
    if (!stop.aborted) throw e;
  }
}

/** The calls on containers that answer as long as something happens. */
export const containerStreamRoutes: readonly Route[] = [
  ["GET", "/containers/{}/logs", (sim, req, [ref]) => {
    const q = req.query;
    if (!flag(q, "stdout") && !flag(q, "stderr")) {
      throw new ApiError(400, "Bad parameters: you must choose at least one stream");
    }
    const c = sim.container(ref);
    const driver = (c.hostConfig.LogConfig as Doc).Type;
    if (driver === "none") {
      throw new ApiError(501, "configured logging driver does not support reading");
    }
    const tail = q.get("tail");
    const query: LogQuery = {
      stdout: flag(q, "stdout"),
      stderr: flag(q, "stderr"),
      timestamps: flag(q, "timestamps"),
      details: flag(q, "details"),
      since: nanos(q.get("since"), "since"),
      until: nanos(q.get("until"), "until"),
      ...(tail !== null && /^\d+$/.test(tail) && { tail: Number(tail) }),
      tty: c.tty,
    };
    const kind = c.tty ? "raw" : "multiplexed";
    return {
      status: 200,
      // The old engine did not say.
      headers: versionLess(req.version, "1.42")
        ? {} as Record<string, string>
        : { "content-type": `application/vnd.docker.${kind}-stream` },
      body: logBody(sim, c, query, flag(q, "follow"), req.signal),
    };
  }],
  ["POST", "/containers/{}/attach", (sim, req, [ref]) => attach(sim, req, ref)],
  ["GET", "/containers/{}/stats", (sim, req, [ref]) => {
    const stream = flag(req.query, "stream", true), oneShot = flag(req.query, "one-shot");
    if (stream && oneShot) {
      throw new ApiError(400, "cannot have stream=true and one-shot=true");
    }
    const c = sim.container(ref);
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: statsBody(sim, c, stream, oneShot, req.signal),
    };
  }],
  ["GET", "/containers/{}/top", (sim, req, [ref]) => {
    const c = sim.container(ref);
    mustRun(sim, c);
    numberOf(req.query, "h");
    const start = new Date(c.startedAt).toISOString().slice(11, 16);
    const row = (pid: number, parent: number, command: string) => [
      String(c.config.User || "root"),
      String(pid),
      String(parent),
      "0",
      start,
      "?",
      "00:00:00",
      command,
    ];
    const processes = [row(c.pid, c.pid - 1, [c.path, ...c.args].join(" "))];
    for (let i = 1; i < c.load.pids; i++) {
      processes.push(row(c.pid + i, c.pid, `${c.path}: worker process`));
    }
    for (const id of c.execs) {
      const e = sim.execs.get(id);
      if (e?.running) processes.push(row(e.pid, c.pid - 1, e.config.cmd.join(" ")));
    }
    return json({
      Titles: ["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"],
      Processes: processes,
    });
  }],
];
