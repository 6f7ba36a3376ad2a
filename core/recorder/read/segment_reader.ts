/** The items of segments, read here or, where they are searched, in workers. */
import { FileScan, type FileSearch, type Found, MissingFile } from "../search/scan_file.ts";
import type { PooledSearch, SearchPool } from "../search/pool.ts";
import type { RecordedItem } from "../types.ts";
import { encodeFileLine } from "../format/line_codec.ts";
import { itemsOf, type Wanted } from "./items.ts";
import { BlockBuffer } from "./line_blocks.ts";
import { HERE } from "../search/searcher.ts";
import { NeedsThread } from "../search/text_search.ts";
import type { SegmentFile } from "./segment_file.ts";
import { stampOf } from "../../logs/time.ts";

/** What is wanted of every segment. */
export interface SegmentQuery extends Wanted {
  grep?: RegExp;
  invert?: boolean;
  /** Bytes that are read at once of a plain file. */
  blockBytes: number;
  /** About so long may an answer of a search become; bytes. */
  answerBytes: number;
  signal?: AbortSignal;
}

/** How often a segment is looked for again that is not where it is said to be. */
const MAX_TRIES = 5;

/** Between two looks at the same place, in milliseconds: a recorder is about to tell the new one. */
const PAUSE = 50;

function pause(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  return new Promise((resolve) => setTimeout(resolve, PAUSE));
}

/** Lines that a search found, as they stand in a segment of text. */
export interface FoundLines {
  containerId: string;
  bytes: Uint8Array;
  /** Where each of them ends, behind its line feed; the next one begins there. */
  ends: Int32Array;
}

/** How far segments are read, by container; what follows is for another time. */
export type Ends = ReadonlyMap<string, { seq: number; position: number }>;

/** Reads segments that may be renamed, compressed or removed meanwhile. */
export class SegmentReader {
  #pool?: SearchPool;

  /**
   * `again` gives the place where a segment lies by now, undefined where it is gone; `pool`
   * searches, where something is to be searched, and `threads` where that would hold up this thread.
   */
  constructor(
    readonly query: SegmentQuery,
    private readonly again: (segment: SegmentFile) => Promise<SegmentFile | undefined>,
    pool?: SearchPool,
    private readonly ends?: Ends,
    private readonly threads?: () => SearchPool,
  ) {
    this.#pool = pool;
  }

  /** The items of segments, one after the other; those of one segment more are searched meanwhile. */
  async *items(
    segments: readonly SegmentFile[],
    last?: number,
  ): AsyncGenerator<RecordedItem[], void, undefined> {
    for await (const { lines, segment } of this.#parts(segments, last)) {
      for (const part of parts(lines)) {
        yield itemsOf(part, segment.format, segment.containerId, this.query);
      }
    }
  }

  /** The lines of segments that a search finds, as they stand in a segment of text. */
  async *found(segments: readonly SegmentFile[]): AsyncGenerator<FoundLines, void, undefined> {
    for await (const { lines, ends, segment } of this.#parts(segments)) {
      const { containerId, format } = segment;
      if (ends !== undefined) yield { containerId, bytes: lines, ends };
      else yield textOf(itemsOf(lines, format, containerId, this.query), containerId);
    }
  }

  async *#parts(
    segments: readonly SegmentFile[],
    last?: number,
  ): AsyncGenerator<Found & { segment: SegmentFile }, void, undefined> {
    const ahead = this.#pool === undefined ? 0 : 1;
    const open: Opened[] = [];
    let next = 0;
    try {
      while (true) {
        while (open.length <= ahead && next < segments.length) {
          open.push(this.#open(segments[next++], last));
        }
        if (open.length === 0) return;
        this.query.signal?.throwIfAborted();
        const { scan, segment } = open[0];
        const found = await scan.next();
        if (found === undefined) {
          scan.close();
          open.shift();
        } else yield { ...found, segment: segment() };
      }
    } finally {
      for (const { scan } of open) scan.close();
    }
  }

  /** The items of one segment from a place on; `read` is told the place to go on from. */
  async *from(
    segment: SegmentFile,
    start: number,
    read: (position: number) => void,
  ): AsyncGenerator<RecordedItem[], void, undefined> {
    const { scan, segment: found } = this.#open(segment, undefined, start);
    try {
      while (true) {
        const lines = (await scan.next())?.lines;
        if (scan.position > start) read(scan.position);
        if (lines === undefined) return;
        for (const part of parts(lines)) {
          yield itemsOf(part, found().format, segment.containerId, this.query);
        }
      }
    } finally {
      scan.close();
    }
  }

  #open(first: SegmentFile, last?: number, start?: number): Opened {
    let segment = first;
    let scan = this.#start(segment, last, start);
    let tries = 0;
    let resume: number | undefined;
    const next = async (): Promise<Found | undefined> => {
      try {
        return await scan.next();
      } catch (e) {
        if (e instanceof NeedsThread && this.threads !== undefined) {
          // From where its lines were given on.
          resume = scan.position || undefined;
          scan.close();
          this.#pool = this.threads();
          scan = this.#start(segment, last, start, resume);
          return await next();
        }
        if (!(e instanceof MissingFile)) throw e;
        scan.close();
        const found = await this.again(segment);
        // Retention or a person took it: what is gone is gone.
        if (found === undefined || ++tries > MAX_TRIES) return undefined;
        if (found.path === segment.path) await pause(this.query.signal);
        segment = found;
        scan = this.#start(segment, last, start, resume);
        return await next();
      }
    };
    return {
      scan: {
        next,
        get position() {
          return scan.position;
        },
        close: () => scan.close(),
      },
      segment: () => segment,
    };
  }

  /** `resume`: the place before which all was read already. */
  #start(
    segment: SegmentFile,
    last: number | undefined,
    start: number | undefined,
    resume?: number,
  ): Scan {
    const { since, until, grep, stream, invert, blockBytes } = this.query;
    const { path, containerId, seq, format, gzip } = segment;
    const search: FileSearch = {
      path,
      containerId,
      seq,
      format,
      gzip,
      last: gzip ? undefined : last,
      start: resume ?? start,
      end: this.#end(segment, start),
      since: since === undefined ? undefined : stampOf(since),
      until: until === undefined ? undefined : stampOf(until),
    };
    if (this.#pool !== undefined && grep !== undefined) {
      const { source, flags } = grep;
      const exact = { stream, invert, source, flags };
      const light = this.#pool.setup === HERE || undefined;
      const pooled = this.#pool.open({
        ...search,
        answer: this.query.answerBytes,
        light,
        exact,
      });
      pooled.ahead();
      return pooled;
    }
    let scan: FileScan | undefined;
    return {
      next: async () => {
        scan ??= await FileScan.open(search, { buffer: new BlockBuffer(blockBytes) });
        return await scan.next();
      },
      get position() {
        return scan?.position ?? 0;
      },
      close: () => {
        scan?.[Symbol.dispose]();
        scan = undefined;
      },
    };
  }

  #end({ containerId, seq }: SegmentFile, start: number | undefined): number | undefined {
    const end = this.ends?.get(containerId);
    return start === undefined && end?.seq === seq ? end.position : undefined;
  }
}

/** Bytes of lines that are made items at once: those take several times their room. */
const PART = 8 * 1024;

/** Whole lines in parts of about {@link PART}. */
function* parts(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length;) {
    const feed = at + PART < bytes.length ? bytes.indexOf(10, at + PART) : -1;
    const end = feed < 0 ? bytes.length : feed + 1;
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** Lines in the form in which they stand in text. */
function textOf(items: readonly RecordedItem[], containerId: string): FoundLines {
  const lines = items.flatMap((item) => item.type === "line" ? [encodeFileLine("text", item)] : []);
  const ends = new Int32Array(lines.length);
  const bytes = new Uint8Array(lines.reduce((sum, line) => sum + line.length, 0));
  let at = 0;
  for (const [i, line] of lines.entries()) {
    bytes.set(line, at);
    ends[i] = at += line.length;
  }
  return { containerId, bytes, ends };
}

type Scan = Omit<PooledSearch, "ahead">;

interface Opened {
  scan: Scan;
  segment(): SegmentFile;
}
