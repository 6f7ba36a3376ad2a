/** The catalog of a record whose database is missing or damaged, from its files. */
import { join } from "node:path";
import { decodeHeader, type SegmentHeader } from "../format/line_codec.ts";
import type { RecordedContainer } from "../types.ts";
import type { Catalog } from "./catalog.ts";
import { itemsOf } from "./items.ts";
import { GzipBlocks, type LineBlocks, PlainBlocks } from "./line_blocks.ts";
import { lineStartFrom } from "./seek.ts";
import type { SegmentFile } from "./segment_file.ts";
import { dateOf } from "../../logs/time.ts";

/** What is read of the end of a file for the time of its last line. */
const TAIL_BYTES = 64 * 1024;

/** Folders below the folder of logs, which the template of names may make, are this deep at most. */
const MAX_DEPTH = 8;

interface Found {
  header: SegmentHeader;
  segment: SegmentFile;
  changed: Date;
}

/**
 * A record by its files alone, for when its database is missing or damaged: what the files' first
 * lines tell of their containers, and how far their lines reach. Nothing is known of samples,
 * events, and how containers ended.
 */
export class FolderCatalog implements Catalog {
  readonly lacks: string;
  #logs: string;

  constructor(logs: string, lacks: string) {
    this.#logs = logs;
    this.lacks = lacks;
  }

  async containers(): Promise<RecordedContainer[]> {
    const byId = new Map<string, Found[]>();
    for (const found of await this.#find()) {
      const { containerId } = found.header;
      byId.set(containerId, [...byId.get(containerId) ?? [], found]);
    }
    return [...byId.values()].map(containerOf);
  }

  async segments(containers?: readonly string[]): Promise<Map<string, SegmentFile[]>> {
    const wanted = containers === undefined ? undefined : new Set(containers);
    const byId = new Map<string, SegmentFile[]>();
    for (const { segment } of await this.#find()) {
      if (wanted !== undefined && !wanted.has(segment.containerId)) continue;
      byId.set(segment.containerId, [...byId.get(segment.containerId) ?? [], segment]);
    }
    for (const list of byId.values()) list.sort((a, b) => a.seq - b.seq);
    return byId;
  }

  samples(): Promise<never[]> {
    return Promise.resolve([]);
  }

  async *events(): AsyncGenerator<never> {}

  close(): void {}

  async #find(): Promise<Found[]> {
    const found: Found[] = [];
    const seen = new Set<string>();
    for await (const path of logFiles(this.#logs, MAX_DEPTH)) {
      const one = await readSegment(path).catch(() => undefined);
      if (one === undefined || one.header.containerId === "") continue;
      // While a segment is compressed, both of its files are there.
      const key = `${one.header.containerId} ${one.header.seq}`;
      if (seen.has(key)) continue;
      seen.add(key);
      found.push(one);
    }
    return found;
  }
}

async function* logFiles(dir: string, depth: number): AsyncGenerator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(dir));
  } catch (e) {
    if (e instanceof Deno.errors.NotFound) return;
    throw e;
  }
  // Plain before compressed.
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory, isFile } of entries) {
    if (isDirectory && depth > 0) yield* logFiles(join(dir, name), depth - 1);
    else if (isFile && /\.log(\.gz)?$/.test(name)) yield join(dir, name);
  }
}

/** What a file tells of itself; undefined for one that is no segment. */
async function readSegment(path: string): Promise<Found | undefined> {
  const gzip = path.endsWith(".gz");
  const file = await Deno.open(path);
  const blocks: LineBlocks = gzip ? new GzipBlocks(file) : new PlainBlocks(file);
  try {
    const { size, mtime, birthtime } = await file.stat();
    const block = await blocks.next();
    const end = block?.indexOf(10) ?? -1;
    const header = end < 0 ? undefined : decodeHeader(block!.subarray(0, end));
    if (header === undefined) return undefined;
    const { containerId, seq, format } = header;
    const items = (bytes: Uint8Array) => itemsOf(bytes, format, containerId, {});
    const from = items(block!.subarray(end + 1))[0]?.time;
    let to: bigint | undefined;
    if (!gzip && from !== undefined) {
      const start = size > TAIL_BYTES ? await lineStartFrom(file, size - TAIL_BYTES, size) : 0;
      using tail = new PlainBlocks(await Deno.open(path), { position: start });
      for (let b = await tail.next(); b !== undefined; b = await tail.next()) {
        to = items(b).at(-1)?.time ?? to;
      }
    }
    return {
      header,
      segment: { containerId, seq, path, format, gzip, from, to, lines: 0, gaps: 0, bytes: size },
      changed: mtime ?? birthtime ?? new Date(0),
    };
  } finally {
    blocks[Symbol.dispose]();
  }
}

function containerOf(files: Found[]): RecordedContainer {
  files.sort((a, b) => a.header.seq - b.header.seq);
  const first = files[0];
  const last = files[files.length - 1];
  const from = files.find((f) => f.segment.from !== undefined)?.segment.from;
  const to = last.segment.to;
  return {
    id: last.header.containerId,
    name: last.header.name,
    image: last.header.image,
    imageId: "",
    command: "",
    labels: {},
    created: first.header.created,
    firstSeen: first.header.created,
    lastSeen: to === undefined ? last.changed : dateOf(to),
    state: "unknown",
    restartCount: 0,
    log: {
      from,
      to,
      lines: 0,
      bytes: files.reduce((sum, f) => sum + f.segment.bytes, 0),
      gaps: 0,
    },
  };
}
