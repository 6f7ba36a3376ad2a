/** Reads lines from before those that are held, from the engine and the record. */
import { type Engine, followLogs, isEngineError } from "../../../../../core/mod.ts";
import { hostClock } from "./host_clock.ts";
import { type NewLine, shownLine } from "./lines.ts";
import type { Msg } from "../../../model/messages.ts";
import type { LogSource, LogsState } from "../../../model/log.ts";
import type { RecordReader } from "../../../../../core/recorder/types.ts";
import type { RecordAccess } from "../../../record/record.ts";
import { recordedLines } from "./recorded.ts";
import { swarmSource } from "./swarm.ts";

/** Earlier lines that are read at a time, of each source. */
export const EARLIER_LINES = 2000;
/** How long reading them may take, in ms. */
const PATIENCE = 20_000;

/**
 * Reads what the sources of a log wrote before the oldest lines that are held: from the engine as
 * long as it has something, then from the record. The engine counts a tail from the end only (moby
 * daemon/logger), so a longer one is asked for and left where the known lines begin.
 */
export async function readEarlier(
  logs: LogsState,
  deps: {
    engine(signal: AbortSignal): Promise<Engine>;
    record?: RecordAccess;
  },
  dispatch: (msg: Msg) => void,
  outer: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(PATIENCE)]);
  const held = heldOf(logs);
  let lines: NewLine[] = [];
  if (!logs.recorded) lines = await engineEarlier(logs, held, deps.engine, signal);
  let recorded = logs.recorded;
  if (lines.length === 0 && !outer.aborted) {
    recorded = true;
    try {
      const reader = await deps.record?.reader();
      if (reader !== undefined) lines = await recordedEarlier(logs, held, reader, signal);
    } catch (e) {
      if (!isEngineError(e) && !signal.aborted) throw e;
    }
  }
  if (outer.aborted) return;
  lines.sort((a, b) => a.time! < b.time! ? -1 : a.time! > b.time! ? 1 : 0);
  dispatch({ type: "earlier", key: logs.key, lines, recorded });
}

async function recordedEarlier(
  logs: LogsState,
  held: readonly Held[],
  reader: RecordReader,
  signal: AbortSignal,
): Promise<NewLine[]> {
  const all = await Promise.all(logs.sources.map(async (source, index) => {
    const { oldest, atOldest } = held[index];
    const lines = await recordedLines(reader, {
      source,
      index,
      runs: true,
      tail: EARLIER_LINES + atOldest,
      ...(oldest !== undefined && { until: oldest }),
    }, signal);
    // The last of those at the oldest time are held already.
    let known = atOldest;
    return lines.reverse().filter((l) => l.stream === "note" || l.time !== oldest || known-- <= 0)
      .reverse();
  }));
  return all.flat();
}

async function engineEarlier(
  logs: LogsState,
  held: readonly Held[],
  engineOf: (signal: AbortSignal) => Promise<Engine>,
  signal: AbortSignal,
): Promise<NewLine[]> {
  const lines: NewLine[] = [];
  // The first answer was all that there is.
  const all = logs.tail < 0 || logs.buffer.lines + logs.buffer.dropped < logs.tail;
  if (logs.asks <= 1 && all) return lines;
  await Promise.all(logs.sources.map(async (source, index) => {
    const mine = held[index];
    if (mine.oldest === undefined || source.gone) return;
    try {
      const engine = await engineOf(signal);
      if (source.of !== undefined) {
        lines.push(...await swarmBefore(engine, source, index, mine, signal));
        return;
      }
      lines.push(...await before(engine, logs.sources, index, mine, signal));
    } catch (e) {
      // A container that is gone, or an engine that is, has nothing earlier to say.
      if (!isEngineError(e) && !signal.aborted) throw e;
    }
  }));
  return lines;
}

/** What is held of a source. */
export interface Held {
  lines: number;
  /** Times of its oldest and its newest line, in ns. */
  oldest?: bigint;
  newest?: bigint;
  /** Lines of just those times. */
  atOldest: number;
  atNewest: number;
}

/** What is held of each source of a log. */
export function heldOf(logs: LogsState): Held[] {
  const held = logs.sources.map((): Held => ({ lines: 0, atOldest: 0, atNewest: 0 }));
  for (const chunk of logs.buffer.chunks) {
    for (const { source, time, stream } of chunk) {
      const mine = held[source];
      if (mine === undefined || time === undefined || stream === "note") continue;
      mine.lines++;
      mine.oldest ??= time;
      if (time === mine.oldest) mine.atOldest++;
      if (time === mine.newest) mine.atNewest++;
      else [mine.newest, mine.atNewest] = [time, 1];
    }
  }
  return held;
}

/** The same of a swarm's log, where each task's lines are in their order and no others. */
async function swarmBefore(
  engine: Engine,
  source: LogSource,
  index: number,
  { oldest, lines: known, atOldest }: Held,
  signal: AbortSignal,
): Promise<NewLine[]> {
  const tail = known * 2 + EARLIER_LINES;
  const found: NewLine[] = [];
  for await (const line of swarmSource(engine, source, index, { tail, signal })) {
    if (line.time !== undefined && line.time <= oldest!) found.push(line);
  }
  found.sort((a, b) => a.time! < b.time! ? -1 : a.time! > b.time! ? 1 : 0);
  return found.slice(0, Math.max(0, found.length - atOldest)).slice(-EARLIER_LINES);
}

async function before(
  engine: Engine,
  sources: readonly LogSource[],
  index: number,
  known: Held,
  signal: AbortSignal,
): Promise<NewLine[]> {
  const { id, name } = sources[index];
  const clock = hostClock(engine, sources[index], sources);
  const oldest = known.oldest!;
  // Twice, as an entry may be but a part of a line, and lines have come since.
  const tail = known.lines * 2 + EARLIER_LINES;
  const earlier: NewLine[] = [];
  const same: NewLine[] = [];
  for await (const item of followLogs(engine.transport, id, { tail, signal, patience: 0 })) {
    if (item.type === "stopped" || item.type === "lost") break;
    const shown = shownLine(item, index, name);
    if (shown?.time === undefined) continue;
    const line = clock.ours(shown);
    if (line.time === undefined) continue;
    if (line.time > oldest) break;
    if (line.time === oldest) same.push(line);
    else earlier.push(line);
  }
  earlier.push(...same.slice(0, Math.max(0, same.length - known.atOldest)));
  return earlier.slice(-EARLIER_LINES);
}
