/** The segments of all logs: begun, written, closed, removed. */
import { dirname, join } from "node:path";
import { closedName, distinctName, segmentName } from "../format/file_name.ts";
import type { IndexWriter, SegmentRow } from "../index/index_writer.ts";
import { encodeHeader } from "../format/line_codec.ts";
import type { OpenFiles } from "./open_files.ts";
import { reason } from "./lock.ts";
import type { RecordConfig, RecordedContainer } from "../types.ts";
import { WriteError } from "./write_error.ts";

/** What a batch adds to its segment. */
export interface Added {
  lines: number;
  gaps: number;
  from?: bigint;
  to?: bigint;
}

/** Whose log it is. */
export type Owner = Pick<RecordedContainer, "id" | "name" | "image" | "labels" | "created">;

/**
 * The files of all logs. Each owner has segments, numbered from 1, the newest of which may be
 * open; what the database says of them is brought up to date by {@link Segments.save}.
 */
export class Segments {
  readonly #all = new Map<string, SegmentRow[]>();
  /** Whose a name is, for templates that do not tell containers apart. */
  readonly #names = new Map<string, string>();
  readonly #dirty = new Set<SegmentRow>();
  /** Segments that end in what could neither be written wholly nor taken back. */
  readonly #torn = new Set<SegmentRow>();
  /** So large is all of it on disk. */
  bytes = 0;
  /** Open segments; with many of them each must be smaller, to keep to the total. */
  open = 0;
  /** How many were closed so far: there is something to compress, or to remove. */
  closings = 0;
  /** Another number: files were removed behind our back, and logs are to be resumed. */
  generation = 0;

  constructor(
    readonly dir: string,
    readonly config: RecordConfig,
    readonly files: OpenFiles,
    readonly index: IndexWriter,
    readonly now: () => Date,
    listed: readonly SegmentRow[],
  ) {
    for (const s of listed) this.#add(s);
  }

  of(container: string): readonly SegmentRow[] {
    return this.#all.get(container) ?? [];
  }

  all(): Iterable<readonly SegmentRow[]> {
    return this.#all.values();
  }

  newest(container: string): SegmentRow | undefined {
    return this.#all.get(container)?.at(-1);
  }

  path(s: SegmentRow): string {
    return join(this.dir, s.file);
  }

  /**
   * The segment that takes the next `size` bytes of a container's log: the open one, or a new one
   * where that is full, old, or of another format.
   *
   * @throws {WriteError} when it cannot be made.
   */
  take(owner: Owner, size: number, minSeq = 1): SegmentRow {
    const last = this.newest(owner.id);
    if (last !== undefined && !last.closed) {
      const { rotateAge } = this.config.logs;
      const full = last.lines > 0 && last.counted + size > this.rotateBytes();
      const old = rotateAge > 0 && this.now().getTime() - last.created >= rotateAge;
      if (!full && !(old && last.lines > 0) && last.format === this.config.logs.format) return last;
      this.close(last);
    }
    return this.#begin(owner, Math.max(minSeq, (last?.seq ?? 0) + 1), last);
  }

  /** A segment is closed at this size: small enough that the bounds can be kept by whole ones. */
  rotateBytes(): number {
    const { rotateBytes, keepBytes } = this.config.logs;
    const { totalBytes } = this.config;
    let most = rotateBytes || Infinity;
    if (keepBytes > 0) most = Math.min(most, keepBytes / 4);
    if (totalBytes > 0) {
      most = Math.min(most, Math.max(64 * 1024, totalBytes / 4 / Math.max(this.open, 1)));
    }
    return most;
  }

  /**
   * Writes to an open segment, all or nothing.
   *
   * @throws {WriteError} when it cannot be written; the segment is as it was.
   */
  append(s: SegmentRow, bytes: Uint8Array, added: Added): void {
    const path = this.path(s);
    try {
      if (this.#torn.delete(s)) this.files.truncate(path, s.counted);
      this.files.append(path, bytes);
    } catch (e) {
      this.cut(s, s.counted);
      throw new WriteError(`Cannot write ${path}: ${reason(e)}`, { cause: e });
    }
    s.counted += bytes.length;
    s.bytes = s.counted;
    this.bytes += bytes.length;
    s.lines += added.lines;
    s.gaps += added.gaps;
    if (added.from !== undefined && (s.from === undefined || added.from < s.from)) {
      s.from = added.from;
    }
    if (added.to !== undefined && (s.to === undefined || added.to > s.to)) s.to = added.to;
    this.#dirty.add(s);
  }

  /** Takes back what was written after `length`; if that fails too, before the next writing. */
  cut(s: SegmentRow, length: number): void {
    try {
      this.files.truncate(this.path(s), length);
      this.bytes -= s.bytes - length;
      s.bytes = s.counted = length;
      this.#dirty.add(s);
    } catch {
      s.counted = length;
      this.#torn.add(s);
      this.files.close(this.path(s));
    }
  }

  /** Closes the open segment of a container: it gets its number in its name. */
  close(s: SegmentRow): void {
    const path = this.path(s);
    const file = closedName(s.file, s.seq);
    this.files.close(path);
    try {
      Deno.renameSync(path, join(this.dir, file));
    } catch (e) {
      throw new WriteError(`Cannot rename ${path}: ${reason(e)}`, { cause: e });
    }
    s.file = file;
    s.closed = true;
    this.open--;
    this.closings++;
    this.#dirty.add(s);
  }

  /** The file of a closed segment is another now (compressed). */
  replaced(s: SegmentRow, file: string, bytes: number): void {
    this.bytes += bytes - s.bytes;
    s.file = file;
    s.bytes = bytes;
    this.#dirty.add(s);
  }

  /** Removes a segment, file and all. */
  remove(s: SegmentRow): void {
    const path = this.path(s);
    this.files.close(path);
    try {
      Deno.removeSync(path);
    } catch (e) {
      if (!(e instanceof Deno.errors.NotFound)) throw e;
    }
    this.bytes -= s.bytes;
    if (!s.closed) this.open--;
    this.#dirty.delete(s);
    const list = this.#all.get(s.container)!;
    list.splice(list.indexOf(s), 1);
    if (list.length === 0) this.#all.delete(s.container);
    this.index.dropSegment(s);
  }

  /** Writes to the database what has changed; call it within a transaction. Returns what undoes it. */
  save(): () => void {
    const saved = [...this.#dirty];
    for (const s of saved) this.index.putSegment(s);
    this.#dirty.clear();
    return () => saved.forEach((s) => this.#dirty.add(s));
  }

  /** Everything is written anew: into another database. */
  touchAll(): void {
    for (const list of this.#all.values()) for (const s of list) this.#dirty.add(s);
  }

  #add(s: SegmentRow): void {
    const list = this.#all.get(s.container);
    if (list === undefined) this.#all.set(s.container, [s]);
    else list.push(s);
    this.bytes += s.bytes;
    if (!s.closed) this.open++;
    this.#names.set(baseName(s), s.container);
  }

  #begin(owner: Owner, seq: number, last: SegmentRow | undefined): SegmentRow {
    const { format, file: template } = this.config.logs;
    const created = this.now();
    let file = last === undefined ? undefined : baseName(last);
    if (file === undefined) {
      file = owner.id === "" ? "all.log" : segmentName(template, owner);
      if (!this.#isFree(file, owner.id)) file = distinctName(file, owner.id);
    }
    const path = join(this.dir, file);
    const header = encodeHeader({
      containerId: owner.id,
      name: owner.name,
      image: owner.image,
      seq,
      format,
      created,
    });
    try {
      if (file.includes("/")) Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      this.files.create(path);
      this.files.append(path, header);
    } catch (e) {
      this.files.close(path);
      if (!(e instanceof Deno.errors.AlreadyExists)) {
        try {
          Deno.removeSync(path);
        } catch { /* it was never made */ }
      }
      throw new WriteError(`Cannot write ${path}: ${reason(e)}`, { cause: e });
    }
    const s: SegmentRow = {
      container: owner.id,
      seq,
      file,
      format,
      created: created.getTime(),
      lines: 0,
      gaps: 0,
      bytes: header.length,
      closed: false,
      counted: header.length,
    };
    this.#add(s);
    this.#dirty.add(s);
    return s;
  }

  #isFree(file: string, id: string): boolean {
    const owner = this.#names.get(file);
    if (owner !== undefined) return owner === id;
    if (file === "all.log" && id !== "") return false;
    try {
      Deno.lstatSync(join(this.dir, file));
      return false;
    } catch {
      return true;
    }
  }
}

/** The name that a segment has, or had, while it is written. */
export function baseName(s: Pick<SegmentRow, "file" | "seq" | "closed">): string {
  if (!s.closed) return s.file;
  const plain = s.file.endsWith(".gz") ? s.file.slice(0, -3) : s.file;
  return plain.replace(/\.\d{4,}\.log$/, ".log");
}
