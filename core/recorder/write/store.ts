/** A record that is being written: files, database, and what keeps it from being written. */
import { writeOwnText } from "../../own_path.ts";
import { join } from "node:path";
import type { EngineEvent } from "../../system/types.ts";
import { Batch } from "./batch.ts";
import { chooser } from "./choose.ts";
import { compress } from "./compress.ts";
import { Consolidated } from "./consolidated.ts";
import type { LogShared } from "./container_log.ts";
import { clockBack, ClockNote } from "./clock.ts";
import { DocumentFiles } from "../documents/document_files.ts";
import { documentedRows } from "./documented_rows.ts";
import { closeDatabase, isCorruption, openForWriting } from "../index/database.ts";
import { type ContainerRow, IndexWriter } from "../index/index_writer.ts";
import { reason } from "./lock.ts";
import { dateOf } from "../../logs/time.ts";
import { sleep } from "../../sleep.ts";
import { type FileLayer, OpenFiles } from "./open_files.ts";
import type { RecordPlace } from "../places.ts";
import { headerOf, reconcile } from "../index/reconcile.ts";
import { retain } from "./retention.ts";
import { Segments } from "./segments.ts";
import { thin } from "../index/thin.ts";
import type { RecordConfig, RecordedSample } from "../types.ts";
import type { WriteError } from "./write_error.ts";

/** Between two tries whether the disk has room again, in milliseconds. */
const PROBE_PAUSE = 2_000;
/** So much must fit. */
const PROBE_BYTES = 256 * 1024;
/** Between two looks whether documents are older than they are kept, in milliseconds. */
const DOCUMENTS_EVERY = 600_000;
/** Events and samples that wait for a database which cannot be written. */
const MAX_WAITING = 50_000;

/** What is said of the record to whoever runs the recorder. */
export type Say = (text: string) => void;

/** A record that is being written: its files, its database, and what keeps it from being written. */
export class RecordStore {
  readonly counters = { lines: 0, bytes: 0, gaps: 0, samples: 0, events: 0 };
  readonly rows = new Map<string, ContainerRow>();
  /** Whether a container is recorded. */
  readonly chosen: ReturnType<typeof chooser>;
  /** Why nothing can be written now. */
  trouble: string | undefined;
  readonly shared: LogShared;
  readonly #dirty = new Set<ContainerRow>();
  #events: EngineEvent[] = [];
  #samples: RecordedSample[] = [];
  #lost = 0;
  readonly #clock = new ClockNote();
  /** The database that is open, as the file system knows it. */
  #inode: number | undefined;
  #probing: Promise<void> | undefined;
  /** Absent where documents are not kept, or cannot be. */
  readonly documents: DocumentFiles | undefined;
  #documentsTidied = -Infinity;
  #documentBytes = 0;
  #documentTrouble: string | undefined;

  private constructor(
    readonly place: RecordPlace,
    readonly config: RecordConfig,
    readonly index: IndexWriter,
    readonly segments: Segments,
    readonly files: OpenFiles,
    readonly say: Say,
    readonly now: () => Date,
    readonly endpoint: string,
  ) {
    this.#inode = inodeOf(place.index);
    this.chosen = chooser(config);
    for (const row of index.containers()) this.rows.set(row.id, row);
    this.documents = this.#openDocuments();
    const consolidated = config.logs.consolidated ? new Consolidated(segments) : undefined;
    this.shared = {
      segments,
      batch: new Batch(),
      consolidated,
      counters: this.counters,
      clockBack: clockBack(index.db),
      sameClock: /^unix:/.test(endpoint),
    };
  }

  /** Opens or makes the record at `place`, and repairs what the last end left behind. */
  static async open(
    place: RecordPlace,
    config: RecordConfig,
    endpoint: string,
    options: { say: Say; now?: () => Date; layer?: FileLayer },
  ): Promise<RecordStore> {
    const { say, now = () => new Date() } = options;
    Deno.mkdirSync(place.logs, { recursive: true, mode: 0o700 });
    writeOwnText(place.endpointFile, endpoint + "\n");
    const { db, problem } = openForWriting(place.index, now());
    if (problem !== undefined) say(problem);
    const index = new IndexWriter(db, endpoint);
    const { segments: found, gone, changed } = await reconcile(place.logs, index.segments());
    index.together(() => {
      for (const s of gone) index.dropSegment(s);
      for (const s of changed) index.putSegment(s);
    });
    const files = new OpenFiles(options.layer);
    const segments = new Segments(place.logs, config, files, index, now, found);
    const store = new RecordStore(place, config, index, segments, files, say, now, endpoint);
    await store.#nameUnknown();
    await store.shared.consolidated?.repair((id) => store.rows.get(id)?.name ?? id.slice(0, 12));
    return store;
  }

  #openDocuments(): DocumentFiles | undefined {
    const { enabled, env } = this.config.documents;
    if (!enabled) return undefined;
    try {
      return new DocumentFiles(this.place.documents, env);
    } catch (e) {
      this.say(`Documents of containers are not kept: ${reason(e)}`);
    }
  }

  /**
   * Containers that the database does not know any more, from their documents, or from the first
   * lines of their files.
   */
  async #nameUnknown(): Promise<void> {
    try {
      const unknown = this.documents?.ids().filter((id) => !this.rows.has(id)) ?? [];
      for (const row of documentedRows(this.place, unknown)) {
        this.rows.set(row.id, row);
        this.touch(row);
      }
    } catch (e) {
      this.say(`Documents of containers cannot be read: ${reason(e)}`);
    }
    for (const list of this.segments.all()) {
      const newest = list[list.length - 1];
      const id = newest.container;
      if (id === "" || this.rows.has(id)) continue;
      const header = await headerOf(this.segments.path(newest));
      const first = new Date(list[0].created);
      const row: ContainerRow = {
        id,
        name: header?.name ?? id.slice(0, 12),
        image: header?.image ?? "",
        imageId: "",
        command: "",
        labels: {},
        created: first,
        firstSeen: first,
        lastSeen: newest.to === undefined ? new Date(newest.created) : dateOf(newest.to),
        state: "exited",
        oomKilled: false,
        restartCount: 0,
      };
      this.rows.set(id, row);
      this.touch(row);
    }
  }

  /**
   * Whether the record lies where it lay. Where somebody removed or replaced its folder or its
   * database, it is made again of what there is, and true returned: logs are then to be read anew.
   *
   * @throws what stands in the way of that.
   */
  restand(): boolean {
    if (inodeOf(this.place.index) === this.#inode) return false;
    Deno.mkdirSync(this.place.logs, { recursive: true, mode: 0o700 });
    writeOwnText(this.place.endpointFile, this.endpoint + "\n");
    try {
      this.index.db.close();
    } catch { /* closed already */ }
    const { db, problem } = openForWriting(this.place.index, this.now());
    this.index.replace(db);
    this.#inode = inodeOf(this.place.index);
    this.#dropLost();
    this.documents?.forget();
    for (const row of this.rows.values()) this.#dirty.add(row);
    this.segments.touchAll();
    this.segments.generation++;
    this.say(problem ?? `Somebody removed or replaced ${this.place.index}: it was made anew`);
    return true;
  }

  /** A container's row has changed. */
  touch(row: ContainerRow): void {
    this.#dirty.add(row);
  }

  addEvent(event: EngineEvent): void {
    this.#events.push(event);
  }

  /** Whether there is an event of a container's end from then on (ns since 1970). */
  hasDied(id: string, since: bigint): boolean {
    return this.#events.some((e) =>
      e.type === "container" && e.action === "die" && e.id === id && e.timeNano >= since
    ) || this.index.hasEvent("die", id, since);
  }

  addSample(sample: RecordedSample): void {
    this.#samples.push(sample);
  }

  /** Commits what changed since the last time. A full disk, and a damaged database, are survived. */
  flush(): void {
    const { index } = this;
    let undo = () => {};
    let events = 0;
    try {
      index.together(() => {
        for (const row of this.#dirty) index.putContainer(row);
        undo = this.segments.save();
        for (const e of this.#events) if (index.addEvent(e)) events++;
        for (const s of this.#samples) index.addSample(s);
        this.#clock.write(index.db);
      });
      this.counters.events += events;
      this.counters.samples += this.#samples.length;
      this.#dirty.clear();
      this.#events = [];
      this.#samples = [];
      if (this.#lost > 0) {
        this.say(`${this.#lost} samples and events could not be kept while the database was full`);
        this.#lost = 0;
      }
      if (this.#probing === undefined) this.trouble = undefined;
    } catch (e) {
      undo();
      if (isCorruption(e)) return this.#remake();
      this.complain(`Cannot write ${this.place.index}: ${reason(e)}`);
      for (const list of [this.#events, this.#samples]) {
        const over = list.length - MAX_WAITING;
        if (over > 0) this.#lost += list.splice(0, over).length;
      }
    }
  }

  /**
   * Resolves when files can be written again, or at the signal. What is to be written stays in the
   * engine until then.
   */
  writable(e: WriteError, signal: AbortSignal): Promise<void> {
    this.complain(e.message);
    return this.#probing ??= this.#probe(signal).finally(() => this.#probing = undefined);
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const path = join(this.place.dir, ".probe");
    const bytes = new Uint8Array(PROBE_BYTES);
    while (!signal.aborted) {
      await sleep(PROBE_PAUSE, signal);
      if (signal.aborted) return;
      try {
        const file = Deno.openSync(path, {
          write: true,
          create: true,
          truncate: true,
          mode: 0o600,
        });
        try {
          for (let at = 0; at < bytes.length;) {
            at += this.files.layer.write(file, bytes.subarray(at));
          }
        } finally {
          file.close();
          Deno.removeSync(path);
        }
        this.trouble = undefined;
        this.say("The record can be written again");
        return;
      } catch { /* not yet */ }
    }
  }

  /** Says what keeps the record from being written, once, and shows it from now on. */
  complain(text: string): void {
    if (this.trouble === undefined) this.say(text);
    this.trouble = text;
  }

  /** What keeps documents from being written, in words, said once; undefined: nothing any more. */
  documentTrouble(text: string | undefined): void {
    if (text !== undefined && this.#documentTrouble === undefined) this.say(text);
    this.#documentTrouble = text;
  }

  /** The database was damaged while we ran: what can be read is saved, the rest written anew. */
  #remake(): void {
    try {
      this.index.db.close();
    } catch { /* closed already */ }
    const { db, problem } = openForWriting(this.place.index, this.now());
    this.say(problem ?? `The record's database was opened again`);
    this.index.replace(db);
    this.#inode = inodeOf(this.place.index);
    for (const row of this.rows.values()) this.#dirty.add(row);
    this.segments.touchAll();
  }

  /** Closes, compresses and removes what is due. */
  async tidy(exists: (container: string) => boolean, signal: AbortSignal): Promise<void> {
    const { config, segments } = this;
    const now = this.now().getTime();
    this.#dropLost();
    const { rotateAge } = config.logs;
    const due = [...segments.all()].map((list) => list[list.length - 1])
      .filter((s) => !s.closed && s.lines > 0 && rotateAge > 0 && now - s.created >= rotateAge);
    for (const s of due) segments.close(s);
    this.#retain(now, exists);
    if (config.logs.gzip) {
      for (const list of [...segments.all()]) {
        for (const s of [...list]) {
          if (!s.closed || s.file.endsWith(".gz") || signal.aborted) continue;
          // Retention may have taken it while those before it were compressed.
          if (!segments.of(s.container).includes(s)) continue;
          await compress(segments, s, signal);
          this.#retain(now, exists);
        }
      }
    }
    this.index.together(() => thin(this.index.db, config, now));
    this.#tidyDocuments(now, exists);
    this.#forget(now, exists);
  }

  /** Documents of containers that are gone for longer than they are kept. */
  #tidyDocuments(now: number, exists: (container: string) => boolean): void {
    const { documents, config: { documents: { keepAge } } } = this;
    if (documents === undefined || performance.now() - this.#documentsTidied < DOCUMENTS_EVERY) {
      return;
    }
    this.#documentsTidied = performance.now();
    this.#documentBytes = documents.tidy((id) => {
      const gone = this.rows.get(id)?.removedAt?.getTime() ?? documents.writtenAt(id) ?? now;
      return exists(id) || keepAge === 0 || now - gone < keepAge;
    });
  }

  /** Files that somebody removed: what is written to one that is still open would be lost. */
  #dropLost(): void {
    for (const list of [...this.segments.all()]) {
      for (const s of [...list]) {
        try {
          Deno.lstatSync(this.segments.path(s));
        } catch (e) {
          if (e instanceof Deno.errors.NotFound) this.segments.remove(s);
        }
      }
    }
  }

  #retain(now: number, exists: (container: string) => boolean): void {
    retain(this.segments, this.config, now, sizeOf(this.place.index) + this.#documentBytes, exists);
  }

  /** Containers that are gone and of which nothing is kept any more. */
  #forget(now: number, exists: (container: string) => boolean): void {
    const { logs, events, stats, documents } = this.config;
    const ages = [logs.keepAge, events.keepAge, stats.keepMinutes];
    if (documents.enabled) ages.push(documents.keepAge);
    if (ages.includes(0)) return;
    const before = now - Math.max(...ages);
    for (const row of this.rows.values()) {
      if (exists(row.id) || row.lastSeen.getTime() > before) continue;
      if (this.segments.newest(row.id) !== undefined) continue;
      this.rows.delete(row.id);
      this.#dirty.delete(row);
      this.documents?.remove(row.id);
      this.index.dropContainer(row.id);
    }
  }

  close(): void {
    this.flush();
    this.shared.consolidated?.[Symbol.dispose]();
    this.files[Symbol.dispose]();
    closeDatabase(this.index.db);
  }
}

function inodeOf(path: string): number | undefined {
  try {
    return Deno.lstatSync(path).ino ?? undefined;
  } catch {
    return undefined;
  }
}

/** Bytes of the database with its log. */
function sizeOf(index: string): number {
  let bytes = 0;
  for (const end of ["", "-wal"]) {
    try {
      bytes += Deno.statSync(index + end).size;
    } catch { /* not there */ }
  }
  return bytes;
}
