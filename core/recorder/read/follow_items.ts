/** What is recorded from now on, as it comes. */
import { nanosOf } from "../../logs/time.ts";
import type { RecordedItem } from "../types.ts";
import { mergeBatches, type MergeSource } from "./merge.ts";
import type { SegmentReader } from "./segment_reader.ts";
import type { SegmentFile } from "./segment_file.ts";

/** Where a container's log is to be gone on with. */
export interface Place {
  seq: number;
  position: number;
}

/** Changes that come closer together are looked at together, in milliseconds. */
const TOGETHER = 50;

/** Where nothing tells of changes, and for those that are not told. */
const AT_LEAST = 1_000;

/** How far each container's newest segment reaches now, by whole lines. */
export async function endsOf(
  lists: ReadonlyMap<string, readonly SegmentFile[]>,
): Promise<Map<string, Place>> {
  const ends = new Map<string, Place>();
  for (const [id, list] of lists) {
    const newest = list[list.length - 1];
    ends.set(id, { seq: newest.seq, position: newest.gzip ? Infinity : await wholeLines(newest) });
  }
  return ends;
}

/** Bytes of a plain file up to its last line feed. */
async function wholeLines({ path }: SegmentFile): Promise<number> {
  const STEP = 64 * 1024;
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch {
    return Infinity; // compressed by now: it is closed, and read to its end
  }
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(STEP);
    for (let end = size; end > 0;) {
      const from = Math.max(0, end - STEP);
      await file.seek(from, Deno.SeekMode.Start);
      const n = await file.read(bytes.subarray(0, end - from)) ?? 0;
      const feed = bytes.subarray(0, n).lastIndexOf(10);
      if (feed >= 0) return from + feed + 1;
      end = from;
    }
    return 0;
  } finally {
    file.close();
  }
}

/**
 * What is written behind `places`, until the signal: `lists` gives the segments as they are each
 * time, `dir` is the folder whose changes are followed.
 */
export async function* followItems(
  dir: string,
  places: Map<string, Place>,
  lists: () => Promise<ReadonlyMap<string, readonly SegmentFile[]>>,
  reader: SegmentReader,
): AsyncGenerator<RecordedItem[], void, undefined> {
  const { signal, until } = reader.query;
  using changes = new Changes(dir);
  while (true) {
    signal?.throwIfAborted();
    const sources: MergeSource[] = [];
    for (const [id, list] of await lists()) {
      const place = places.get(id) ?? { seq: 0, position: 0 };
      places.set(id, place);
      const newer = list.filter((s) => s.seq >= place.seq);
      if (newer.length > 0) sources.push({ parts: () => partsOf(newer, place, reader) });
    }
    yield* mergeBatches(sources);
    if (until !== undefined && nanosOf(new Date()) > until) return;
    await changes.next(signal);
  }
}

async function* partsOf(
  segments: readonly SegmentFile[],
  place: Place,
  reader: SegmentReader,
): AsyncGenerator<RecordedItem[], void, undefined> {
  for (const segment of segments) {
    if (segment.seq > place.seq) {
      place.seq = segment.seq;
      place.position = 0;
    } else if (await isUnchanged(segment, place)) continue;
    yield* reader.from(segment, place.position, (position) => place.position = position);
    // Compressed: nothing more is to come.
    if (segment.gzip) place.position = Infinity;
  }
}

async function isUnchanged({ path, gzip }: SegmentFile, { position }: Place): Promise<boolean> {
  if (position === Infinity) return true;
  if (gzip) return false;
  return await Deno.stat(path).then((s) => s.size === position, () => false);
}

/** Tells when something below a folder changed, and at least once in a while. */
class Changes implements Disposable {
  #watcher?: Deno.FsWatcher;
  #changed = false;
  #wake?: () => void;

  constructor(dir: string) {
    try {
      this.#watcher = Deno.watchFs(dir, { recursive: true });
      this.#watch(this.#watcher).catch(() => {});
    } catch { /* no more watches to be had: then by the clock alone */ }
  }

  async #watch(watcher: Deno.FsWatcher): Promise<void> {
    for await (const { kind } of watcher) {
      if (kind === "access") continue;
      this.#changed = true;
      this.#wake?.();
    }
  }

  async next(signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => reject(signal!.reason);
    signal?.addEventListener("abort", stop, { once: true });
    let timer = setTimeout(resolve, this.#changed ? TOGETHER : AT_LEAST);
    this.#wake = () => {
      this.#wake = undefined;
      clearTimeout(timer);
      timer = setTimeout(resolve, TOGETHER);
    };
    try {
      signal?.throwIfAborted();
      await promise;
    } finally {
      this.#changed = false;
      this.#wake = undefined;
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
  }
}
