/** Telling lines that an engine rotated away, while it was read, from a pause of the writer. */
import type { ContainerInspect } from "../../containers/types.ts";
import { endsLine, type LogEntry, parseEntry } from "../../logs/entry.ts";
import { FrameReader } from "../../logs/frames.ts";
import { sendLogs } from "../../logs/request.ts";
import { nanosOfText, SECOND } from "../../logs/time.ts";
import { containerPath } from "../../_path.ts";
import type { Transport } from "../../transport/types.ts";

/** Bytes of JSON around a line of the json-file driver, without its time and text. */
const JSON_AROUND = 8 + 1 + 18 + 10 + 2;
/** Bytes around a line of the local driver: two lengths, stream, time, and the text's own tag. */
const LOCAL_AROUND = 8 + 8 + 10 + 1;
/** An engine may send a line twice where it comes to another file; so many do not count. */
const SLACK = 1;
/** And the last lines of a file that is replaced may be missing: so much of it is there. */
const NEAR = 0.9;
/**
 * A hole is taken for one if it is so much longer than all that took long of late: a busy machine's
 * pauses are no holes.
 */
const BEYOND = 2;
/** Before so many files were seen, nothing is known of its pauses. */
const ENOUGH_FILES = 2;
/** What the rotation itself may take, in microseconds: files are renamed, another is opened. */
const TURN = 5_000;
/** Of so many files at least it is known how long they took. */
const OF_LATE = 16;
/** The clock was set back if an entry is so much older, in microseconds, than one before it. */
export const CLOCK_BACK = 10_000_000;
/** So many bytes tell how fast a container writes. */
const ENOUGH = 16 * 1024;
/** And so many at least, where there are no more. */
const LEAST = 2 * 1024;
/** A jump as long as so many files may be a hole wherever it is: the place is counted, not seen. */
const LONG = 4;
/** Bounds of how long one does not ask again, in microseconds. */
const MIN_CALM = 1_000_000, MAX_CALM = 60_000_000;
/** Where a file may have ended it is asked all the same, until it was for nothing several times. */
const EDGE_CALM = 8_000_000;
/** So many entries are looked at, for the one that came next. */
const MANY_ENTRIES = 10_000;
/** A longer line is several entries. */
const PIECE = 16 * 1024;
/** The `local` driver's files, unless told otherwise. */
const LOCAL_BYTES = 20 * 1024 * 1024;
/** How an engine rotates a container's log. */
export interface Rotation {
  /** A file is full at this size. */
  maxBytes: number;
  /** What a line takes in a file; unknown where labels and a tag stand in each entry, too. */
  form?: "json" | "local";
  /** A new file waits until the one before is compressed: a pause there is no sign. */
  compress?: true;
}

/** How a container's log is rotated; undefined: it is not. */
export function rotationOf({ HostConfig }: ContainerInspect): Rotation | undefined {
  const { Type, Config } = HostConfig?.LogConfig ?? {};
  const told = sizeOf(Config?.["max-size"]);
  // The `local` driver keeps five files and compresses them, unless told otherwise.
  const files = Number(Config?.["max-file"] ?? (Type === "local" ? 5 : 1));
  const asked = (Config?.compress ?? String(Type === "local")) === "true";
  const compress = asked && files > 1 && { compress: true as const };
  const plain = Object.keys(Config ?? {}).every((key) => /^(max-|compress|mode)/.test(key));
  if (Type === "local") {
    return { maxBytes: told ?? LOCAL_BYTES, ...(plain && { form: "local" }), ...compress };
  }
  if (Type !== "json-file" || told === undefined) return undefined;
  return { maxBytes: told, ...(plain && { form: "json" }), ...compress };
}

/** Docker's sizes, decimal here: `100k`, `10m`; undefined for -1 and what is none. */
function sizeOf(text: string | undefined): number | undefined {
  const m = /^(\d+(?:\.\d+)?) ?([kmgt]?)i?b?$/i.exec(text ?? "");
  if (m === null) return undefined;
  return Number(m[1]) * 1000 ** " kmgt".indexOf(m[2].toLowerCase() || " ");
}

/**
 * Watches where in the engine's files the lines of a log stand. An engine that is read too slowly
 * goes on with a file behind one or more that it removed: that is where a file ended, and a time is
 * missing in which the container, as fast as it writes, fills one. That is only a suspicion: the
 * engine is asked what it has of that time. Where it no longer has anything, lines are taken for
 * missing only if the time is out of all proportion to the pauses and files of late; what could as
 * well be a pause is marked as a hole that may be one.
 */
export class RotationWatch {
  /** Times in microseconds: of the last line, and of the first whose speed is measured. */
  #last = 0;
  #from = 0;
  /** How far into the file the last line reached; undefined: not known. */
  #at: number | undefined;
  /** Bytes since {@link RotationWatch.#from}. */
  #bytes = 0;
  /** Bytes in a microsecond, at most. */
  #rate = 0;
  /** Bytes since the last jump that was as long as a file. */
  #sinceJump = 0;
  /** The place in the file is where a jump was, no more: no hole is told for sure by it. */
  #guessed = false;
  /** After an answer that nothing is missing: how long, and until when, is not asked again. */
  #calm = 0;
  #askAgain = 0;
  /** What the last line took. */
  #size = 0;
  /** When the file began in which the last line stands; 0: not known. */
  #fileFrom = 0;
  /** The longest pause without a hole, and the longest time of a file: now, and before that. */
  #pause = [0, 0];
  #file = [0, 0];
  /** Files whose time is in the first of {@link RotationWatch.#file}. */
  #files = 0;
  /** And how many were seen at all. */
  #known = 0;
  /** The pause before the next line may be a hole: nothing is learnt of it. */
  #doubtful = false;

  constructor(readonly rotation: Rotation) {}

  /** Another reading begins: at the beginning of a file, or nobody knows where. */
  reset(atBeginning: boolean): void {
    this.#last =
      this.#bytes =
      this.#fileFrom =
      this.#sinceJump =
        0;
    this.#guessed = false;
    this.#at = atBeginning && this.rotation.form !== undefined ? 0 : undefined;
  }

  /** Whether files may be missing before a line of this time; `late` is what the last one was. */
  isJump(time: number, late: () => number): boolean {
    const jump = time - this.#last;
    const { maxBytes } = this.rotation;
    if (this.#last === 0 || jump <= 0 || this.#rate * jump < maxBytes * 0.8) return false;
    if (this.#at === undefined) return late() >= jump / 2;
    // Once a file: that is never too often.
    if (this.#at >= maxBytes) return true;
    // Between two such jumps as much as files hold: then both are where a file ended.
    const since = this.#sinceJump;
    this.#sinceJump = 0;
    const edge = this.#isNearEdge(this.#at) || since > 0 && this.#isNearEdge(since % maxBytes);
    if (time < this.#askAgain && (!edge || this.#calm > EDGE_CALM)) return false;
    return edge || this.#rate * jump >= maxBytes * LONG;
  }

  /** Less exact than {@link #isEdge}: sizes are counted here, not seen. */
  #isNearEdge(at: number): boolean {
    const { maxBytes } = this.rotation;
    return at >= maxBytes * NEAR || at <= maxBytes * (1 - NEAR);
  }

  #isEdge(at: number): boolean {
    return at >= this.rotation.maxBytes * NEAR || at <= SLACK * this.#size;
  }

  /** Whether a jump is so long, and at such a place, that no pause explains it. */
  isHole(time: number): boolean {
    const jump = time - this.#last;
    const file = Math.max(...this.#file);
    return this.#last > 0 && this.#at !== undefined && !this.#guessed && !this.rotation.compress &&
      this.#known >= ENOUGH_FILES &&
      this.#isEdge(this.#at) && jump >= BEYOND * Math.max(file, TURN, ...this.#pause);
  }

  /** The engine has all of the time before this line: the container pauses, it is not behind. */
  kept(time: number): void {
    this.#calm = Math.min(MAX_CALM, Math.max(MIN_CALM, this.#calm * 2));
    this.#askAgain = time + this.#calm;
  }

  /** A line of this time comes behind a jump that may be a hole, and is not told for sure. */
  passed(): void {
    this.#doubtful = true;
    // Most likely it is where a file ended: what was wrong about the place is mended here.
    this.#calm = this.#askAgain = 0;
    if (this.#at === undefined) return;
    this.#guessed ||= !this.#isEdge(this.#at);
    this.#at = 0;
  }

  /** Learns of the time before a line that was not told as a hole, and of the file that ended. */
  #learn(time: number): void {
    if (this.#last > 0 && !this.#doubtful) {
      this.#pause[0] = Math.max(this.#pause[0], time - this.#last);
    }
    this.#doubtful = false;
    if (this.#at === undefined || this.#at > 0 && this.#at < this.rotation.maxBytes) return;
    if (this.#fileFrom > 0) this.#learnFile(this.#last - this.#fileFrom);
    this.#fileFrom = time;
  }

  #learnFile(took: number): void {
    this.#file[0] = Math.max(this.#file[0], took);
    this.#known++;
    if (++this.#files < OF_LATE) return;
    this.#files = 0;
    this.#file = [0, this.#file[0]];
    this.#pause = [0, this.#pause[0]];
  }

  /** A line that was taken. */
  add(
    time: number,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
    fraction: number,
  ): void {
    const { maxBytes, form } = this.rotation;
    const size = this.#size = form === "json"
      ? jsonBytes(b, from, to, complete, fraction)
      : localBytes(to - from);
    this.#learn(time);
    this.#sinceJump += size;
    if (this.#at !== undefined) this.#at = (this.#at >= maxBytes ? 0 : this.#at) + size;
    if (this.#bytes === 0) this.#from = time;
    this.#bytes += size;
    if (time > this.#last || time < this.#last - CLOCK_BACK) this.#last = time;
    if (this.#bytes < ENOUGH) return;
    // As fast as it can: an average would have the pauses of a busy machine in it.
    this.#rate = Math.max(this.#rate, this.#bytes / Math.max(this.#last - this.#from, 1));
    this.#bytes = 0;
  }

  /** Lines before this one are missing: it is the first of a file. */
  skipped(): void {
    if (this.#fileFrom > 0) this.#learnFile(this.#last - this.#fileFrom);
    this.#last = this.#bytes = this.#fileFrom = 0;
    this.#guessed = false;
    this.#calm = this.#askAgain = 0;
    if (this.rotation.form !== undefined) this.#at = 0;
  }

  /** Whether enough was seen to tell how fast the container writes. */
  get knowsSpeed(): boolean {
    return this.#rate > 0 || this.#bytes >= LEAST && this.#last > this.#from;
  }

  /** Bytes of the engine's files that were written in so many microseconds, as fast as of late. */
  written(time: number): number {
    if (this.#rate > 0) return this.#rate * time;
    const span = this.#last - this.#from;
    return this.#bytes < LEAST || span <= 0 ? 0 : this.#bytes / span * time;
  }
}

/** What a line takes in a file of the json-file driver (moby pkg jsonlog). */
export function jsonBytes(
  b: Uint8Array,
  from: number,
  to: number,
  complete: boolean,
  fraction: number,
): number {
  let text = complete ? 2 : 0;
  for (let i = from; i < to; i++) text += escaped(b[i]);
  // The time is written without the zeros at its end.
  let digits = 9;
  while (digits > 0 && fraction % 10 === 0) [fraction, digits] = [fraction / 10, digits - 1];
  const time = 20 + (digits === 0 ? 0 : digits + 1);
  const pieces = Math.max(1, Math.ceil((to - from + (complete ? 1 : 0)) / PIECE));
  return text + pieces * (JSON_AROUND + time);
}

/** What a line of so many bytes takes in a file of the local driver (moby daemon/logger/local). */
export function localBytes(length: number): number {
  const digits = length < 128 ? 1 : length < 16_384 ? 2 : 3;
  return length + Math.max(1, Math.ceil(length / PIECE)) * (LOCAL_AROUND + digits);
}

/** What a byte takes in JSON of Go's. */
function escaped(byte: number): number {
  if (byte === 0x22 || byte === 0x5c || byte === 0x0a || byte === 0x0d) return 2;
  return byte < 0x20 || byte === 0x3c || byte === 0x3e || byte === 0x26 ? 6 : 1;
}

/** What an engine still has of a log behind a line. */
export interface Kept {
  /** The time of the first entry from the line's time on; the very same: all behind it is there. */
  first?: bigint;
  /** The time of the first entry that was passed over when the log was read. */
  passed?: bigint;
}

/** An entry as it came: time, and how many bytes. */
export interface Came {
  time: bigint;
  length: number;
}

/**
 * Asks the engine for what it still has between the newest entry that came, of time `from.time`,
 * and those that came next. Times alone do not tell: the engine's two copiers write out of order by
 * milliseconds, and the rest of a long line carries the time of its beginning.
 */
export async function keptBetween(
  transport: Transport,
  from: { id: string; tty: boolean; time: bigint; signal: AbortSignal },
  next: readonly Came[],
): Promise<Kept> {
  const [until] = next;
  const came = new Set(next.map(({ time }) => time));
  let first: bigint | undefined, passed: bigint | undefined;
  let found = false;
  let entries = 0;
  await read(transport, from, ({ stamp, data }) => {
    const time = nanosOfText(stamp);
    if (time === undefined) return true;
    first ??= time;
    found = time === until.time && data.length === until.length;
    if (found) return false;
    if (time > from.time && (time === until.time || !came.has(time))) passed ??= time;
    return (passed === undefined || passed >= until.time) && ++entries < MANY_ENTRIES;
  });
  // What is not older may stand behind it, where it is there no more itself.
  if (!found && passed !== undefined && passed >= until.time) passed = undefined;
  return { first, passed };
}

/**
 * Tells `watch` how fast a container wrote from a time on, by the first {@link ENOUGH} bytes that
 * the engine has of that. Reads no further than `bound` milliseconds take: it may be a slow one.
 */
export async function learnSpeed(
  transport: Transport,
  container: { id: string; tty: boolean; time: bigint; signal: AbortSignal },
  watch: RotationWatch,
  bound = 1_000,
): Promise<void> {
  let bytes = 0;
  const signal = AbortSignal.any([container.signal, AbortSignal.timeout(bound)]);
  await read(transport, { ...container, signal }, ({ stamp, data }) => {
    const time = nanosOfText(stamp);
    if (time === undefined) return true;
    const complete = endsLine(data);
    const to = data.length - (complete ? 1 : 0);
    watch.add(Number(time / 1_000n), data, 0, to, complete, Number(time % SECOND));
    bytes += data.length + stamp.length;
    return bytes < ENOUGH;
  });
}

/** The engine's entries from a time on, until `take` says that it has enough. */
async function read(
  transport: Transport,
  from: { id: string; tty: boolean; time: bigint; signal: AbortSignal },
  take: (entry: LogEntry) => boolean,
): Promise<void> {
  const leave = new AbortController();
  const op = "look for rotated lines";
  const signal = AbortSignal.any([from.signal, leave.signal]);
  const options = { since: from.time, timestamps: true, signal };
  const path = containerPath(from.id, op, "/logs");
  const response = await sendLogs(transport, { path, op, options });
  let more = true;
  const entry = (bytes: Uint8Array) => {
    const parsed = more ? parseEntry("stdout", bytes) : undefined;
    if (parsed !== undefined) more = take(parsed);
  };
  try {
    const reader = new FrameReader({ op });
    for await (const chunk of response.body) {
      if (from.tty) entry(chunk);
      else reader.push(chunk, (_, b, at, to) => entry(b.subarray(at, to)));
      if (!more) return;
    }
  } finally {
    leave.abort();
  }
}
