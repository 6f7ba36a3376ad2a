/** Reads the lines around a time, and those before and after them. */
import { type Engine, isEngineError } from "../../../../../core/mod.ts";
import type { RecordReader } from "../../../../../core/recorder/types.ts";
import { EARLIER_LINES, heldOf } from "./earlier.ts";
import { engineLines } from "./engine.ts";
import { hostClock } from "./host_clock.ts";
import { type NewLine, shownLine } from "./lines.ts";
import type { Msg } from "../../../model/messages.ts";
import type { LogSource, LogsState } from "../../../model/log.ts";
import type { RecordAccess } from "../../../record/record.ts";
import { recordedLines } from "./recorded.ts";
import { swarmSource } from "./swarm.ts";
import { wordsOf } from "../../../engine/words.ts";

/** What lines of the past are read from. */
export interface PastDeps {
  engine(signal: AbortSignal): Promise<Engine>;
  record?: RecordAccess;
}

/** How long reading may take, in ms. */
const PATIENCE = 20_000;
/** Spans before a time that are looked through one after the other, in ns; the last is all. */
export const SPANS = [60n, 900n, 14_400n].map((s) => s * 1_000_000_000n);

/** Reads the lines around the time that was jumped to. */
export async function readWindow(
  logs: LogsState,
  deps: PastDeps,
  dispatch: (msg: Msg) => void,
  outer: AbortSignal,
): Promise<void> {
  const at = BigInt(Math.floor(logs.at! * 1000)) * 1000n;
  await fromAll(logs, deps, outer, dispatch, async (source, index, from) => [
    ...await linesBefore(source, index, at - 1n, EARLIER_LINES, from),
    ...await linesAfter(source, index, at, EARLIER_LINES, from),
  ], (lines) => ({ type: "logWindow", key: logs.key, lines }));
}

/** Reads what came before the oldest lines of a window. */
export async function readBefore(
  logs: LogsState,
  deps: PastDeps,
  dispatch: (msg: Msg) => void,
  outer: AbortSignal,
): Promise<void> {
  const held = heldOf(logs);
  await fromAll(logs, deps, outer, dispatch, async (source, index, from) => {
    const { oldest, atOldest } = held[index];
    const until = oldest ?? BigInt(Math.floor(logs.at! * 1000)) * 1000n;
    const lines = await linesBefore(source, index, until, EARLIER_LINES + atOldest, from);
    // The last of those at the oldest time are held already.
    let known = atOldest;
    return lines.reverse().filter((l) => l.time !== oldest || (l.stream !== "note" && known-- <= 0))
      .reverse();
  }, (lines) => ({ type: "earlier", key: logs.key, lines }));
}

/** Reads what came after the newest lines that are held, for a log that does not follow. */
export async function readLater(
  logs: LogsState,
  deps: PastDeps,
  dispatch: (msg: Msg) => void,
  outer: AbortSignal,
): Promise<void> {
  const held = heldOf(logs);
  await fromAll(logs, deps, outer, dispatch, async (source, index, from) => {
    const { newest, atNewest } = held[index];
    const since = newest ?? BigInt(Math.floor(logs.at! * 1000)) * 1000n;
    const lines = await linesAfter(source, index, since, EARLIER_LINES + atNewest, from);
    let known = newest === undefined ? 0 : atNewest;
    return lines.filter((line) =>
      line.stream === "note" ? line.time !== since : line.time !== since || known-- <= 0
    );
  }, (lines) => ({ type: "logLater", key: logs.key, lines }));
}

/** What one source is read from. */
export interface From {
  readonly engine: (signal: AbortSignal) => Promise<Engine>;
  readonly reader: RecordReader | undefined;
  readonly sources: readonly LogSource[];
  readonly signal: AbortSignal;
}

async function fromAll(
  logs: LogsState,
  deps: PastDeps,
  outer: AbortSignal,
  dispatch: (msg: Msg) => void,
  read: (source: LogSource, index: number, from: From) => Promise<NewLine[]>,
  say: (lines: NewLine[]) => Msg,
): Promise<void> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(PATIENCE)]);
  try {
    const { sources } = logs;
    const reader = await deps.record?.reader();
    const from: From = { engine: deps.engine, reader, sources, signal };
    const all = await Promise.all(logs.sources.map((s, i) => read(s, i, from)));
    const lines = all.flat().sort(byTime);
    if (!outer.aborted) dispatch(say(lines));
  } catch (e) {
    if (outer.aborted) return;
    const error = signal.aborted
      ? "Reading that part of the log took too long"
      : wordsOf(e).message;
    dispatch({ type: "logError", key: logs.key, error });
  }
}

function byTime(a: NewLine, b: NewLine): number {
  return a.time! < b.time! ? -1 : a.time! > b.time! ? 1 : 0;
}

/** Whether the record has what was written at that time. */
export async function recorded(
  source: LogSource,
  time: bigint,
  { reader, signal }: From,
): Promise<boolean> {
  if (reader === undefined) return false;
  if (source.gone) return true;
  const [own] = await reader.find(source.id, signal);
  return own?.log.from !== undefined && own.log.to !== undefined && own.log.from <= time &&
    time <= own.log.to;
}

async function linesBefore(
  source: LogSource,
  index: number,
  until: bigint,
  count: number,
  from: From,
): Promise<NewLine[]> {
  const { reader, signal } = from;
  const past = (end: bigint, tail: number) =>
    recordedLines(reader!, { source, index, until: end, tail, runs: true }, signal);
  if (await recorded(source, until, from)) return await past(until, count);
  let lines: NewLine[] = [];
  for (const span of [...SPANS, undefined]) {
    if (source.gone) break;
    const since = span === undefined ? undefined : until - span;
    lines = await fromEngine(source, index, { since, until }, from, (all) => {
      if (all.length > 2 * count) all.splice(0, all.length - count);
      return false;
    });
    if (lines.length >= count) return lines.slice(-count);
  }
  if (reader === undefined) return lines;
  const oldest = lines[0]?.time;
  return [...await past(oldest === undefined ? until : oldest - 1n, count), ...lines].slice(-count);
}

async function linesAfter(
  source: LogSource,
  index: number,
  since: bigint,
  count: number,
  from: From,
): Promise<NewLine[]> {
  const lines = await recorded(source, since, from)
    ? await recordedLines(from.reader!, { source, index, since, head: count }, from.signal)
    : [];
  if (lines.length >= count || source.gone) return lines;
  // What the recorder has not written yet, or never saw.
  const last = lines.findLast((l) => l.stream !== "note")?.time ?? since;
  let known = lines.filter((l) => l.stream !== "note" && l.time === last).length;
  const room = count - lines.length + known;
  const rest = await fromEngine(source, index, { since: last }, from, (all) => all.length >= room);
  return [...lines, ...rest.filter((l) => l.time !== last || known-- <= 0)];
}

/** Lines of the engine until `enough`; none where it no longer has the container. */
export async function fromEngine(
  source: LogSource,
  index: number,
  span: { since?: bigint; until?: bigint },
  { engine, sources, signal }: From,
  enough: (lines: NewLine[]) => boolean,
): Promise<NewLine[]> {
  const lines: NewLine[] = [];
  try {
    if (source.of !== undefined) {
      const { since, until } = span;
      for await (
        const line of swarmSource(await engine(signal), source, index, { since, signal })
      ) {
        if (until === undefined || (line.time ?? 0n) <= until) lines.push(line);
        if (enough(lines)) break;
      }
      return lines.sort(byTime);
    }
    const own = await engine(signal);
    const clock = hostClock(own, source, sources);
    const theirs = {
      ...span.since !== undefined && { since: clock.theirs(span.since) },
      ...span.until !== undefined && { until: clock.theirs(span.until) },
    };
    for await (const item of engineLines(own, source.id, theirs, signal)) {
      const line = shownLine(item, index, source.name);
      if (line !== undefined) lines.push(clock.ours(line));
      if (enough(lines)) break;
    }
  } catch (e) {
    if (!isEngineError(e, "not_found")) throw e;
  }
  return lines;
}
