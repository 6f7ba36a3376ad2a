/** One container's log on disk: lines, marks, and what stood there already. */
import type { Batch } from "./batch.ts";
import type { Consolidated } from "./consolidated.ts";
import { encodeFileLine, jsonLine, type Tag } from "../format/line_codec.ts";
import { lineKey } from "../../logs/known.ts";
import type { Added, Owner, Segments } from "./segments.ts";
import { fractionAt, secondsAt, STAMP_LENGTH } from "../../logs/stamp.ts";
import { readTail, type Tail, type TailFile, type TailNotes } from "./left_off.ts";
import type { RecordedMark } from "../types.ts";

/** After so many seconds without one of them, what stood there already is no longer waited for. */
const FORGET = 5;
/** The clock was set back if a line is so many seconds older than one before it. */
const STEP = 10;
/** Another machine's clock may be so far ahead, in nanoseconds. */
const SKEW = 10_000_000_000n;
/** So many last entries are asked for after the clock was set back. */
const TAIL = 20_000;

/** What all logs of a recorder share. */
export interface LogShared {
  segments: Segments;
  batch: Batch;
  consolidated?: Consolidated;
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
  #tail: Tail | undefined;
  #matched = 0;
  /** Whether it was looked for a gap since the log was resumed. */
  #checked = false;
  #added: Added = { lines: 0, gaps: 0 };
  readonly #bounds: Bounds = { minSeconds: 0, minFraction: 0, maxSeconds: 0, maxFraction: 0 };
  /** Newest time so far, in seconds. */
  #newest = 0;
  /** The name as the consolidated file has it. */
  #name: Uint8Array | undefined;
  #nameText = "";
  #lastMark: Mark | undefined;
  #pending: Mark[] = [];
  #lineAfterMark = false;
  #resumed = false;
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
    return BigInt(this.#newest) * 1_000_000_000n;
  }

  /**
   * Finds where the log was left. What is put from now on and stands there already is left out.
   * Returns what the engine is to be asked for; nothing: from the beginning.
   */
  async resume(): Promise<{ since?: bigint; tail?: number }> {
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
    const notes = { ...this.notes, cut: all.length > 0 && all[0].seq > 1 };
    let tail = await readTail(files, notes);
    const now = BigInt(segments.now().getTime()) * 1_000_000n;
    // The clock was set back while nobody looked: what is new may look older than what is known.
    const back = tail.since !== undefined && tail.since > now + SKEW;
    if (back) tail = await readTail(files, notes, TAIL + TAIL / 4);
    this.#lastMark = tail.mark;
    this.#lineAfterMark = tail.lineAfterMark;
    const pending = this.#pending;
    this.#pending = [];
    for (const mark of pending) this.note(mark);
    this.#newest = Math.max(this.#newest, Math.floor(tail.newest));
    this.#tail = tail.known.size > 0 ? tail : undefined;
    this.#matched = 0;
    this.#checked = false;
    this.#resumed = true;
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
    tag: Tag,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
  ): void {
    const seconds = secondsAt(stamp, stampAt), fraction = fractionAt(stamp, stampAt);
    if (this.#tail !== undefined) {
      if (this.#isKnown(seconds, fraction, tag, b, from, to, complete)) return;
      this.#noticeGap(stamp, stampAt, seconds);
    }
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
      added.from = BigInt(n.minSeconds) * 1_000_000_000n + BigInt(n.minFraction);
      added.to = BigInt(n.maxSeconds) * 1_000_000_000n + BigInt(n.maxFraction);
    }
    this.#resumed = false;
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

  #isKnown(
    seconds: number,
    fraction: number,
    tag: Tag,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
  ): boolean {
    const tail = this.#tail!;
    const key = lineKey(seconds, fraction, tag, b, from, to, complete);
    const left = tail.known.get(key);
    if (left !== undefined) {
      this.#matched++;
      if (left > 1) tail.known.set(key, left - 1);
      else tail.known.delete(key);
      if (tail.known.size === 0) this.#tail = undefined;
      return true;
    }
    return false;
  }

  /** The first new line after reading began again. */
  #noticeGap(stamp: Uint8Array, stampAt: number, seconds: number): void {
    if (!this.#checked) {
      this.#checked = true;
      if (this.#matched === 0 && (this.#lastMark?.mark !== "gap" || this.#lineAfterMark)) {
        this.#mark({
          mark: "gap",
          time: BigInt(secondsAt(stamp, stampAt)) * 1_000_000_000n +
            BigInt(fractionAt(stamp, stampAt)),
        });
      }
    }
    if (seconds > this.#tail!.newest + FORGET) this.#tail = undefined;
  }

  #placeMarksBefore(seconds: number, fraction: number): void {
    const time = BigInt(seconds) * 1_000_000_000n + BigInt(fraction);
    const first = this.#pending.findIndex((m) => m.time > time);
    const due = first < 0 ? this.#pending : this.#pending.slice(0, first);
    this.#pending = first < 0 ? [] : this.#pending.slice(first);
    for (const mark of due) this.#mark(mark);
  }

  #noticeStep(seconds: number): void {
    const step = BigInt(this.#newest) * 1_000_000_000n;
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
