/** What the record knows of a container over time: samples, what happened, how much it wrote. */
import { isEngineError } from "../../errors.ts";
import { timelineOf } from "../../recorder/read/timeline.ts";
import type { RecordedSample, RecordReader, SpanQuery } from "../../recorder/types.ts";
import type { Clean } from "./views.ts";

/** More points than these no chart shows. */
const MAX_SAMPLES = 1_000;
/** The newest are kept. */
const MAX_EVENTS = 500;
/** Counting lines reads them: no longer than this (ms). */
const COUNT_TIME = 3_000;

/** A span of time of one container. */
export interface PastAsk {
  id: string;
  /** Seconds since 1970. */
  since?: string;
  until?: string;
  signal: AbortSignal;
}

const queryOf = ({ id, since, until, signal }: PastAsk): SpanQuery => ({
  containers: [id],
  ...(since !== undefined && { since }),
  ...(until !== undefined && { until }),
  signal,
});

/** Undefined where there is no record, or none that can be read. */
async function ifRecorded<T>(get: () => Promise<T>): Promise<T | undefined> {
  try {
    return await get();
  } catch (e) {
    if (!isEngineError(e) || e.code === "aborted") throw e;
    return undefined;
  }
}

/** What it used, at most a thousand points: of several the mean, and the highest beside it. */
export async function samplesOf(record: RecordReader | undefined, ask: PastAsk) {
  const samples = record && await ifRecorded(() => record.samples(queryOf(ask)));
  if (samples === undefined) return { recorded: false, samples: [] };
  const step = Math.max(1, Math.ceil(samples.length / MAX_SAMPLES));
  const points = [];
  for (let n = 0; n < samples.length; n += step) points.push(pointOf(samples.slice(n, n + step)));
  return { recorded: true, samples: points };
}

function pointOf(group: readonly RecordedSample[]) {
  const last = group[group.length - 1];
  const mean = (of: (s: RecordedSample) => number) =>
    group.reduce((sum, s) => sum + of(s), 0) / group.length;
  const most = (of: (s: RecordedSample) => number) => Math.max(...group.map(of));
  return {
    at: last.time.toISOString(),
    cpu: Math.round(mean((s) => s.cpu) * 100) / 100,
    cpuMax: most((s) => s.cpuMax),
    memory: Math.round(mean((s) => s.memory)),
    memoryMax: most((s) => s.memoryMax),
    memoryLimit: last.memoryLimit,
    networkIn: Math.round(mean((s) => s.networkIn)),
    networkOut: Math.round(mean((s) => s.networkOut)),
    diskRead: Math.round(mean((s) => s.diskRead)),
    diskWrite: Math.round(mean((s) => s.diskWrite)),
    pids: Math.round(mean((s) => s.pids)),
  };
}

/** What happened to it, oldest first. */
export async function entriesOf(record: RecordReader | undefined, ask: PastAsk, clean: Clean) {
  const found = record && await ifRecorded(async () => {
    const container = (await record.find(ask.id, ask.signal)).find((c) => c.id === ask.id);
    if (container === undefined) return undefined;
    // How much it wrote is counted elsewhere, with a bound on the time that takes.
    const quiet: RecordReader = {
      info: (signal) => record.info(signal),
      containers: (signal) => record.containers(signal),
      find: (reference, signal) => record.find(reference, signal),
      samples: (query) => record.samples(query),
      events: (query) => record.events(query),
      lines: () => ReadableStream.from([]),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    return await timelineOf(quiet, container, queryOf(ask));
  });
  if (found === undefined) return { recorded: false, entries: [] };
  const entries = found.slice(-MAX_EVENTS).map(({ containerId: _, time, ...entry }) => ({
    time: String(time),
    ...entry,
    ...(entry.kind === "event" && {
      action: clean(entry.action),
      attributes: Object.fromEntries(
        Object.entries(entry.attributes).slice(0, 20).map((
          [k, v],
        ) => [clean(k), clean(v.slice(0, 200))]),
      ),
    }),
  }));
  return { recorded: true, entries };
}

/**
 * How many lines it wrote in each of so many equal parts of a span, and when it was started and
 * ended. Newest first; what there is no time for is left out, and said by `from`.
 */
export async function volumeOf(
  record: RecordReader | undefined,
  ask: PastAsk & { since: string; until: string },
  parts: number,
) {
  const since = Number(ask.since), until = Number(ask.until);
  const step = Math.max(1, (until - since) / parts);
  const lines: number[] = new Array(parts).fill(0);
  const stderr: number[] = new Array(parts).fill(0);
  const marks: { time: string; mark: string; exitCode?: number }[] = [];
  const end = performance.now() + COUNT_TIME;
  let from = until;
  const found = record && await ifRecorded(async () => {
    for await (const e of record.events(queryOf(ask))) {
      if (e.type !== "container" || !["start", "die", "oom"].includes(e.action)) continue;
      const code = Number(e.attributes.exitCode);
      marks.push({
        time: String(e.time),
        mark: e.action,
        ...(e.action === "die" && Number.isInteger(code) && { exitCode: code }),
      });
      if (marks.length > MAX_EVENTS) marks.shift();
    }
    // A fourth at a time, the newest first: what is cut off is old.
    for (let n = 3; n >= 0 && performance.now() < end; n--) {
      const [a, b] = [since + (until - since) / 4 * n, since + (until - since) / 4 * (n + 1)];
      const query = {
        ...queryOf(ask),
        since: a.toFixed(3),
        until: `${(b - 0.001).toFixed(3)}999999`,
      };
      let count = 0;
      for await (const item of record.lines(query)) {
        if (item.type !== "line") continue;
        const at = Math.floor((Number(item.time / 1_000_000n) / 1000 - since) / step);
        if (at < 0 || at >= parts) continue;
        lines[at]++;
        if (item.stream === "stderr") stderr[at]++;
        if (++count % 1_024 === 0 && performance.now() > end) break;
      }
      if (performance.now() > end) return true;
      from = a;
    }
    return true;
  });
  return { recorded: found === true, since, until, step, from, lines, stderr, marks };
}

/** Containers that are gone, of which the record knows, newest first. */
export async function removedOf(
  host: string,
  record: RecordReader | undefined,
  count: number,
  clean: Clean,
  signal: AbortSignal,
) {
  const all = record && await ifRecorded(() => record.containers(signal));
  if (all === undefined) return undefined;
  return all.filter((c) => c.removedAt !== undefined)
    .sort((a, b) => b.removedAt!.getTime() - a.removedAt!.getTime()).slice(0, count).map((c) => ({
      host,
      id: c.id,
      name: clean(c.name),
      image: clean(c.image),
      command: clean(c.command.slice(0, 300)),
      created: c.created.toISOString(),
      removedAt: c.removedAt!.toISOString(),
      restartCount: c.restartCount,
      lines: c.log.lines,
      bytes: c.log.bytes,
      ...(c.log.from !== undefined && { logFrom: String(c.log.from) }),
      ...(c.log.to !== undefined && { logTo: String(c.log.to) }),
      ...(c.exitCode !== undefined && { exitCode: c.exitCode }),
      ...(c.oomKilled !== undefined && { oomKilled: c.oomKilled }),
      ...(c.startedAt && { startedAt: c.startedAt.toISOString() }),
      ...(c.finishedAt && { finishedAt: c.finishedAt.toISOString() }),
      ...projectOf(c.labels, clean),
    }));
}

function projectOf(labels: Readonly<Record<string, string>>, clean: Clean) {
  const project = labels["com.docker.compose.project"];
  const service = labels["com.docker.compose.service"];
  return {
    ...(project !== undefined && { project: clean(project) }),
    ...(service !== undefined && { service: clean(service) }),
  };
}

/** The whole of a record in a few words; undefined where there is none. */
export async function recordOf(record: RecordReader | undefined, signal: AbortSignal) {
  const info = record && await ifRecorded(() => record.info(signal));
  if (info === undefined) return undefined;
  return {
    bytes: info.bytes,
    containers: info.containers,
    ...(info.from && { from: info.from.toISOString() }),
    ...(info.to && { to: info.to.toISOString() }),
    ...(info.recorder && { recordingSince: info.recorder.startedAt.toISOString() }),
    ...(info.trouble !== undefined && { trouble: info.trouble }),
    ...(info.lacks !== undefined && { lacks: info.lacks }),
  };
}

/** The moment a span begins where nobody says: so many seconds ago. */
export const secondsAgo = (seconds: number) => String(Math.floor(Date.now() / 1000) - seconds);
