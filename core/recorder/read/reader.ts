/** A record in a folder, for reading. */
import { checkOwn } from "../../own_path.ts";
import { EngineError } from "../../errors.ts";
import { isCorruption } from "../index/database.ts";
import { closedName } from "../format/file_name.ts";
import { runningRecorder } from "../write/lock.ts";
import { endpointOf, placeAt, type RecordPlace } from "../places.ts";
import type { Catalog } from "./catalog.ts";
import { DatabaseCatalog } from "./database_catalog.ts";
import { folderBytes } from "./folder_bytes.ts";
import { endsOf, followItems } from "./follow_items.ts";
import { FolderCatalog } from "./folder_catalog.ts";
import { BLOCK_BYTES } from "./line_blocks.ts";
import { mergeBatches, type MergeSource } from "./merge.ts";
import { mergeFound } from "./merge_found.ts";
import { mayHold, type SegmentFile } from "./segment_file.ts";
import { SegmentReader } from "./segment_reader.ts";
import { lastLines, tailItems } from "./last_lines.ts";
import { dateOf, nanosOf } from "../../logs/time.ts";
import { SearchPool } from "../search/pool.ts";
import { HERE, type SearchSetup } from "../search/searcher.ts";
import { planOf } from "../search/plan.ts";
import { isLight } from "../search/text_search.ts";
import type {
  LineQuery,
  RecordedContainer,
  RecordedEvent,
  RecordedItem,
  RecordedSample,
  RecorderIdentity,
  RecordInfo,
  RecordReader,
  SpanQuery,
  VisitLine,
} from "../types.ts";

/** How a record is read for other people. */
export interface ServedSetup {
  /** Who searches for expressions; unset: threads of this process. */
  search?: SearchSetup;
  /** What all the blocks of all readers may take together, roughly; bytes. */
  blocks: number;
}

/** A server's first readers leave room for so many. */
const EXPECTED_READERS = 32;
/** A server's least block: with many readers of many containers. */
const LEAST_SERVED = 4 * 1024;

/** What all the blocks that are held at the same time may take, roughly. */
const BLOCKS_BYTES = 16 * 1024 * 1024;
const LEAST_BLOCK = 16 * 1024;

/** What all the answers of searches may take that are held at the same time, roughly. */
const ANSWERS_BYTES = 4 * 1024 * 1024;

/**
 * Opens the record in an engine's own folder for reading, whether or not a recorder writes it at
 * the same time. Where the database is missing or damaged the files are read without it; what is
 * then not known is told by {@link RecordInfo.lacks}. `served` is for a server, whose readers are
 * other people's.
 *
 * @throws {EngineError} of code `not_found` where there is no record, `config` for one that cannot
 * be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openRecord } from "./reader.ts";
 *
 * await assert.rejects(openRecord("/nowhere"), { code: "not_found" });
 * ```
 */
export async function openRecord(dir: string, served?: ServedSetup): Promise<RecordReader> {
  const place = placeAt(dir);
  // What is read there was laid down by us, or root: files of others could be anything.
  checkOwn(dir, { what: "record folder" });
  return new LocalReader(place, await openCatalog(place), served);
}

async function openCatalog(place: RecordPlace): Promise<Catalog> {
  try {
    return new DatabaseCatalog(place);
  } catch (e) {
    if (!(e instanceof EngineError) || !["not_found", "config"].includes(e.code)) throw e;
    if (!await Deno.stat(place.logs).then((s) => s.isDirectory, () => false)) throw e;
    const lacks = e.code === "not_found" ? "The record has no database" : e.message;
    return new FolderCatalog(place.logs, `${lacks}: samples and events are not known`);
  }
}

class LocalReader implements RecordReader {
  #place: RecordPlace;
  #catalog: Catalog;

  constructor(place: RecordPlace, catalog: Catalog, private readonly served?: ServedSetup) {
    this.#place = place;
    this.#catalog = catalog;
  }

  /** Asks the catalog; a database that proves damaged gives way to the files. */
  async #ask<T>(question: (catalog: Catalog) => Promise<T>): Promise<T> {
    try {
      return await question(this.#catalog);
    } catch (e) {
      if (!isCorruption(e) || this.#catalog instanceof FolderCatalog) throw e;
      this.#catalog.close();
      this.#catalog = new FolderCatalog(
        this.#place.logs,
        `The record's database is damaged (${
          (e as Error).message
        }): samples and events are not known`,
      );
      return await question(this.#catalog);
    }
  }

  async info(signal?: AbortSignal): Promise<RecordInfo> {
    const containers = await this.containers(signal);
    const bytes = await folderBytes(this.#place.dir);
    const froms = containers.flatMap((c) => c.log.from === undefined ? [] : [c.log.from]);
    const tos = containers.flatMap((c) => c.log.to === undefined ? [] : [c.log.to]);
    const running = await runningRecorder(this.#place);
    return {
      endpoint: endpointOf(this.#place),
      place: this.#place.dir,
      bytes,
      containers: containers.length,
      from: froms.length === 0 ? undefined : dateOf(froms.reduce((a, b) => a < b ? a : b)),
      to: tos.length === 0 ? undefined : dateOf(tos.reduce((a, b) => a > b ? a : b)),
      recorder: running && identityOf(running),
      trouble: running?.trouble ?? running?.behind,
      lacks: this.#catalog.lacks,
    };
  }

  async containers(signal?: AbortSignal): Promise<RecordedContainer[]> {
    signal?.throwIfAborted();
    const all = await this.#ask((catalog) => catalog.containers());
    return all.sort((a, b) =>
      b.created.getTime() - a.created.getTime() ||
      b.firstSeen.getTime() - a.firstSeen.getTime() || (a.id < b.id ? -1 : 1)
    );
  }

  async find(reference: string, signal?: AbortSignal): Promise<RecordedContainer[]> {
    const all = await this.containers(signal);
    const name = reference.replace(/^\//, "");
    if (name === "") return [];
    for (
      const fits of [
        (c: RecordedContainer) => c.id === name,
        (c: RecordedContainer) => c.name === name,
        (c: RecordedContainer) => c.id.startsWith(name),
      ]
    ) {
      const found = all.filter(fits);
      if (found.length > 0) return found;
    }
    return [];
  }

  /** How many read lines now. */
  #readers = 0;

  /** One reader's block, where it holds so many; all of a server's readers share a bound. */
  #blockBytes(held: number): number {
    const { served } = this;
    const [least, all] = served === undefined
      ? [LEAST_BLOCK, BLOCKS_BYTES]
      : [LEAST_SERVED, served.blocks / Math.max(EXPECTED_READERS, this.#readers)];
    return Math.floor(Math.max(least, Math.min(BLOCK_BYTES, all / held)));
  }

  async *lines(query: LineQuery): AsyncGenerator<RecordedItem, void, undefined> {
    for await (const batch of this.batches(query)) yield* batch;
  }

  async *batches(query: LineQuery): AsyncGenerator<RecordedItem[], void, undefined> {
    if (query.streams?.length === 0) return;
    this.#readers++;
    try {
      // Without yield*: each of its steps is waited for once more.
      for await (const batch of this.#batches(query)) yield batch;
    } finally {
      this.#readers--;
    }
  }

  async visitFound(query: LineQuery, visit: VisitLine): Promise<boolean> {
    if (query.grep === undefined || query.tail !== undefined || query.follow) return false;
    if (query.streams?.length === 0) return true;
    this.#readers++;
    try {
      using search = await this.#open(query);
      const { lists, reader, pool } = search;
      const sources = lists.map((list) => ({
        from: list[0].from,
        parts: () => reader.found(list),
      }));
      await mergeFound(sources, visit, pool?.size);
      return true;
    } finally {
      this.#readers--;
    }
  }

  async *#batches(query: LineQuery): AsyncGenerator<RecordedItem[], void, undefined> {
    using opened = await this.#open(query);
    const { since, lists, ends, reader, pool } = opened;
    const { grep, tail } = query;
    if (tail !== undefined) yield await lastOf(await tailItems(lists, tail, reader), tail);
    else {
      const sources = lists.map((list): MergeSource => ({
        from: list[0].from,
        parts: () => withTruncation(list, since, grep, reader),
      }));
      yield* mergeBatches(sources, pool?.size);
    }
    if (ends === undefined) return;
    const segments = () => this.#ask((catalog) => catalog.segments(query.containers));
    yield* followItems(this.#place.dir, ends, segments, reader);
  }

  /** The segments that a query is about, by container, and who reads them. */
  async #open(query: LineQuery) {
    const { signal, grep, invert } = query;
    signal?.throwIfAborted();
    const since = query.since === undefined ? undefined : nanosOf(query.since);
    const until = query.until === undefined ? undefined : nanosOf(query.until);
    const streams = new Set(query.streams ?? ["stdout" as const, "stderr" as const]);
    const all = await this.#ask((catalog) => catalog.segments(query.containers));
    const lists = [...all.values()].map((list) => list.filter((s) => mayHold(s, since, until)))
      .filter((list) => list.length > 0);
    const ends = query.follow ? await endsOf(all) : undefined;
    const pool = grep === undefined ? undefined : this.#pool(grep, lists, signal);
    let threads: SearchPool | undefined;
    const reader = new SegmentReader(
      {
        since,
        until,
        grep,
        invert,
        stream: streams.size === 2 ? undefined : [...streams][0],
        signal,
        blockBytes: this.#blockBytes(lists.length + 1),
        answerBytes: Math.floor(ANSWERS_BYTES / (lists.length + 1)),
      },
      (segment) => this.#again(segment),
      pool,
      ends,
      pool?.setup === HERE ? () => threads ??= new SearchPool(signal) : undefined,
    );
    const dispose = () => {
      pool?.[Symbol.dispose]();
      threads?.[Symbol.dispose]();
    };
    return { since, lists, ends, reader, pool, [Symbol.dispose]: dispose };
  }

  /** Where files are searched: here, if that is done before another thread could begin. */
  #pool(grep: RegExp, lists: readonly SegmentFile[][], signal?: AbortSignal): SearchPool {
    const plain = lists.every((list) => list.every((s) => s.format === "text" && !s.gzip));
    const here = this.served === undefined && plain && isLight(planOf(grep.source, grep.flags));
    return new SearchPool(signal, this.served?.search ?? (here ? HERE : undefined));
  }

  samples(query: SpanQuery): Promise<RecordedSample[]> {
    query.signal?.throwIfAborted();
    return this.#ask((catalog) => catalog.samples(query));
  }

  async *events(query: SpanQuery): AsyncGenerator<RecordedEvent, void, undefined> {
    query.signal?.throwIfAborted();
    try {
      yield* this.#catalog.events(query);
    } catch (e) {
      if (!isCorruption(e)) throw e;
      await this.#ask(() => Promise.reject(e)).catch(() => {});
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#catalog.close();
    return Promise.resolve();
  }

  /** Where a segment lies that is no longer where it was; the database may not say so yet. */
  async #again({ containerId, seq, path }: SegmentFile): Promise<SegmentFile | undefined> {
    const lists = await this.#ask((catalog) => catalog.segments([containerId]));
    const listed = lists.get(containerId)?.find((s) => s.seq === seq);
    if (listed === undefined || listed.path !== path || path.endsWith(".gz")) return listed;
    const closed = closedName(path, seq);
    for (const other of [`${path}.gz`, closed, `${closed}.gz`]) {
      if (await Deno.stat(other).then(() => true, () => false)) {
        return { ...listed, path: other, gzip: other.endsWith(".gz") };
      }
    }
    return listed;
  }
}

/** Of what the lock tells, who it is; the rest changes by the second. */
function identityOf(s: RecorderIdentity): RecorderIdentity {
  const { pid, host, startedAt, version, endpoint, listen } = s;
  return { pid, host, startedAt, version, endpoint, ...(listen !== undefined && { listen }) };
}

/** The last lines of all containers together, from those of each. */
async function lastOf(
  tails: readonly RecordedItem[][],
  count: number,
): Promise<RecordedItem[]> {
  const sources = tails.filter((items) => items.length > 0)
    .map((items): MergeSource => ({ from: items[0].time, parts: () => once(items) }));
  return [...lastLines((await Array.fromAsync(mergeBatches(sources))).flat(), count)];
}

async function* once<T>(items: T): AsyncGenerator<T> {
  yield await Promise.resolve(items);
}

/** What retention removed before the first segment is told in front of it. */
async function* withTruncation(
  list: readonly SegmentFile[],
  since: bigint | undefined,
  grep: RegExp | undefined,
  reader: SegmentReader,
): AsyncGenerator<RecordedItem[], void, undefined> {
  let first = list[0].seq > 1 && since === undefined && grep === undefined;
  for await (const items of reader.items(list)) {
    if (first && items.length > 0) {
      first = false;
      const { containerId, time } = items[0];
      yield [{ type: "mark", containerId, time, mark: "truncated" }];
    }
    yield items;
  }
}
