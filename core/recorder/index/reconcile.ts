/** The list of segments after a crash, from the files as they lie on disk. */
import { join, relative } from "node:path";
import type { SegmentRow } from "./index_writer.ts";
import {
  decodeHeader,
  MARK,
  scanItems,
  scanText,
  type SegmentHeader,
} from "../format/line_codec.ts";
import { createReadStream } from "node:fs";
import { timeAt } from "../../logs/stamp.ts";
import { unzipped } from "../format/unzipped.ts";

/** Bytes of a file's beginning in which its first line must end. */
const MAX_HEADER = 16 * 1024;
const BLOCK = 1024 * 1024;

/** What was found on disk. */
export interface Reconciled {
  segments: SegmentRow[];
  /** Rows of the database whose file is gone. */
  gone: SegmentRow[];
  /** Rows that are to be written anew. */
  changed: SegmentRow[];
}

/**
 * Makes the list of segments agree with the files, whatever moment the recorder or the machine
 * died at: half-compressed files go, torn last lines are cut off, files that the database does not
 * know are listed by their first line, and lines that were written after the last commit counted.
 */
export async function reconcile(dir: string, listed: readonly SegmentRow[]): Promise<Reconciled> {
  const files = await filesOf(dir);
  const byFile = new Map(listed.map((s) => [s.file, s]));
  const found = new Map<string, SegmentRow>();
  const changed = new Set<SegmentRow>();
  for (const [file, size] of files) {
    const path = join(dir, file);
    if (file.endsWith(".tmp")) {
      await Deno.remove(path).catch(() => {});
      continue;
    }
    if (!/\.log(\.gz)?$/.test(file)) continue;
    // Compressed, and not yet removed.
    if (!file.endsWith(".gz") && files.has(file + ".gz")) {
      await Deno.remove(path).catch(() => {});
      continue;
    }
    let known = byFile.get(file);
    // The file of an open segment may have been renamed, and be another now.
    if (known !== undefined && !known.closed && await seqOf(path) !== known.seq) known = undefined;
    const s = known ?? await unknown(dir, file, byFile);
    if (s === undefined) continue;
    if (known === undefined) changed.add(s);
    if (await recount(path, s, size)) changed.add(s);
    if (s.bytes === 0) {
      await Deno.remove(path).catch(() => {}); // made, and nothing written to it
      continue;
    }
    found.set(`${s.container} ${s.seq}`, s);
  }
  const gone = listed.filter((s) => !found.has(`${s.container} ${s.seq}`));
  const segments = [...found.values()].sort((a, b) =>
    a.container < b.container ? -1 : a.container > b.container ? 1 : a.seq - b.seq
  );
  return { segments, gone, changed: [...changed].filter((s) => segments.includes(s)) };
}

async function filesOf(dir: string, below = dir): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  for await (const entry of Deno.readDir(below)) {
    const path = join(below, entry.name);
    if (entry.isDirectory) { for (const [f, n] of await filesOf(dir, path)) files.set(f, n); }
    else if (entry.isFile) files.set(relative(dir, path), (await Deno.stat(path)).size);
  }
  return files;
}

/** A segment from its file's first line; what the database said of it under another name counts. */
async function unknown(
  dir: string,
  file: string,
  byFile: ReadonlyMap<string, SegmentRow>,
): Promise<SegmentRow | undefined> {
  const first = await firstBytes(join(dir, file));
  const end = first.indexOf(0x0a);
  const header = decodeHeader(first.subarray(0, end < 0 ? first.length : end));
  const closed = /\.\d{4,}\.log(\.gz)?$/.test(file);
  if (header === undefined || end < 0) {
    // A file was made a moment before the end; what is no record is not ours.
    return isTornHeader(first) && !file.endsWith(".gz")
      ? { ...EMPTY, file, bytes: 0, counted: 0 }
      : undefined;
  }
  const plain = file.endsWith(".gz") ? file.slice(0, -3) : file;
  const before = byFile.get(plain) ??
    byFile.get(plain.replace(new RegExp(`\\.0*${header.seq}\\.log$`), ".log"));
  const same = before?.container === header.containerId && before.seq === header.seq
    ? before
    : undefined;
  return {
    ...EMPTY,
    ...same,
    container: header.containerId,
    seq: header.seq,
    file,
    format: header.format,
    created: header.created.getTime(),
    closed,
    counted: same?.counted ?? 0,
  };
}

/** Whether nothing but the beginning of a first line was written. */
function isTornHeader(first: Uint8Array): boolean {
  const text = new TextDecoder().decode(first.subarray(0, 20));
  return !first.includes(0x0a) &&
    ["#dockerctl-record 1 ", '{"dockerctl-record":1'].some((magic) =>
      magic.startsWith(text.slice(0, magic.length))
    );
}

async function seqOf(path: string): Promise<number | undefined> {
  return (await headerOf(path))?.seq;
}

/** What a segment's file says of itself in its first line. */
export async function headerOf(path: string): Promise<SegmentHeader | undefined> {
  const first = await firstBytes(path);
  const end = first.indexOf(0x0a);
  return end < 0 ? undefined : decodeHeader(first.subarray(0, end));
}

const EMPTY: SegmentRow = {
  container: "",
  seq: 0,
  file: "",
  format: "text",
  created: 0,
  lines: 0,
  gaps: 0,
  bytes: 0,
  closed: false,
  counted: 0,
};

/** Counts what was written after the last commit, cuts off a torn line; whether anything changed. */
async function recount(path: string, s: SegmentRow, size: number): Promise<boolean> {
  const gz = path.endsWith(".gz");
  if (gz) {
    const changed = s.bytes !== size;
    s.bytes = size;
    if (s.counted > 0) return changed;
    const counter = new Counter(s);
    try {
      for await (const piece of unzipped(path)) counter.push(piece);
    } catch { /* as far as it can be read */ }
    return true;
  }
  if (size === s.counted && s.bytes === size) return false;
  if (size < s.counted) Object.assign(s, { lines: 0, gaps: 0, counted: 0 }, NO_BOUNDS);
  const counter = new Counter(s);
  const file = await Deno.open(path, { read: true, write: true });
  try {
    await file.seek(s.counted, Deno.SeekMode.Start);
    const block = new Uint8Array(BLOCK);
    for (;;) {
      const n = await file.read(block);
      if (n === null) break;
      counter.push(block.slice(0, n));
    }
    if (s.counted < size) await file.truncate(s.counted);
    s.bytes = s.counted;
    return true;
  } finally {
    file.close();
  }
}

const NO_BOUNDS = { from: undefined, to: undefined };

class Counter {
  #rest = new Uint8Array(0);

  constructor(readonly segment: SegmentRow) {}

  push(piece: Uint8Array): void {
    const s = this.segment;
    let bytes = piece;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + piece.length);
      bytes.set(this.#rest);
      bytes.set(piece, this.#rest.length);
    }
    const take = (time: bigint) => {
      s.lines++;
      if (s.from === undefined || time < s.from) s.from = time;
      if (s.to === undefined || time > s.to) s.to = time;
    };
    const marks = (from: number, to: number) =>
      void scanItems(s.format, bytes, from, to, "", (item) => {
        if (item.type === "line") take(item.time);
        else if (item.mark === "gap") s.gaps++;
      }, s.container === "");
    const end = s.format === "json"
      ? scanItems("json", bytes, 0, bytes.length, "", (item) => {
        if (item.type === "line") take(item.time);
        else if (item.mark === "gap") s.gaps++;
      }, s.container === "")
      : scanText(bytes, 0, bytes.length, (at, _, end, tag) => {
        if (tag === MARK) marks(at, end + 1);
        else take(timeAt(bytes, at));
      });
    s.counted += end;
    this.#rest = bytes.slice(end);
  }
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = path.endsWith(".gz")
    ? unzipped(path)
    : createReadStream(path, { end: MAX_HEADER - 1 }) as AsyncIterable<Uint8Array>;
  try {
    for await (const piece of stream) {
      pieces.push(piece);
      if ((size += piece.length) >= MAX_HEADER) break;
    }
  } catch {
    /* damaged, or gone: it will have no header */
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
