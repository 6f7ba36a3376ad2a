/**
 * The logs of a record as rules see them while they are written: what stands in the files and was
 * not looked at yet. The files are the queue: who writes them never waits for who reads.
 */
import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { isHeaderAt, MARK, textTagAt } from "../../recorder/format/line_codec.ts";
import type { SegmentRow } from "../../recorder/index/index_writer.ts";
import { decodeFileLine } from "../../recorder/format/line_codec.ts";
import { millisOf } from "../../logs/time.ts";
import type { Position } from "../keep/store.ts";

/** The segments of all containers, as the recorder has them. */
export interface TailedSegments {
  all(): Iterable<readonly SegmentRow[]>;
  path(segment: SegmentRow): string;
}

/** Gets whole lines of one container as they stand in its file. */
export type TakeLines = (container: string, bytes: Uint8Array, segment: SegmentRow) => void;

/** Larger ones make texts that V8 keeps for long. */
const CHUNK = 64 * 1024;
/** A longer line is passed over. */
const MAX_CHUNK = 4 * 1024 * 1024;
/** So much is read before others have their turn, and in one step. */
const TURN = 1024 * 1024, STEP = 64 * 1024 * 1024;
/** Who is so far behind goes on at the end. */
const MAX_BEHIND = 512 * 1024 * 1024;
/** A larger compressed segment is passed over. */
const MAX_GZIP = 256 * 1024 * 1024;

/** Reads what was written since the last time. */
export class LogTail {
  readonly #positions = new Map<string, Position>();
  readonly #dirty = new Set<string>();
  /** Bytes that were passed over. */
  skipped = 0;
  /** There is more than one step takes. */
  behind = false;

  constructor(private readonly segments: TailedSegments, positions: ReadonlyMap<string, Position>) {
    for (const [container, position] of positions) this.#positions.set(container, position);
  }

  /** Whether it is known how far this container's log was looked at. */
  knows(container: string): boolean {
    return this.#positions.has(container);
  }

  /** From now on this container's log is looked at: from its beginning, or from here on. */
  begin(container: string, fromStart: boolean): void {
    if (fromStart) return this.#set(container, { seq: 0, offset: 0 });
    for (const list of this.segments.all()) {
      const last = list.at(-1);
      if (last?.container !== container) continue;
      return this.#set(container, { seq: last.seq, offset: last.counted });
    }
    this.#set(container, { seq: 0, offset: 0 });
  }

  /** Nobody looks at it any more. */
  forget(container: string): void {
    if (this.#positions.delete(container)) this.#dirty.add(container);
  }

  /** Positions that changed since one asked last. */
  dirt(): Map<string, Position | undefined> {
    const dirt = new Map([...this.#dirty].map((c) => [c, this.#positions.get(c)]));
    this.#dirty.clear();
    return dirt;
  }

  /** Reads what is new of the containers that are known. `turn` lets others have theirs. */
  async read(take: TakeLines, turn: () => Promise<void>): Promise<void> {
    const waiting: { segment: SegmentRow; from: number }[] = [];
    let bytes = 0;
    const here = new Set<string>();
    for (const list of this.segments.all()) {
      const container = list[0]?.container ?? "";
      here.add(container);
      const position = this.#positions.get(container);
      if (position === undefined) continue;
      for (const segment of list) {
        if (segment.seq < position.seq) continue;
        const from = segment.seq === position.seq ? position.offset : 0;
        if (segment.counted <= from) continue;
        waiting.push({ segment, from });
        bytes += segment.counted - from;
      }
    }
    if (bytes > MAX_BEHIND) {
      this.skipped += bytes;
      for (const { segment } of waiting) {
        this.#set(segment.container, { seq: segment.seq, offset: segment.counted });
      }
      return;
    }
    let read = 0, since = 0;
    this.behind = false;
    for (const { segment, from } of waiting) {
      if (read >= STEP) {
        this.behind = true;
        break;
      }
      for (const piece of this.#pieces(segment, from)) {
        take(segment.container, piece.bytes, segment);
        this.#set(segment.container, { seq: segment.seq, offset: piece.end });
        read += piece.bytes.length;
        since += piece.bytes.length;
        if (since >= TURN) {
          since = 0;
          await turn();
        }
      }
    }
  }

  #set(container: string, position: Position): void {
    this.#positions.set(container, position);
    this.#dirty.add(container);
  }

  /** Whole lines from `from` on, up to what is known to be written. */
  *#pieces(segment: SegmentRow, from: number): Generator<{ bytes: Uint8Array; end: number }> {
    const to = segment.counted;
    try {
      if (segment.file.endsWith(".gz")) return yield* this.#unzipped(segment, from);
      const file = Deno.openSync(this.segments.path(segment));
      try {
        yield* piecesOf(file, from, to);
      } finally {
        file.close();
      }
    } catch {
      // Removed or replaced meanwhile: what it held is gone.
      this.skipped += to - from;
      yield { bytes: new Uint8Array(0), end: to };
    }
  }

  *#unzipped(segment: SegmentRow, from: number): Generator<{ bytes: Uint8Array; end: number }> {
    const path = this.segments.path(segment);
    const text = gunzipSync(Buffer.from(Deno.readFileSync(path)), { maxOutputLength: MAX_GZIP });
    for (let at = from; at < text.length;) {
      let end = Math.min(text.length, at + CHUNK);
      if (end < text.length) end = text.indexOf(10, end) + 1 || text.length;
      yield { bytes: text.subarray(at, end), end };
      at = end;
    }
    yield { bytes: new Uint8Array(0), end: Math.max(segment.counted, text.length) };
  }
}

/** One serves all: a piece is done with before the next is read. */
let buffer = new Uint8Array(CHUNK);

function* piecesOf(
  file: Deno.FsFile,
  from: number,
  to: number,
): Generator<{ bytes: Uint8Array; end: number }> {
  let size = CHUNK;
  for (let at = from; at < to;) {
    if (buffer.length < size) buffer = new Uint8Array(size);
    else if (size === CHUNK && buffer.length > CHUNK) buffer = new Uint8Array(CHUNK);
    const bytes = buffer.subarray(0, Math.min(size, to - at));
    file.seekSync(at, Deno.SeekMode.Start);
    let have = 0;
    while (have < bytes.length) {
      const n = file.readSync(bytes.subarray(have));
      if (n === null) break;
      have += n;
    }
    if (have === 0) return;
    const end = bytes.subarray(0, have).lastIndexOf(10) + 1;
    if (end > 0) {
      at += end;
      size = CHUNK;
      yield { bytes: bytes.subarray(0, end), end: at };
    } else if (size < MAX_CHUNK && at + have < to) size *= 2;
    else {
      // One line that is longer than any that rules look at, or that is not written to its end.
      if (at + have >= to) return;
      at += have;
      yield { bytes: new Uint8Array(0), end: at };
    }
  }
}

/** Milliseconds since 1970 of the gaps among whole lines. */
export function gapsIn(bytes: Uint8Array, format: SegmentRow["format"], id: string): number[] {
  const times: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let end = bytes.indexOf(10, at);
    if (end < 0) end = bytes.length;
    const may = format === "json" ? !isHeaderAt(bytes, at) : textTagAt(bytes, at, end) === MARK;
    const item = may ? decodeFileLine(format, bytes, at, end, id) : undefined;
    if (item?.type === "mark" && item.mark === "gap") times.push(millisOf(item.time));
    at = end + 1;
  }
  return times;
}
