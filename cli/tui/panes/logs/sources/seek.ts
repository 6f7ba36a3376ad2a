/** Searches the lines of a log that are not held, in the engine and the record. */
import type { LogLine, LogSource, LogsState } from "../../../model/log.ts";
import type { Msg } from "../../../model/messages.ts";
import type { RecordReader } from "../../../../../core/recorder/types.ts";
import { wordsOf } from "../../../engine/words.ts";
import { grouped } from "../../../text/human.ts";
import { searchTest } from "../rows.ts";
import type { NewLine } from "./lines.ts";
import { recordedLines } from "./recorded.ts";
import { type From, fromEngine, type PastDeps, recorded, SPANS } from "./window.ts";

/** How long it may take, in ms, and how many lines it looks at. */
const PATIENCE = 120_000;
const MOST = 10_000_000;
/** Lines of the record that are read at a time. */
const AT_A_TIME = 20_000;
/** It says how far it is once in so many ms. */
const TELL = 250;

/** What one search has looked at. */
interface Look {
  readonly by: 1 | -1;
  readonly from: From;
  /** Whether a line is one that is searched for. */
  is(line: NewLine): boolean;
}

/**
 * Looks for the match that is nearest to where the held lines begin or end; says how far it is, and
 * at last the time of what it found.
 */
export async function seekLines(
  logs: LogsState,
  deps: PastDeps,
  dispatch: (msg: Msg) => void,
  outer: AbortSignal,
): Promise<void> {
  const { by, from: edge } = logs.seek!;
  const enough = new AbortController();
  const signal = AbortSignal.any([outer, AbortSignal.timeout(PATIENCE), enough.signal]);
  const test = searchTest(logs)!;
  let looked = 0, to: bigint | undefined, told = performance.now();
  const is = (line: NewLine): boolean => {
    if (line.time === undefined || line.stream === "note") return false;
    to = line.time;
    if (++looked >= MOST) enough.abort();
    if (performance.now() - told > TELL && !outer.aborted) {
      told = performance.now();
      dispatch({ type: "sought", key: logs.key, looked, to });
    }
    return test.test(line as LogLine);
  };
  const over = (done: { found?: bigint; why?: string }) => {
    if (!outer.aborted) dispatch({ type: "sought", key: logs.key, looked, to, over: done });
  };
  try {
    const reader = await deps.record?.reader();
    const from: From = { engine: deps.engine, reader, sources: logs.sources, signal };
    const seek = by === 1 ? after : before;
    const all = await Promise.all(
      logs.sources.map((source, i) =>
        logs.muted.has(i) ? undefined : seek(source, i, edge, { by, from, is })
      ),
    );
    const times = all.filter((t) => t !== undefined);
    const nearest = times.reduce<bigint | undefined>(
      (best, t) => best === undefined || (by === 1 ? t < best : t > best) ? t : best,
      undefined,
    );
    over({ found: nearest });
  } catch (e) {
    const why = looked >= MOST
      ? `no more than ${grouped(MOST)} lines are searched at once`
      : signal.aborted
      ? "it took too long"
      : wordsOf(e).message;
    over({ why });
  }
}

/** Time of the newest match before `edge`. */
async function before(
  source: LogSource,
  index: number,
  edge: bigint,
  { from, is }: Look,
): Promise<bigint | undefined> {
  const { reader, signal } = from;
  let until = edge - 1n;
  if (!source.gone && !await recorded(source, until, from)) {
    let end = until;
    for (const span of [...SPANS, undefined]) {
      const since = span === undefined ? undefined : edge - span;
      let found: bigint | undefined;
      await fromEngine(source, index, { since, until: end }, from, (all) => {
        const line = all.pop();
        if (line?.time === undefined || line.time > end) return false;
        if (line.time < until) until = line.time;
        if (is(line)) found = line.time;
        return false;
      });
      if (found !== undefined) return found;
      if (since !== undefined) end = since - 1n;
    }
    until -= 1n;
  }
  while (reader !== undefined) {
    const wish = { source, index, until, tail: AT_A_TIME, runs: true };
    const lines = await recordedLines(reader, wish, signal);
    const found = lines.findLast(is);
    if (found !== undefined) return found.time;
    const oldest = lines.find((l) => l.time !== undefined)?.time;
    if (oldest === undefined || oldest > until) return undefined;
    until = oldest - 1n;
  }
}

/** Time of the oldest match after `edge`. */
async function after(
  source: LogSource,
  index: number,
  edge: bigint,
  { from, is }: Look,
): Promise<bigint | undefined> {
  const { reader, signal } = from;
  let since = edge + 1n;
  if (edge < 0n && reader !== undefined) {
    const early = await beforeRecord(source, index, { from, is, reader });
    if (early.found !== undefined) return early.found;
    since = early.next;
  }
  while (reader !== undefined && await recorded(source, since, from)) {
    const lines = await recordedLines(reader, { source, index, since, head: AT_A_TIME }, signal);
    const found = lines.find(is);
    if (found !== undefined) return found.time;
    const newest = lines.findLast((l) => l.time !== undefined)?.time;
    if (newest === undefined || newest < since) break;
    since = newest + 1n;
  }
  if (source.gone) return undefined;
  let found: bigint | undefined;
  await fromEngine(source, index, { since }, from, (all) => {
    const line = all.pop();
    if (line?.time !== undefined && line.time >= since && is(line)) found = line.time;
    return found !== undefined;
  });
  return found;
}

/**
 * Time of the oldest match before the first line that the record has of a container itself: of
 * those that had its name before, and of the engine. `next` is where that line stands.
 */
async function beforeRecord(
  source: LogSource,
  index: number,
  { from, is, reader }: Pick<Look, "from" | "is"> & { reader: RecordReader },
): Promise<{ found?: bigint; next: bigint }> {
  const { signal } = from;
  const [own] = await reader.find(source.id, signal);
  const first = own?.log.from;
  const until = first === undefined ? undefined : first - 1n;
  for (let since = 0n;;) {
    const wish = { source, index, since, until, head: AT_A_TIME, runs: true };
    const lines = await recordedLines(reader, wish, signal);
    const found = lines.find(is)?.time;
    if (found !== undefined) return { found, next: since };
    const newest = lines.findLast((l) => l.time !== undefined)?.time;
    if (newest === undefined || newest < since) break;
    since = newest + 1n;
  }
  if (until === undefined || source.gone) return { next: first ?? 0n };
  let found: bigint | undefined;
  await fromEngine(source, index, { since: 0n, until }, from, (all) => {
    const line = all.pop();
    if (line?.time !== undefined && line.time <= until && is(line)) found = line.time;
    return found !== undefined;
  });
  return { found, next: first! };
}
