/** Finding a place in a plain segment without reading all of it. */
import { isStampAt, STAMP_LENGTH } from "../../logs/stamp.ts";
import type { RecordFormat } from "../types.ts";

/** What is read to find a line, at first. */
const PROBE = 4 * 1024;

/** A gap this small is read rather than halved again. */
const CLOSE = 64 * 1024;

const LINE_FEED = 10;

/** What stands before a time in a line. */
const BEFORE_TIME: Readonly<Record<RecordFormat, number>> = { text: 0, json: '{"time":"'.length };

async function readAt(file: Deno.FsFile, at: number, length: number): Promise<Uint8Array> {
  await file.seek(at, Deno.SeekMode.Start);
  const bytes = new Uint8Array(length);
  let have = 0;
  while (have < length) {
    const n = await file.read(bytes.subarray(have));
    if (n === null || n === 0) break;
    have += n;
  }
  return bytes.subarray(0, have);
}

/** Where the first line begins behind `at`; `end` where none does. */
export async function lineStartFrom(file: Deno.FsFile, at: number, end: number): Promise<number> {
  for (let from = at; from < end; from += PROBE) {
    const bytes = await readAt(file, from, Math.min(PROBE, end - from));
    const feed = bytes.indexOf(LINE_FEED);
    if (feed >= 0) return from + feed + 1;
    if (bytes.length === 0) break;
  }
  return end;
}

/** The first line with a time that begins behind `at` and before `end`. */
async function timedLine(
  file: Deno.FsFile,
  at: number,
  end: number,
  format: RecordFormat,
): Promise<{ start: number; time: string } | undefined> {
  const before = BEFORE_TIME[format];
  for (let from = at; from < end;) {
    const start = await lineStartFrom(file, from, end);
    if (start >= end) return undefined;
    const bytes = await readAt(file, start, before + STAMP_LENGTH);
    if (isStampAt(bytes, before)) {
      return { start, time: new TextDecoder("latin1").decode(bytes.subarray(before)) };
    }
    from = start;
  }
  return undefined;
}

/**
 * A place between `from` and `to` where a line begins before which all lines are earlier than
 * `stamp`, and not much before the first that is not. Lines are taken to stand in the order of
 * their times.
 */
export async function seekTime(
  file: Deno.FsFile,
  range: { from: number; to: number; format: RecordFormat; stamp: string },
): Promise<number> {
  let low = range.from;
  let high = range.to;
  while (high - low > CLOSE) {
    const middle = low + Math.floor((high - low) / 2);
    const line = await timedLine(file, middle, high, range.format);
    if (line === undefined || line.time >= range.stamp) high = middle;
    else low = line.start;
  }
  return low;
}
