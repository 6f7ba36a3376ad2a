/** Lines around a moment: of the record where it has any, of the engine where that has more. */
import { EngineError, isEngineError } from "../../errors.ts";
import { logLines } from "../../logs/read_lines.ts";
import type { LineQuery, RecordedItem, RecordReader } from "../../recorder/types.ts";
import { type LogSource, type SentLine, textOf } from "./logs.ts";
import type { Clean } from "./views.ts";

/** A line, and that it is the record's where it is. */
export interface PastLine extends SentLine {
  recorded?: true;
}

/** Lines in the order of time. */
export interface PastLines {
  lines: PastLine[];
  /** There is nothing beyond. */
  end: boolean;
}

/** How far back the engine is asked for what came before, first and at most; seconds. */
const FIRST_WINDOW = 60;
const WINDOWS = 6;

interface Around {
  clean: Clean;
  signal: AbortSignal;
}

/** The last lines before a moment (nanoseconds, exclusive). */
export async function linesBefore(
  source: LogSource,
  before: bigint,
  count: number,
  around: Around,
): Promise<PastLines> {
  const { host: { record }, id } = source;
  const kept = await recorded(
    record,
    { containers: [id], until: before - 1n, tail: count },
    around,
  );
  if (kept.length >= count) return { lines: kept.slice(-count), end: false };
  // The engine may know what was written before the recorder came.
  const first = kept.length === 0 ? before : BigInt(kept[0].time);
  const older = await engineBefore(source, first, count - kept.length, around);
  return { lines: [...older.lines, ...kept], end: older.end };
}

async function engineBefore(
  { host, id }: LogSource,
  before: bigint,
  count: number,
  { clean, signal }: Around,
): Promise<PastLines> {
  const until = before - 1n;
  let lines: PastLine[] = [];
  let end = false;
  try {
    for (let n = 0, span = FIRST_WINDOW; n <= WINDOWS; n++, span *= 8) {
      const since = n === WINDOWS ? undefined : until - BigInt(span) * 1_000_000_000n;
      end = since === undefined;
      lines = [];
      for await (const l of logLines(host.engine.transport, id, { since, until, signal })) {
        lines.push({
          from: 0,
          time: String(l.time),
          stream: l.stream,
          text: textOf(l.data, clean),
        });
        if (lines.length > count * 2) lines = lines.slice(-count);
      }
      if (lines.length >= count) return { lines: lines.slice(-count), end: false };
    }
  } catch (e) {
    // It is gone from the engine, or the engine is: the record has what there is.
    if (!isEngineError(e) || e.code === "aborted") throw e;
    return { lines: [], end: true };
  }
  return { lines, end };
}

/** The first lines from a moment on (nanoseconds, inclusive). */
export async function linesAfter(
  { host, id }: LogSource,
  from: bigint,
  count: number,
  around: Around,
): Promise<PastLines> {
  const { clean, signal } = around;
  const lines = await recorded(host.record, { containers: [id], since: from }, around, count);
  if (lines.length >= count) return { lines, end: false };
  // What the recorder has not written yet, or was not there for.
  const since = lines.length === 0 ? from : BigInt(lines.at(-1)!.time) + 1n;
  try {
    for await (const l of logLines(host.engine.transport, id, { since, signal })) {
      if (l.time < since) continue;
      lines.push({ from: 0, time: String(l.time), stream: l.stream, text: textOf(l.data, clean) });
      if (lines.length >= count) return { lines, end: false };
    }
  } catch (e) {
    if (!isEngineError(e) || e.code === "aborted") throw e;
  }
  return { lines, end: true };
}

/** What the record has; nothing where there is none of it. */
async function recorded(
  record: RecordReader | undefined,
  query: LineQuery,
  { clean, signal }: Around,
  most = Infinity,
): Promise<PastLine[]> {
  const lines: PastLine[] = [];
  if (record === undefined) return lines;
  try {
    for await (const item of record.lines({ ...query, signal })) {
      lines.push(sent(item, clean));
      if (lines.length >= most) break;
    }
  } catch (e) {
    if (!(e instanceof EngineError) || e.code === "aborted") throw e;
  }
  return lines;
}

/** An item of the record as it is sent. */
export function sent(item: RecordedItem, clean: Clean, from = 0): PastLine {
  if (item.type === "mark") {
    const { mark, exitCode } = item;
    return {
      from,
      time: String(item.time),
      mark,
      ...(exitCode !== undefined && { exitCode }),
      recorded: true,
    };
  }
  const { stream, data } = item;
  return { from, time: String(item.time), stream, text: textOf(data, clean), recorded: true };
}
