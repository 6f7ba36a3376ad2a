/** One segment's file, read or searched a part at a time: as it stands, or the lines that match. */
import { decodeHeader, isHeaderAt } from "../format/line_codec.ts";
import { BlockBuffer, GzipBlocks, type LineBlocks, PlainBlocks } from "../read/line_blocks.ts";
import { lineStartFrom, seekTime } from "../read/seek.ts";
import { isStampAt, STAMP_LENGTH } from "../../logs/stamp.ts";
import type { RecordFormat } from "../types.ts";
import { Kernel, type Places } from "./kernel/kernel.ts";
import { planOf } from "./plan.ts";
import { type BlockQuery, JSON_TIME, scanBlock } from "./scan_block.ts";
import { TextSearch } from "./text_search.ts";

/** What is read of a file, in a form that can be sent to a worker. */
export interface FileSearch {
  path: string;
  /** Whose file it must be: a file of that name may be another one by now. */
  containerId: string;
  seq: number;
  format: RecordFormat;
  gzip: boolean;
  /** The last so many bytes alone, of a plain file. */
  last?: number;
  /** Places in what the file holds, at which lines begin; unset: all that is there. */
  start?: number;
  end?: number;
  /** Everything before this time may be left out, and everything behind that (inclusive). */
  since?: string;
  until?: string;
  /** How long an answer may become, about, before it is given; bytes. */
  answer?: number;
  /** The thread has other things to do: NeedsThread is thrown for what takes long. */
  light?: boolean;
  /** Where these are set, exactly the lines that are asked for are given. */
  exact?: { stream?: "stdout" | "stderr"; invert?: boolean; source: string; flags: string };
}

/** There is no such file any more: it was renamed, or retention took it. */
export class MissingFile extends Error {
  override readonly name = "MissingFile";
}

/** What is searched at once: more than this does not stay in a processor's cache. */
const SEARCH_BLOCK = 96 * 1024;

/** An answer comes when it is this long, or so much was searched for nothing. */
const ANSWER_BYTES = 256 * 1024;
/** What an answer takes, mostly. */
const ROOM = ANSWER_BYTES + SEARCH_BLOCK;
const STEP_BYTES = 32 * 1024 * 1024;

/** Longer than the first line of any segment. */
const HEADER_BYTES = 16 * 1024;

/** Two lines of a container may stand in the wrong order by less than this, in milliseconds. */
const DISORDER = 60_000;

/** What searches of one thread share, one step after the other. */
export interface SearchRoom {
  buffer: BlockBuffer;
  /** Unset where the machine cannot do it. */
  kernel?: Kernel;
}

/** Room for the searches of a thread. */
export function searchRoom(): SearchRoom {
  const kernel = Kernel.open(SEARCH_BLOCK);
  return { kernel, buffer: kernel?.buffer ?? new BlockBuffer(SEARCH_BLOCK) };
}

/** Lines as they stand in a file. */
export interface Found {
  lines: Uint8Array<ArrayBuffer>;
  /**
   * Where each of them ends, counted from the first's begin: all are of text, whole, and asked for.
   * Unset: who reads them drops what is no line.
   */
  ends?: Int32Array<ArrayBuffer>;
}

const latin = new TextDecoder("latin1");

/** A time by which lines are surely on the other side of `stamp`. */
function apart(stamp: string, by: number): string {
  const time = new Date(Date.parse(stamp.slice(0, 19) + "Z") + by);
  return Number.isNaN(time.getTime()) ? stamp : time.toISOString().slice(0, 19) + stamp.slice(19);
}

/** Goes through one file. */
export class FileScan implements Disposable {
  #blocks: LineBlocks;
  #search: FileSearch;
  #query?: BlockQuery;
  #stop?: string;
  /** How lines of text are searched. */
  #text?: { kernel: Kernel; search: TextSearch };

  private constructor(blocks: LineBlocks, search: FileSearch, kernel?: Kernel) {
    this.#blocks = blocks;
    this.#search = search;
    const { exact, since, until, format } = search;
    if (until !== undefined) this.#stop = apart(until, DISORDER);
    if (exact === undefined) return;
    const { stream, invert, source, flags } = exact;
    const query = { since, until, stream, invert, plan: planOf(source, flags) };
    this.#query = query;
    if (kernel !== undefined && format === "text") {
      this.#text = { kernel, search: new TextSearch(kernel, query, search.light) };
    }
  }

  /**
   * Throws {@link MissingFile} where there is no such file, or it is another one's. `sync`: the
   * thread has nothing else to do.
   */
  static async open(
    search: FileSearch,
    { buffer, kernel }: Partial<SearchRoom>,
    sync = false,
  ): Promise<FileScan> {
    let file: Deno.FsFile;
    try {
      file = sync ? Deno.openSync(search.path) : await Deno.open(search.path);
    } catch (e) {
      throw e instanceof Deno.errors.NotFound ? new MissingFile(e.message) : e;
    }
    // Once it is compressed, a segment keeps its name.
    if (search.gzip) {
      return new FileScan(new GzipBlocks(file, { ...search, buffer }), search, kernel);
    }
    try {
      const first = new Uint8Array(HEADER_BYTES);
      const n = (sync ? file.readSync(first) : await file.read(first)) ?? 0;
      const end = first.subarray(0, n).indexOf(10);
      const header = decodeHeader(first.subarray(0, end < 0 ? n : end));
      if (header?.containerId !== search.containerId || header.seq !== search.seq) {
        throw new MissingFile(`${search.path} is another segment's by now`);
      }
      // What is written from now on is for another time: a quick writer is never caught up with.
      const { size: whole } = sync ? file.statSync() : await file.stat();
      const size = Math.min(whole, search.end ?? Infinity);
      const { last, since, format } = search;
      let position = Math.max(end + 1, search.start ?? 0);
      if (last !== undefined && size - last > position) {
        position = await lineStartFrom(file, size - last, size);
      }
      if (since !== undefined) {
        const stamp = apart(since, -DISORDER);
        position = await seekTime(file, { from: position, to: size, format, stamp });
      }
      const blocks = new PlainBlocks(file, { position, end: size, buffer, sync });
      return new FileScan(blocks, search, kernel);
    } catch (e) {
      file.close();
      throw e;
    }
  }

  /** How far the file was read: a place in what it holds, at which a line begins. */
  get position(): number {
    return this.#blocks.position;
  }

  /** Some of its lines, perhaps none yet; undefined at the end. */
  async next(): Promise<Found | undefined> {
    if (this.#text !== undefined) return await this.#nextOfText(this.#text);
    const lines = await this.#nextOfAny();
    return lines && { lines };
  }

  async #nextOfText(
    { kernel, search }: { kernel: Kernel; search: TextSearch },
  ): Promise<Found | undefined> {
    const end = this.#blocks.position + STEP_BYTES;
    const most = Math.min(ANSWER_BYTES, this.#search.answer ?? ANSWER_BYTES);
    // Of a step that failed, something may be left.
    kernel.forget();
    let large: Found | undefined;
    while (kernel.gathered < most && !kernel.isFull && this.#blocks.position < end) {
      const block = await this.#blocks.next();
      if (block === undefined || this.#isPast(block)) {
        if (kernel.gathered === 0) return undefined;
        break;
      }
      const places = search.places(block);
      if (kernel.holds(block)) kernel.gather(places);
      else {
        large = copied(kernel.take(), places, block);
        break;
      }
    }
    return large ?? kernel.take();
  }

  async #nextOfAny(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    let out = new Uint8Array(0);
    let length = 0;
    const end = this.#blocks.position + STEP_BYTES;
    const { format } = this.#search;
    while (length < ANSWER_BYTES && this.#blocks.position < end) {
      const block = await this.#blocks.next();
      if (block === undefined || this.#isPast(block)) {
        if (length === 0) return undefined;
        break;
      }
      if (this.#query === undefined) return block.slice();
      const ranges = scanBlock(block, format, this.#query);
      let more = 0;
      for (let i = 0; i < ranges.length; i += 2) more += ranges[i + 1] - ranges[i];
      if (length + more > out.length) {
        const bigger = new Uint8Array(Math.max(length + more, Math.min(out.length * 2, ROOM)));
        bigger.set(out.subarray(0, length));
        out = bigger;
      }
      // The block's bytes are written over by the next one.
      for (let i = 0; i < ranges.length; i += 2) {
        out.set(block.subarray(ranges[i], ranges[i + 1]), length);
        length += ranges[i + 1] - ranges[i];
      }
    }
    return length === out.length ? out : out.slice(0, length);
  }

  #isPast(block: Uint8Array): boolean {
    if (this.#stop === undefined) return false;
    let at = 0;
    if (isHeaderAt(block, at)) at = block.indexOf(10) + 1;
    if (this.#search.format === "json") at += JSON_TIME;
    return isStampAt(block, at) && latin.decode(block.subarray(at, at + STAMP_LENGTH)) > this.#stop;
  }

  [Symbol.dispose](): void {
    this.#blocks[Symbol.dispose]();
  }
}

/** What was found before, and lines of a block that is larger than most. */
function copied(before: Found, places: Places, block: Uint8Array): Found {
  const { byteOffset } = block;
  const ends = new Int32Array(before.ends!.length + places.length / 2);
  ends.set(before.ends!);
  let length = before.lines.length;
  for (let i = 0; i < places.length; i += 2) {
    length += places[i + 1] - places[i];
    ends[before.ends!.length + i / 2] = length;
  }
  const lines = new Uint8Array(length);
  lines.set(before.lines);
  let at = before.lines.length;
  for (let i = 0; i < places.length; i += 2) {
    lines.set(block.subarray(places[i] - byteOffset, places[i + 1] - byteOffset), at);
    at += places[i + 1] - places[i];
  }
  return { lines, ends };
}
