/** Lines of many containers in the order of time. */
import type { RecordedItem } from "../types.ts";
import { dropHeap, pushHeap, sinkHeap } from "./heap.ts";

/** The items of one container, in the order in which they are to be given. */
export interface MergeSource {
  /** Nothing in it is earlier; unset: not known. */
  from?: bigint;
  /** Called when its turn is near; the next parts are asked for when the one before is used up. */
  parts(): AsyncGenerator<RecordedItem[], void, undefined>;
}

interface Open {
  /** Never goes back, so that what stands behind a clock that was set back keeps its place. */
  key: bigint;
  order: number;
  items: RecordedItem[];
  at: number;
  parts: AsyncGenerator<RecordedItem[], void, undefined>;
}

/** So many items are handed out at once, at most. */
const BATCH = 512;

/**
 * Merges by time; the items of one source stay in their order. A source is opened when its first
 * item may be next, and `ahead` more to come are opened then, so that they can make ready. Items
 * come many at a time, none is held back while others are waited for, and no batch is empty.
 */
export async function* mergeBatches(
  sources: readonly MergeSource[],
  ahead = 0,
): AsyncGenerator<RecordedItem[], void, undefined> {
  const waiting = sources.map((source, order) => ({ source, order }))
    .sort((a, b) => compare(a.source.from ?? 0n, b.source.from ?? 0n) || a.order - b.order);
  const heap: Open[] = [];
  const opened: {
    order: number;
    parts: Open["parts"];
    first: ReturnType<Open["parts"]["next"]>;
  }[] = [];
  let next = 0;
  let batch: RecordedItem[] = [];
  const open = () => {
    const { source, order } = waiting[next++];
    const parts = source.parts();
    const first = parts.next();
    first.catch(() => {});
    opened.push({ order, parts, first });
  };
  try {
    while (true) {
      const least = heap[0];
      const due = opened.length > 0
        ? isDue(waiting[next - opened.length].source, least)
        : next < waiting.length && isDue(waiting[next].source, least);
      if (due || least === undefined) {
        if (batch.length > 0) {
          yield batch;
          batch = [];
        }
        if (!due) return;
        while (opened.length <= ahead && next < waiting.length) open();
        const { order, parts, first } = opened.shift()!;
        const source: Open = { key: 0n, order, items: [], at: 0, parts };
        if (await fill(source, first)) pushHeap(heap, source, before);
        continue;
      }
      // As long as no other may be before it, one source goes on without a look at the heap.
      const limit = limitOf(
        heap,
        opened.length > 0 || next < waiting.length
          ? waiting[next - opened.length].source.from
          : undefined,
      );
      do {
        if (batch.push(least.items[least.at++]) === BATCH) {
          yield batch;
          batch = [];
        }
        if (least.at === least.items.length) break;
        const { time } = least.items[least.at];
        if (time > least.key) least.key = time;
      } while (limit === undefined || least.key < limit);
      if (least.at < least.items.length) sinkHeap(heap, before);
      else {
        if (batch.length > 0) {
          yield batch;
          batch = [];
        }
        if (await fill(least)) sinkHeap(heap, before);
        else dropHeap(heap, before);
      }
    }
  } finally {
    for (const { parts } of [...heap, ...opened]) parts.return().catch(() => {});
  }
}

function isDue(source: MergeSource, least: Open | undefined): boolean {
  return least === undefined || source.from === undefined || source.from <= least.key;
}

/** The next part that holds anything; false at the end. */
async function fill(
  source: Open,
  first?: ReturnType<Open["parts"]["next"]>,
): Promise<boolean> {
  let answer = await (first ?? source.parts.next());
  while (!answer.done && answer.value.length === 0) answer = await source.parts.next();
  if (answer.done) return false;
  source.items = answer.value;
  source.at = 0;
  if (source.items[0].time > source.key) source.key = source.items[0].time;
  return true;
}

/** The time at which another source has to be looked at again. */
function limitOf(heap: readonly Open[], unopened: bigint | undefined): bigint | undefined {
  let limit = unopened;
  for (const other of heap.slice(1, 3)) {
    if (limit === undefined || other.key < limit) limit = other.key;
  }
  return limit;
}

const compare = (a: bigint, b: bigint) => a < b ? -1 : a > b ? 1 : 0;

const before = (a: Open, b: Open) => a.key < b.key || a.key === b.key && a.order < b.order;
