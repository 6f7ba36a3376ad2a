/** The last lines of containers, without reading what comes before. */
import type { RecordedItem } from "../types.ts";
import type { SegmentReader } from "./segment_reader.ts";
import type { SegmentFile } from "./segment_file.ts";

/** What is read of the end of a plain file at first; twice as much each time it was too little. */
const FIRST_WINDOW = 64 * 1024;

/** Containers whose last lines are looked for at the same time. */
const AT_ONCE = 4;

/**
 * The last `count` lines of several containers with what stands between them: from the newest
 * segment backwards, as far as needed.
 */
export async function tailItems(
  lists: readonly (readonly SegmentFile[])[],
  count: number,
  reader: SegmentReader,
): Promise<RecordedItem[][]> {
  const times = new NewestTimes(count);
  const found: RecordedItem[][] = lists.map(() => []);
  if (count <= 0) return found;
  let next = 0;
  const work = async () => {
    while (next < lists.length) {
      const at = next++;
      found[at] = await tailOf(lists[at], count, reader, times);
      for (const item of found[at]) if (item.type === "line") times.add(item.time);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, lists.length) }, work));
  return found;
}

async function tailOf(
  segments: readonly SegmentFile[],
  count: number,
  reader: SegmentReader,
  times: NewestTimes,
): Promise<RecordedItem[]> {
  let kept: RecordedItem[] = [];
  let lines = 0;
  for (let i = segments.length - 1; i >= 0 && lines < count; i--) {
    const segment = segments[i];
    if (segment.to !== undefined && times.floor !== undefined && segment.to < times.floor) break;
    const own = await lastOf(segment, count - lines, reader);
    kept = [...own, ...kept];
    lines += linesIn(own);
  }
  return kept;
}

async function lastOf(
  segment: SegmentFile,
  count: number,
  reader: SegmentReader,
): Promise<RecordedItem[]> {
  const whole = segment.gzip || reader.query.grep !== undefined;
  for (let window = FIRST_WINDOW;; window *= 2) {
    // Asked first: what a recorder writes meanwhile is not missed by a window of this size.
    const size = whole ? 0 : await sizeOf(segment);
    let kept: RecordedItem[] = [];
    let held = 0;
    for await (const items of reader.items([segment], whole ? undefined : window)) {
      for (const item of items) kept.push(item);
      held += linesIn(items);
      if (kept.length > 2 * count + 1024 && held > 2 * count) {
        kept = lastLines(kept, count);
        held = linesIn(kept);
      }
    }
    if (whole || held >= count || window >= size) return lastLines(kept, count);
  }
}

async function sizeOf(segment: SegmentFile): Promise<number> {
  try {
    return (await Deno.stat(segment.path)).size;
  } catch {
    return segment.bytes;
  }
}

const linesIn = (items: readonly RecordedItem[]) =>
  items.reduce((sum, item) => sum + (item.type === "line" ? 1 : 0), 0);

/** The last so many lines, with the marks behind the first of them. */
export function lastLines(items: readonly RecordedItem[], count: number): RecordedItem[] {
  let lines = 0;
  for (let i = items.length - 1; i >= 0; i--) {
    if (items[i].type === "line" && ++lines === count) return items.slice(i);
  }
  return [...items];
}

/** Knows before which time no line can be among the newest. */
class NewestTimes {
  #times: bigint[] = [];
  constructor(private readonly count: number) {}

  add(time: bigint): void {
    this.#times.push(time);
    if (this.#times.length > 4 * this.count + 1024) this.#cut();
  }

  get floor(): bigint | undefined {
    if (this.#times.length < this.count) return undefined;
    this.#cut();
    return this.#times[this.#times.length - 1];
  }

  #cut(): void {
    this.#times.sort((a, b) => a > b ? -1 : a < b ? 1 : 0);
    this.#times.length = Math.min(this.#times.length, this.count);
  }
}
