/** A log's lines in memory: appending, and walking through what passes a test. */
import type { LogBuffer, LogLine } from "../../model/log.ts";

/** Lines that a log keeps. */
export const LOG_LINES = 50_000;
/** Characters that a log keeps, whichever comes first. */
export const LOG_CHARS = 32 * 1024 * 1024;
/** Characters kept of one line. */
export const LOG_LINE_CHARS = 32 * 1024;
const CHUNK = 1024;

/** The buffer with `lines` at its end, and without what exceeds the bound at its front. */
export function appendLines(buffer: LogBuffer, lines: readonly LogLine[]): LogBuffer {
  if (lines.length === 0) return buffer;
  const chunks = buffer.chunks.slice();
  let from = 0;
  const last = chunks[chunks.length - 1];
  if (last !== undefined && last.length < CHUNK) {
    from = Math.min(lines.length, CHUNK - last.length);
    chunks[chunks.length - 1] = last.concat(lines.slice(0, from));
  }
  for (; from < lines.length; from += CHUNK) chunks.push(lines.slice(from, from + CHUNK));
  let count = buffer.lines + lines.length;
  let chars = buffer.chars;
  for (const line of lines) chars += line.text.length;
  let first = 0;
  while (
    first < chunks.length - 1 &&
    (count - chunks[first].length >= LOG_LINES || chars > LOG_CHARS)
  ) {
    count -= chunks[first].length;
    for (const line of chunks[first]) chars -= line.text.length;
    first++;
  }
  return {
    chunks: first > 0 ? chunks.slice(first) : chunks,
    lines: count,
    chars,
    dropped: buffer.dropped + (buffer.lines + lines.length - count),
  };
}

/** A buffer of just these lines, which must be within the bounds. */
export function rebuilt(lines: readonly LogLine[], dropped: number): LogBuffer {
  const chunks: LogLine[][] = [];
  let chars = 0;
  for (let from = 0; from < lines.length; from += CHUNK) {
    chunks.push(lines.slice(from, from + CHUNK));
  }
  for (const line of lines) chars += line.text.length;
  return { chunks, lines: lines.length, chars, dropped };
}

/** A condition on lines; `key` tells two of them apart. */
export interface LogTest {
  readonly key: string;
  test(line: LogLine): boolean;
}

/** Chunks never change, so what was found in one is found once. */
const found = new WeakMap<readonly LogLine[], Map<string, readonly LogLine[]>>();

/** The lines of a chunk that pass. */
export function passing(chunk: readonly LogLine[], test: LogTest | undefined): readonly LogLine[] {
  if (test === undefined) return chunk;
  let byKey = found.get(chunk);
  if (byKey === undefined) found.set(chunk, byKey = new Map());
  let lines = byKey.get(test.key);
  if (lines === undefined) {
    // A few conditions at a time are in use; a person who types a pattern makes many.
    if (byKey.size >= 8) byKey.clear();
    byKey.set(test.key, lines = chunk.filter((line) => test.test(line)));
  }
  return lines;
}

/** How many lines pass. */
export function countPassing(buffer: LogBuffer, test: LogTest | undefined): number {
  if (test === undefined) return buffer.lines;
  let count = 0;
  for (const chunk of buffer.chunks) count += passing(chunk, test).length;
  return count;
}

/** Lines that pass, newest first, from `seq` (inclusive) back. */
export function* linesBack(
  buffer: LogBuffer,
  seq: number,
  test?: LogTest,
): Generator<LogLine, void> {
  for (let c = buffer.chunks.length - 1; c >= 0; c--) {
    const chunk = buffer.chunks[c];
    if (chunk[0].seq > seq) continue;
    const lines = passing(chunk, test);
    for (let i = upperBound(lines, seq) - 1; i >= 0; i--) yield lines[i];
  }
}

/** Lines that pass, oldest first, from `seq` (inclusive) on. */
export function* linesOn(buffer: LogBuffer, seq: number, test?: LogTest): Generator<LogLine, void> {
  for (const chunk of buffer.chunks) {
    if (chunk[chunk.length - 1].seq < seq) continue;
    const lines = passing(chunk, test);
    for (let i = upperBound(lines, seq - 1); i < lines.length; i++) yield lines[i];
  }
}

/** Index of the first line whose number is above `seq`. */
function upperBound(lines: readonly LogLine[], seq: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lines[middle].seq <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of the newest line, or -1. */
export function lastSeq(buffer: LogBuffer): number {
  const chunk = buffer.chunks[buffer.chunks.length - 1];
  return chunk === undefined ? -1 : chunk[chunk.length - 1].seq;
}

/** Number of the oldest line, or 0. */
export function firstSeq(buffer: LogBuffer): number {
  return buffer.chunks[0]?.[0].seq ?? 0;
}
