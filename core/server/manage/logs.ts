/** Logs as events: several containers in one stream, lines in batches, a bound on what waits. */
import { isEngineError } from "../../errors.ts";
import { followLogs, type LogMark } from "../../logs/follow_logs.ts";
import { logLines } from "../../logs/read_lines.ts";
import { eventBytes, EventQueue } from "./events.ts";
import type { ManagedHost } from "./hosts.ts";
import type { Clean } from "./views.ts";

/** A container of a log. */
export interface LogSource {
  host: ManagedHost;
  id: string;
}

/** Which lines. */
export interface LogAsk {
  /** The last so many of each container at first. */
  tail: number;
  /** Seconds since 1970. */
  since?: string;
  /** Goes on with what is written from now on. */
  follow: boolean;
}

/** A line or a mark as it is sent; `from` is a place in the list of containers. */
export interface SentLine {
  from: number;
  /** Nanoseconds since 1970, as text. */
  time: string;
  stream?: "stdout" | "stderr";
  text?: string;
  mark?: string;
  exitCode?: number;
}

/** Containers in one log, and what waits for a slow reader; what is beyond is dropped and counted. */
export const MAX_LOGS = 16;
const MAX_LINES = 5_000;
const MAX_CHARS = 2 * 1024 * 1024;
/** Lines of one event, and how long they are waited for; milliseconds. */
const BATCH = 1_000;
const EVERY = 40;
/** A longer line is cut; the API of the record has it whole. */
const MAX_LINE = 16 * 1024;
const QUEUE = 512 * 1024;

const decoder = new TextDecoder();

/** A line as text, cut where it is very long. */
export function textOf(data: Uint8Array, clean: Clean): string {
  const cut = data.length > MAX_LINE;
  const text = clean(decoder.decode(cut ? data.subarray(0, MAX_LINE) : data));
  return cut ? `${text}… (${data.length} bytes)` : text;
}

/** Lines that wait for their batch. */
class Held {
  lines: SentLine[] = [];
  skipped = 0;
  #chars = 0;

  put(line: SentLine): void {
    this.lines.push(line);
    this.#chars += line.text?.length ?? 0;
    if (this.lines.length <= MAX_LINES && this.#chars <= MAX_CHARS) return;
    const drop = Math.ceil(this.lines.length / 4);
    for (const l of this.lines.splice(0, drop)) this.#chars -= l.text?.length ?? 0;
    this.skipped += drop;
  }

  take(): { lines: SentLine[]; skipped?: number } {
    const lines = this.lines.splice(0, BATCH);
    for (const l of lines) this.#chars -= l.text?.length ?? 0;
    const { skipped } = this;
    this.skipped = 0;
    return { lines, ...(skipped > 0 && { skipped }) };
  }
}

/** The events of a log: `lines`, `problem`, and `end` when there is no more. */
export async function* logEvents(
  sources: readonly LogSource[],
  ask: LogAsk,
  clean: Clean,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const queue = new EventQueue(QUEUE);
  const held = new Held();
  const leave = new AbortController();
  const both = AbortSignal.any([signal, leave.signal]);
  let open = sources.length;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    timer = undefined;
    while (held.lines.length > 0 && !queue.full()) {
      const batch = held.take();
      if (sources.length > 1) batch.lines.sort(byTime);
      queue.put(eventBytes("lines", batch));
    }
  };
  const put = (line: SentLine) => {
    held.put(line);
    timer ??= setTimeout(flush, EVERY);
  };
  const all = Promise.all(sources.map(async (source, from) => {
    try {
      await read(source, from, ask, put, clean, both);
    } catch (e) {
      if (!isEngineError(e) || e.code === "aborted") {
        if (!both.aborted) throw e;
      } else {
        flush();
        queue.put(eventBytes("problem", { from, code: e.code, message: clean(e.message) }));
      }
    } finally {
      open--;
    }
  }));
  void all.then(() => {
    // As much as the reader takes; the rest goes when it has taken it.
    flush();
    if (held.lines.length === 0) finish();
  }, () => queue.end());
  const finish = () => {
    queue.put(eventBytes("end", {}));
    queue.end();
  };
  try {
    yield* queue.read(signal, () => {
      if (held.lines.length === 0) return;
      if (timer === undefined) flush();
      if (open === 0 && held.lines.length === 0) finish();
    });
  } finally {
    clearTimeout(timer);
    leave.abort();
    await all.catch(() => {});
  }
}

/** When it was: one that stopped long ago did not stop when somebody looked. Milliseconds since 1970. */
function markTime(mark: LogMark): number {
  const at = mark.type === "stopped" && mark.at !== undefined ? Date.parse(mark.at) : NaN;
  return Number.isNaN(at) ? Date.now() : at;
}

function byTime(a: SentLine, b: SentLine): number {
  return a.time.length - b.time.length || (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
}

async function read(
  { host, id }: LogSource,
  from: number,
  ask: LogAsk,
  put: (line: SentLine) => void,
  clean: Clean,
  signal: AbortSignal,
): Promise<void> {
  const { transport } = host.engine;
  const { tail, since } = ask;
  if (!ask.follow) {
    for await (const l of logLines(transport, id, { tail, since, signal })) {
      put({ from, time: String(l.time), stream: l.stream, text: textOf(l.data, clean) });
    }
    return;
  }
  for await (const item of followLogs(transport, id, { tail, since, signal })) {
    if (item.type === "line") {
      const { time, stream, data } = item;
      put({ from, time: String(time), stream, text: textOf(data, clean) });
    } else {
      put({
        from,
        time: String(BigInt(markTime(item)) * 1_000_000n),
        mark: item.type,
        ...(item.type === "stopped" && { exitCode: item.exitCode }),
        ...(item.type === "lost" && { text: clean(item.error.message) }),
      });
    }
  }
}
