/** The one file that holds the lines of all containers. */
import { join } from "node:path";
import { Batch } from "./batch.ts";
import { encodeFileLine, scanItems } from "../format/line_codec.ts";
import type { Added, Owner, Segments } from "./segments.ts";
import type { SegmentRow } from "../index/index_writer.ts";
import { WriteError } from "./write_error.ts";

/** What is about to be written to two files, as it stands in `all.pos`. */
interface Intent {
  container: string;
  seq: number;
  offset: number;
  allSeq: number;
  allOffset: number;
}

const OWNER: Owner = { id: "", name: "all", image: "", labels: {}, created: new Date(0) };
/** The file keeps this size. */
const SIZE = 256;

/**
 * The one file with the lines of all containers. Before a batch is written to the container's file
 * and to this one, `all.pos` says what is about to be: after a crash in between, what stands in the
 * container's file is written here anew.
 */
export class Consolidated implements Disposable {
  readonly batch = new Batch();
  readonly #pos: Deno.FsFile;

  constructor(readonly segments: Segments) {
    this.#pos = Deno.openSync(join(segments.dir, "all.pos"), {
      read: true,
      write: true,
      create: true,
      mode: 0o600,
    });
  }

  [Symbol.dispose](): void {
    this.#pos.close();
  }

  /**
   * Writes a container's batch, and {@link Consolidated.batch} here: both or none.
   *
   * @throws {WriteError}
   */
  append(s: SegmentRow, bytes: Uint8Array, added: Added): void {
    const all = this.segments.take(OWNER, this.batch.length);
    this.#intend({
      container: s.container,
      seq: s.seq,
      offset: s.counted,
      allSeq: all.seq,
      allOffset: all.counted,
    });
    const before = { ...s };
    this.segments.append(s, bytes, added);
    try {
      this.segments.append(all, this.batch.view(), added);
    } catch (e) {
      this.segments.cut(s, before.counted);
      s.lines = before.lines;
      s.gaps = before.gaps;
      s.from = before.from;
      s.to = before.to;
      throw e;
    }
  }

  /** After a crash: makes the end of this file agree with the container's. */
  async repair(nameOf: (container: string) => string): Promise<void> {
    const intent = this.#read();
    const all = this.segments.newest("");
    if (intent === undefined || all === undefined || all.closed || all.seq !== intent.allSeq) {
      return;
    }
    const s = this.segments.of(intent.container).find((s) => s.seq === intent.seq);
    // A segment that is compressed was written to its end long before.
    if (s === undefined || s.file.endsWith(".gz")) return;
    const bytes = await Deno.readFile(this.segments.path(s));
    this.batch.clear();
    const added: Added = { lines: 0, gaps: 0 };
    scanItems(s.format, bytes, intent.offset, bytes.length, s.container, (item) => {
      this.batch.add(encodeFileLine(all.format, item, nameOf(s.container)));
      if (item.type === "mark") {
        if (item.mark === "gap") added.gaps++;
        return;
      }
      added.lines++;
      if (added.from === undefined || item.time < added.from) added.from = item.time;
      if (added.to === undefined || item.time > added.to) added.to = item.time;
    });
    const had = all.counted;
    this.segments.cut(all, Math.min(intent.allOffset, had));
    this.segments.append(all, this.batch.view(), added);
  }

  #intend(intent: Intent): void {
    const bytes = new TextEncoder().encode(JSON.stringify(intent).padEnd(SIZE - 1) + "\n");
    try {
      this.#pos.seekSync(0, Deno.SeekMode.Start);
      this.#pos.writeSync(bytes);
    } catch (e) {
      throw new WriteError(`Cannot write all.pos: ${(e as Error).message}`, { cause: e });
    }
  }

  #read(): Intent | undefined {
    const bytes = new Uint8Array(SIZE);
    this.#pos.seekSync(0, Deno.SeekMode.Start);
    const n = this.#pos.readSync(bytes) ?? 0;
    try {
      return JSON.parse(new TextDecoder().decode(bytes.subarray(0, n)));
    } catch {
      return undefined;
    }
  }
}
