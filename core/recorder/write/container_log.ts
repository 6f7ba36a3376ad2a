/** One container's log on disk: lines, marks, and what stood there already. */
import type { Std } from "../../logs/frames.ts";
import type { Batch } from "./batch.ts";
import type { Consolidated } from "./consolidated.ts";
import { encodeFileLine, jsonLine } from "../format/line_codec.ts";
import { KnownLines, lineKey } from "../../logs/known.ts";
import { MAX_LINE } from "../../logs/lines.ts";
import { nanosFrom, nanosOf, SECOND } from "../../logs/time.ts";
import type { Added, Owner, Segments } from "./segments.ts";
import { fractionAt, secondsAt, STAMP_LENGTH } from "../../logs/stamp.ts";
import { readTail, type TailFile, type TailNotes } from "./left_off.ts";
import { WriteError } from "./write_error.ts";
import type { RecordedMark } from "../types.ts";

/** The clock was set back if a line is so many seconds older than one before it. */
const STEP = 10;
/** Lines of one stream that are nearer to each other, in nanoseconds, are of one process. */
const SAME_RUN = 20_000_000;
/** A process may write so long, in nanoseconds, before the engine calls it started. */
const BEFORE_START = 100_000_000n;
/** A longer line comes in several entries. */
const PIECE = 16 * 1024;
/** Another machine's clock may be so far ahead, in nanoseconds. */
const SKEW = 10n * SECOND;
/** So many last entries are asked for after the clock was set back. */
const TAIL = 20_000;

/** What all logs of a recorder share. */
export interface LogShared {
  segments: Segments;
  batch: Batch;
  consolidated?: Consolidated;
  /** By so much, in nanoseconds, the clock was set back while no recorder ran. */
  clockBack?: bigint;
  /** The engine is on this machine: its clock is ours. */
  sameClock?: boolean;
  /** Counts of the whole recorder. */
  counters: { lines: number; bytes: number; gaps: number };
}

/** A mark of a container that is known. */
export type Mark = Omit<RecordedMark, "containerId" | "type">;

/** The bounds of a batch, without a bigint for each line. */
interface Bounds {
  minSeconds: number;
  minFraction: number;
  maxSeconds: number;
  maxFraction: number;
}

/**
 * One container's log on disk. Between {@link ContainerLog.begin} and {@link ContainerLog.commit},
 * which belong to one turn of the event loop, lines are gathered; commit writes them, all or none.
 */
export class ContainerLog {
  /** What may come again, as it stands there already. */
  #known: KnownLines | undefined;
  #added: Added = { lines: 0, gaps: 0 };
  readonly #bounds: Bounds = { minSeconds: 0, minFraction: 0, maxSeconds: 0, maxFraction: 0 };
  /** Newest time so far, in seconds. */
  #newest = 0;
  /** The name as the consolidated file has it. */
  #name: Uint8Array | undefined;
  #nameText = "";
  /** Time of the line that came last, new or not. */
  lastSeconds = 0;
  lastFraction = 0;
  #lastMark: Mark | undefined;
  #pending: Mark[] = [];
  #lineAfterMark = false;
  #resumed = false;
  /** A line without its end tells that the engine turned its log over in the middle of it. */
  tornTells = false;
  /** Between which times the engine opened its files for this reading, in seconds since 1970. */
  opened = { from: Infinity, to: Infinity };
  /** A hole that was found: its mark goes before the first line behind it. */
  #hole: { from: bigint | undefined; time: bigint; maybe: boolean } | undefined;
  /** Seconds and nanoseconds of the last line of a stream, if it has no end. */
  readonly #torn: ([seconds: number, fraction: number] | undefined)[] = [];
  /** The clock was set back before reading began again. */
  #back = false;
  /** It is marked, since reading began again, that late lines follow. */
  #late = false;
  #generation = 0;
  #empty = true;
  /** The batch of the consolidated file. */
  readonly #all: Batch | undefined;
  readonly #json: boolean;

  constructor(
    public owner: Owner,
    readonly shared: LogShared,
    /** What the database remembers for us; {@link onNotes} is told when it changes. */
    readonly notes: TailNotes = {},
    readonly onNotes: () => void = () => {},
  ) {
    this.#all = shared.consolidated?.batch;
    this.#json = shared.segments.config.logs.format === "json";
  }

  /** The last mark on disk; known once the log was resumed. */
  get lastMark(): Mark | undefined {
    return this.#lastMark;
  }

  /** When the run that is over ended, if that is still to be marked. */
  get stopNoted(): bigint | undefined {
    return this.#pending.findLast((m) => m.mark === "stopped")?.time;
  }

  /** Whether anything of it is on disk. */
  get empty(): boolean {
    return this.#empty;
  }

  /** Whether lines stand behind the last mark. */
  get lineAfterMark(): boolean {
    return this.#lineAfterMark;
  }

  /** Whether it can be written: it was resumed, and no writing failed since. */
  get ready(): boolean {
    return this.#resumed;
  }

  /** The newest time so far, to the second, in nanoseconds since 1970. */
  get newestNs(): bigint {
    return nanosFrom(this.#newest);
  }

  /**
   * Finds where the log was left. What is put from now on and stands there already is left out.
   * Returns what the engine is to be asked for; nothing: from the beginning.
   */
  async resume(): Promise<{ since?: bigint; tail?: number }> {
    for (;;) {
      const { generation } = this.shared.segments;
      const ask = await this.#resume();
      // What was removed meanwhile is not there to go on from.
      if (this.shared.segments.generation === generation) return ask;
    }
  }

  async #resume(): Promise<{ since?: bigint; tail?: number }> {
    const { segments } = this.shared;
    const all = segments.of(this.owner.id);
    // Meanwhile others may close, compress and remove them.
    const files = all.map((s): TailFile => ({
      get path() {
        return segments.path(s);
      },
      format: s.format,
      get gone() {
        return !segments.of(s.container).includes(s);
      },
    })).reverse();
    const backNs = this.#newest === 0 ? this.shared.clockBack : undefined;
    const notes = { ...this.notes, backNs, cut: all.length > 0 && all[0].seq > 1 };
    let tail = await readTail(files, notes);
    const now = nanosOf(segments.now());
    // The clock was set back while nobody looked: what is new may look older than what is known.
    const back = tail.since !== undefined && tail.since > now + (this.shared.sameClock ? 0n : SKEW);
    if (back) tail = await readTail(files, notes, TAIL + TAIL / 4);
    this.#back = back || backNs !== undefined;
    this.#late = false;
    this.#lastMark = tail.mark;
    this.#lineAfterMark = tail.lineAfterMark;
    const pending = this.#pending;
    this.#pending = [];
    for (const mark of pending) this.note(mark);
    this.#newest = Math.max(this.#newest, Math.floor(tail.newest));
    this.#known = tail.known.size > 0 ? new KnownLines(tail.known, tail.newest) : undefined;
    this.#resumed = true;
    this.#torn.length = 0;
    this.#hole = undefined;
    this.#generation = segments.generation;
    this.#empty = tail.since === undefined && tail.mark === undefined;
    if (
      this.notes.stepNs !== undefined && tail.since !== undefined && tail.since > this.notes.stepNs
    ) {
      this.notes.stepNs = undefined;
      this.#newest = Math.floor(tail.newest);
      this.onNotes();
    }
    return back ? { tail: TAIL } : tail.since === undefined ? {} : { since: tail.since };
  }

  begin(): void {
    if (!this.#resumed) throw new TypeError("a log is resumed before it is written");
    this.shared.batch.clear();
    this.#all?.clear();
    this.#added = { lines: 0, gaps: 0 };
    if (this.#all !== undefined && this.#nameText !== this.owner.name) {
      this.#nameText = this.owner.name;
      this.#name = new TextEncoder().encode(this.owner.name + " ");
    }
  }

  /** A line; its time are the 30 bytes of `stamp` from `stampAt` on, its data `b[from..to)`. */
  put(
    stamp: Uint8Array,
    stampAt: number,
    tag: Std,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
  ): void {
    const seconds = secondsAt(stamp, stampAt), fraction = fractionAt(stamp, stampAt);
    this.lastSeconds = seconds;
    this.lastFraction = fraction;
    const known = this.#known;
    if (known !== undefined) {
      const again = known.has(lineKey(seconds, fraction, tag, b, from, to, complete));
      if (!again) this.#noticeNew(known, seconds, fraction);
      if (again ? known.left.size === 0 : known.isOver(seconds)) this.#known = undefined;
      if (again) {
        // What came before stands behind it: there is no hole.
        if (this.#isBehindHole(seconds, fraction)) this.#hole = undefined;
        return;
      }
    }
    if (complete && to - from > PIECE) this.tornTells = true;
    if (this.tornTells) this.#noticeTorn(seconds, fraction, tag, complete, to - from);
    if (this.#hole !== undefined && this.#isBehindHole(seconds, fraction)) this.#markHole();
    if (this.#pending.length > 0) this.#placeMarksBefore(seconds, fraction);
    if (seconds < this.#newest - STEP) this.#noticeStep(seconds);
    else if (seconds > this.#newest) this.#newest = seconds;
    this.#widen(seconds, fraction);
    this.#lineAfterMark = true;
    const { batch } = this.shared;
    if (this.#json) {
      const time = stamp.subarray(stampAt, stampAt + STAMP_LENGTH);
      const data = b.subarray(from, to);
      batch.add(jsonLine(time, tag, data, complete, undefined));
      this.#all?.add(jsonLine(time, tag, data, complete, this.#nameText));
      return;
    }
    batch.addText(stamp, stampAt, tag, undefined, b, from, to, complete);
    this.#all?.addText(stamp, stampAt, tag, this.#name, b, from, to, complete);
  }

  /**
   * The container stopped or started at that time: a mark of it goes before the first line that is
   * younger. What the marks on disk, or those to come, say already is not said again.
   */
  note(mark: Mark): void {
    const last = this.#pending.at(-1) ?? this.#lastMark;
    const open = this.#pending.length === 0 && this.#lineAfterMark;
    if (last !== undefined && mark.time <= last.time) return;
    if (mark.mark === "started" && last?.mark !== "stopped") return;
    if (mark.mark === "stopped" && last?.mark === "stopped" && !open) return;
    this.#pending.push(mark);
  }

  /** Marks that have no line after them yet: the log is read to its end. */
  placeMarks(): void {
    this.#markHole();
    for (const mark of this.#pending) this.#mark(mark);
    this.#pending = [];
  }

  #mark(mark: Mark): void {
    const { format } = this.shared.segments.config.logs;
    const item = { type: "mark" as const, ...mark };
    this.shared.batch.add(encodeFileLine(format, item));
    this.#all?.add(encodeFileLine(format, item, this.owner.name));
    if (mark.mark === "gap") this.#added.gaps++;
    this.#lastMark = mark;
    this.#lineAfterMark = false;
  }

  /**
   * Writes what was gathered.
   *
   * @throws {WriteError} when that cannot be; nothing of it stands then, and the log must be
   * resumed.
   */
  commit(): void {
    const { batch, segments, consolidated, counters } = this.shared;
    if (batch.length === 0) return;
    const added = this.#added;
    if (added.lines > 0) {
      const n = this.#bounds;
      added.from = nanosFrom(n.minSeconds, n.minFraction);
      added.to = nanosFrom(n.maxSeconds, n.maxFraction);
    }
    this.#resumed = false;
    if (segments.generation !== this.#generation) {
      throw new WriteError("The record was removed, and is made anew");
    }
    const s = segments.take(this.owner, batch.length);
    if (consolidated === undefined) segments.append(s, batch.view(), added);
    else consolidated.append(s, batch.view(), added);
    this.#resumed = true;
    counters.lines += added.lines;
    counters.gaps += added.gaps;
    counters.bytes += batch.length;
  }

  /** A line has begun and not ended: reading must begin again before it. */
  noteOpen(openNs: bigint | undefined): void {
    if (openNs === this.notes.openNs) return;
    this.notes.openNs = openNs;
    this.onNotes();
  }

  /**
   * What follows a line without its end, and is of the same process, tells that this wrote the end:
   * it was turned over, and what came behind it. Of the same process is what comes at once, as a
   * second one needs its time to start, and all that is written while it is read. What was written
   * before comes without holes.
   */
  #noticeTorn(seconds: number, fraction: number, tag: Std, complete: boolean, size: number): void {
    const torn = this.#torn[tag];
    this.#torn[tag] = complete || size >= MAX_LINE ? undefined : [seconds, fraction];
    if (torn === undefined) return;
    const after = (seconds - torn[0]) * 1e9 + fraction - torn[1];
    if (after <= 0) return;
    const from = nanosFrom(...torn), time = nanosFrom(seconds, fraction);
    const { opened } = this;
    if (after < SAME_RUN || torn[0] + torn[1] / 1e9 > opened.to) this.missing(from, time);
    else if (seconds + fraction / 1e9 > opened.from && !this.#isRunEnd(from, time)) {
      this.missing(from, time, true);
    }
  }

  /** Whether a mark tells that a run ended or began between two times. */
  #isRunEnd(from: bigint, time: bigint): boolean {
    const lies = (m: Mark) =>
      m.mark !== "gap" && m.mark !== "late" && m.time >= from && m.time <= time + BEFORE_START;
    return this.#pending.some(lies) || this.#lastMark !== undefined && lies(this.#lastMark);
  }

  /** Lines are, or may be, missing before the first line that is not older than `time`. */
  missingBefore(from: bigint | undefined, time: bigint, maybe: boolean): void {
    this.#hole = { from, time, maybe };
  }

  #isBehindHole(seconds: number, fraction: number): boolean {
    return this.#hole !== undefined && nanosFrom(seconds, fraction) >= this.#hole.time;
  }

  #markHole(): void {
    const hole = this.#hole;
    this.#hole = undefined;
    if (hole !== undefined) this.missing(hole.from, hole.time, hole.maybe);
  }

  /** A line that does not stand there, where reading began again. */
  #noticeNew(known: KnownLines, seconds: number, fraction: number): void {
    const torn = known.isTorn();
    // Where the clock was set back, what is new looks older.
    if (!this.#back && this.notes.stepNs === undefined && known.isLate(seconds + fraction / 1e9)) {
      if (!this.#late) this.#mark({ mark: "late", time: nanosFrom(seconds, fraction) });
      this.#late = true;
    } else if (torn) this.#noticeGap(seconds, fraction);
  }

  /** Reading began again, and did not touch what stands there. */
  #noticeGap(seconds: number, fraction: number): void {
    const before = this.#known!.newest;
    const from = before > 0 ? BigInt(Math.round(before * 1e6)) * 1_000n : undefined;
    this.missing(from, nanosFrom(seconds, fraction));
  }

  /** Marks here that lines are, or may be, missing between two times, unless that was just said. */
  missing(from: bigint | undefined, time: bigint, maybe = false): void {
    if (this.#lastMark?.mark === "gap" && !this.#lineAfterMark) return;
    const since = from !== undefined && from < time && { from };
    this.#mark({ mark: "gap", time, ...since, ...(maybe && { maybe }) });
  }

  #placeMarksBefore(seconds: number, fraction: number): void {
    const time = nanosFrom(seconds, fraction);
    const first = this.#pending.findIndex((m) => m.time > time);
    const due = first < 0 ? this.#pending : this.#pending.slice(0, first);
    this.#pending = first < 0 ? [] : this.#pending.slice(first);
    for (const mark of due) this.#mark(mark);
  }

  #noticeStep(seconds: number): void {
    const step = nanosFrom(this.#newest);
    if (this.notes.stepNs === undefined || this.notes.stepNs < step) {
      this.notes.stepNs = step;
      this.onNotes();
    }
    this.#newest = seconds;
  }

  #widen(seconds: number, fraction: number): void {
    const n = this.#bounds;
    if (this.#added.lines++ === 0) {
      n.minSeconds = n.maxSeconds = seconds;
      n.minFraction = n.maxFraction = fraction;
    } else if (
      seconds > n.maxSeconds || (seconds === n.maxSeconds && fraction > n.maxFraction)
    ) {
      n.maxSeconds = seconds;
      n.maxFraction = fraction;
    } else if (
      seconds < n.minSeconds || (seconds === n.minSeconds && fraction < n.minFraction)
    ) {
      n.minSeconds = seconds;
      n.minFraction = fraction;
    }
  }
}
