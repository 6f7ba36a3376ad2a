/** Where a container's log was left: the end of its files. */
import { ERR, OUT } from "../../logs/frames.ts";
import { MARK, scanItems, scanText, type Tag } from "../format/line_codec.ts";
import { lineKey, OVERLAP } from "../../logs/known.ts";
import { SECOND } from "../../logs/time.ts";
import { fractionAt, secondsAt } from "../../logs/stamp.ts";
import type { RecordedMark, RecordFormat } from "../types.ts";
import { unzipped } from "../format/unzipped.ts";

/** A file of a container's log, newest first in lists. It may change while the tail is read. */
export interface TailFile {
  /** Where it is now: a segment that is closed or compressed gets another name. */
  readonly path: string;
  readonly format: RecordFormat;
  /** It was removed, and those before it. */
  readonly gone?: boolean;
}

/** Where a container's log was left. */
export interface Tail {
  /** Ask the engine from here on, nanoseconds since 1970; undefined: nothing is recorded. */
  since?: bigint;
  /** How often each of the last lines stands there, see {@link lineKey}. */
  known: Map<string, number>;
  /** The newest of the lines, in seconds since 1970. */
  newest: number;
  /** The last mark, if it is among what was read. */
  mark?: Omit<RecordedMark, "containerId" | "type">;
  /** Whether lines follow the last mark. */
  lineAfterMark: boolean;
}

/** What the recorder noted in the database, which the tail itself cannot tell. */
export interface TailNotes {
  /** Earlier segments were removed: what was there is not among the files. */
  cut?: boolean;
  /** The newest time before the clock was set back. */
  stepNs?: bigint;
  /** When a line began that was not at its end. */
  openNs?: bigint;
  /** The clock was set back by so many nanoseconds while nobody looked. */
  backNs?: bigint;
}

/** What is known beyond the overlap, in microseconds. */
const MARGIN = 10e6;
/** So many last lines are read again, however old: a clock that jumped shows among them. */
const AT_LEAST = 64;
/** A faster log has a shorter overlap. */
const MAX_LINES = 100_000;
const MAX_BYTES = 16 * 1024 * 1024;
const FIRST_BLOCK = 128 * 1024;

interface Known {
  key: string;
  /** Microseconds since 1970. */
  time: number;
}

/** Reads the end of a container's log, `files` from the newest on: `atLeast` so many lines. */
export async function readTail(
  files: readonly TailFile[],
  notes: TailNotes = {},
  atLeast = AT_LEAST,
): Promise<Tail> {
  let later: Known[] = [];
  let bytes = 0;
  const end: { mark?: Tail["mark"]; lineAfterMark: boolean } = { lineAfterMark: false };
  let marked = false;
  let { cut } = notes;
  search: for (const file of files) {
    for (let size = FIRST_BLOCK;; size *= 4) {
      const { path } = file;
      const gz = path.endsWith(".gz");
      const block = gz ? await unzipEnd(path) : await readEnd(path, size);
      if (block === undefined) {
        if (file.gone === true) {
          cut = true;
          break search;
        }
        if (file.path === path) continue search;
        size /= 4;
        continue;
      }
      const found = linesOf(block.bytes, block.whole, file.format);
      if (!marked) {
        end.mark = found.mark;
        end.lineAfterMark = later.length > 0 || found.lineAfterMark;
      }
      const lines = later.length === 0 ? found.lines : found.lines.concat(later);
      const whole = block.whole || gz;
      if (
        reaches(lines, notes, atLeast) || lines.length > MAX_LINES ||
        bytes + block.bytes.length > MAX_BYTES
      ) {
        return finish(lines, notes, reaches(lines, notes, atLeast), end);
      }
      if (!whole) continue;
      later = lines;
      bytes += block.bytes.length;
      marked ||= found.mark !== undefined;
      break;
    }
  }
  return finish(later, notes, cut !== true || reaches(later, notes, atLeast), end);
}

/** From where on the engine is asked, in microseconds, if everything from there on is known. */
function startOf(lines: readonly Known[], { openNs, backNs = 0n }: TailNotes): number {
  let since = lines[lines.length - 1].time - OVERLAP - Number(backNs / 1000n);
  for (const { time } of lines.slice(-AT_LEAST)) if (time < since) since = time;
  const open = openNs === undefined ? Infinity : Number(openNs / 1000n);
  return Math.min(since, open);
}

/** Whether the lines go back far enough. */
function reaches(lines: readonly Known[], notes: TailNotes, atLeast: number): boolean {
  if (lines.length < atLeast) return false;
  const since = startOf(lines, notes);
  const step = notes.stepNs === undefined ? -Infinity : Number(notes.stepNs / 1000n);
  // Where the clock was set back, lines before that are as new as those after: on to them first.
  let beyondStep = step < since;
  for (let i = lines.length - 1; i >= 0; i--) {
    if (!beyondStep) beyondStep = lines[i].time >= step;
    else if (lines[i].time < since - MARGIN) return true;
  }
  return false;
}

function finish(
  lines: readonly Known[],
  notes: TailNotes,
  reached: boolean,
  end: { mark?: Tail["mark"]; lineAfterMark: boolean },
): Tail {
  const known = new Map<string, number>();
  if (lines.length === 0) return { known, newest: 0, ...end };
  let newest = 0;
  for (const { key, time } of lines) {
    known.set(key, (known.get(key) ?? 0) + 1);
    if (time > newest) newest = time;
  }
  // What was not read is older than the first of what was, or later by the copiers' race.
  const since = reached ? startOf(lines, notes) : lines[0].time + 10_000;
  return { since: BigInt(Math.floor(since) - 1) * 1000n, known, newest: newest / 1e6, ...end };
}

function linesOf(
  b: Uint8Array,
  whole: boolean,
  format: RecordFormat,
): { lines: Known[]; mark?: Tail["mark"]; lineAfterMark: boolean } {
  // A block begins somewhere within a line.
  const from = whole ? 0 : b.indexOf(0x0a) + 1;
  const lines: Known[] = [];
  let mark: Tail["mark"];
  let lineAfterMark = false;
  const take = (key: string, time: number) => {
    lines.push({ key, time });
    lineAfterMark = true;
  };
  const takeMark = (at: number, to: number) => {
    scanItems(format, b, at, to, "", (item) => {
      if (item.type !== "mark") return;
      mark = { mark: item.mark, time: item.time };
      if (item.exitCode !== undefined) mark.exitCode = item.exitCode;
      lineAfterMark = false;
    });
  };
  if (format === "text") {
    scanText(b, from, b.length, (at, dataAt, end, tag: Tag, complete) => {
      if (tag === MARK) return takeMark(at, end + 1);
      const seconds = secondsAt(b, at), fraction = fractionAt(b, at);
      take(
        lineKey(seconds, fraction, tag, b, dataAt, end, complete),
        seconds * 1e6 + fraction / 1e3,
      );
    });
  } else {
    scanItems(format, b, from, b.length, "", (item, at, end) => {
      if (item.type === "mark") return takeMark(at, end + 1);
      const seconds = Number(item.time / SECOND);
      const fraction = Number(item.time % SECOND);
      const tag = item.stream === "stderr" ? ERR : OUT;
      take(
        lineKey(seconds, fraction, tag, item.data, 0, item.data.length, item.complete),
        seconds * 1e6 + fraction / 1e3,
      );
    });
  }
  return { lines, mark, lineAfterMark };
}

/** The last `size` bytes of a file; undefined if it is gone. */
async function readEnd(
  path: string,
  size: number,
): Promise<{ bytes: Uint8Array; whole: boolean } | undefined> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true });
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return undefined;
    throw e;
  }
  try {
    const length = (await file.stat()).size;
    const bytes = new Uint8Array(Math.min(size, length));
    await file.seek(length - bytes.length, Deno.SeekMode.Start);
    let have = 0;
    while (have < bytes.length) {
      const n = await file.read(bytes.subarray(have));
      if (n === null) break;
      have += n;
    }
    return { bytes: bytes.subarray(0, have), whole: bytes.length === length };
  } finally {
    file.close();
  }
}

/** The last bytes of a compressed file, at most {@link MAX_BYTES}. */
async function unzipEnd(
  path: string,
): Promise<{ bytes: Uint8Array; whole: boolean } | undefined> {
  let pieces: Uint8Array[] = [];
  let size = 0, dropped = false;
  try {
    for await (const piece of unzipped(path)) {
      pieces.push(piece);
      size += piece.length;
      while (size - pieces[0].length > MAX_BYTES) {
        size -= pieces[0].length;
        pieces = pieces.slice(1);
        dropped = true;
      }
    }
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    if (pieces.length === 0) return undefined; // damaged: what it held cannot be compared
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, whole: !dropped };
}
