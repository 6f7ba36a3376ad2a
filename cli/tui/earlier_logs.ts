import { type Engine, followLogs, isEngineError } from "../../core/mod.ts";
import { type NewLine, shownLine } from "./log_lines.ts";
import type { Msg } from "./messages.ts";
import type { LogsState } from "./model.ts";

/** Earlier lines that are read at a time, of each source. */
export const EARLIER_LINES = 2000;
/** How long reading them may take, in ms. */
const PATIENCE = 20_000;

/**
 * Reads what the sources of a log wrote before the oldest lines that are held. The engine counts a
 * tail from the end only (moby daemon/logger), so a longer one is asked for and left where the
 * known lines begin.
 */
export async function readEarlier(
  logs: LogsState,
  engineOf: (signal: AbortSignal) => Promise<Engine>,
  dispatch: (msg: Msg) => void,
  outer: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(PATIENCE)]);
  const lines: NewLine[] = [];
  const known = knownOf(logs);
  await Promise.all(logs.sources.map(async (source, index) => {
    const mine = known[index];
    if (mine.oldest === undefined) return;
    try {
      const engine = await engineOf(signal);
      lines.push(...await before(engine, source.id, source.name, index, mine, signal));
    } catch (e) {
      // A container that is gone, or an engine that is, has nothing earlier to say.
      if (!isEngineError(e) && !signal.aborted) throw e;
    }
  }));
  if (outer.aborted) return;
  lines.sort((a, b) => a.time! < b.time! ? -1 : a.time! > b.time! ? 1 : 0);
  dispatch({ type: "earlier", key: logs.key, lines });
}

/** What is held of a source. */
interface Known {
  lines: number;
  /** Time of its oldest line, in ns. */
  oldest?: bigint;
  /** Lines of just that time. */
  atOldest: number;
}

function knownOf(logs: LogsState): Known[] {
  const known = logs.sources.map((): Known => ({ lines: 0, atOldest: 0 }));
  for (const chunk of logs.buffer.chunks) {
    for (const { source, time } of chunk) {
      const mine = known[source];
      if (mine === undefined || time === undefined) continue;
      mine.lines++;
      mine.oldest ??= time;
      if (time === mine.oldest) mine.atOldest++;
    }
  }
  return known;
}

async function before(
  engine: Engine,
  id: string,
  name: string,
  index: number,
  known: Known,
  signal: AbortSignal,
): Promise<NewLine[]> {
  const oldest = known.oldest!;
  // Twice, as an entry may be but a part of a line, and lines have come since.
  const tail = known.lines * 2 + EARLIER_LINES;
  const earlier: NewLine[] = [];
  const same: NewLine[] = [];
  for await (const item of followLogs(engine.transport, id, { tail, signal, patience: 0 })) {
    if (item.type === "stopped" || item.type === "lost") break;
    const line = shownLine(item, index, name);
    if (line?.time === undefined) continue;
    if (line.time > oldest) break;
    if (line.time === oldest) same.push(line);
    else earlier.push(line);
  }
  earlier.push(...same.slice(0, Math.max(0, same.length - known.atOldest)));
  return earlier.slice(-EARLIER_LINES);
}
