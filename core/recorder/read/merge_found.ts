/** Lines that searches found in the logs of many containers, in the order of time. */
import { fractionAt, secondsAt } from "../../logs/stamp.ts";
import type { VisitLine } from "../types.ts";
import { dropHeap, pushHeap, sinkHeap } from "./heap.ts";
import type { FoundLines } from "./segment_reader.ts";

/** What is found in the log of one container, in the order in which it is to be given. */
export interface FoundSource {
  /** Nothing in it is earlier; unset: not known. */
  from?: bigint;
  /** Called when its turn is near; the next part is asked for when the one before is used up. */
  parts(): AsyncGenerator<FoundLines, void, undefined>;
}

interface Open {
  /** Seconds and nanoseconds; never go back: what stands behind a clock set back keeps its place. */
  seconds: number;
  nanos: number;
  order: number;
  lines: FoundLines;
  /** The line that is next, and where it begins. */
  at: number;
  start: number;
  parts: AsyncGenerator<FoundLines, void, undefined>;
}

/** When a source begins. */
interface Begin {
  source: FoundSource;
  order: number;
  seconds: number;
  nanos: number;
}

type Time = Pick<Open, "seconds" | "nanos">;

const BILLION = 1_000_000_000n;
const NONE: FoundLines = { containerId: "", bytes: new Uint8Array(0), ends: new Int32Array(0) };
const NEVER: Time = { seconds: Infinity, nanos: 0 };

/**
 * Visits the lines as mergeBatches (merge.ts) orders items: by time, those of one source in their
 * order, those of the same time in the order of the sources.
 */
export async function mergeFound(
  sources: readonly FoundSource[],
  visit: VisitLine,
  ahead = 0,
): Promise<void> {
  const waiting = sources.map(beginOf).sort((a, b) => compare(a, b) || a.order - b.order);
  const heap: Open[] = [];
  const opened: { open: Open; first: ReturnType<Open["parts"]["next"]> }[] = [];
  let next = 0;
  try {
    for (;;) {
      const least = heap[0];
      const coming = waiting[next - opened.length] as Begin | undefined;
      if (coming !== undefined && (least === undefined || compare(coming, least) <= 0)) {
        while (opened.length <= ahead && next < waiting.length) {
          opened.push(opening(waiting[next++]));
        }
        const { open, first } = opened.shift()!;
        if (await fill(open, first)) pushHeap(heap, open, before);
        continue;
      }
      if (least === undefined) return;
      // As long as no other may be before it, one source goes on without a look at the heap.
      const limit = earliest(earliest(coming ?? NEVER, heap[1]), heap[2]);
      do {
        const { lines, at, start } = least;
        const end = lines.ends[at];
        least.at = at + 1;
        least.start = end;
        const busy = visit(lines.containerId, lines.bytes, start, end - 1);
        if (busy !== undefined) await busy;
        if (least.at === lines.ends.length) break;
        toNext(least);
      } while (compare(least, limit) < 0);
      if (least.at < least.lines.ends.length || await fill(least)) sinkHeap(heap, before);
      else dropHeap(heap, before);
    }
  } finally {
    for (const { parts } of [...heap, ...opened.map(({ open }) => open)]) {
      parts.return().catch(() => {});
    }
  }
}

function beginOf(source: FoundSource, order: number): Begin {
  const from = source.from ?? 0n;
  const seconds = source.from === undefined ? -Infinity : Number(from / BILLION);
  return { source, order, seconds, nanos: Number(from % BILLION) };
}

function opening({ source, order }: Begin) {
  const parts = source.parts();
  const first = parts.next();
  first.catch(() => {});
  return {
    open: { ...NEVER, seconds: -Infinity, order, lines: NONE, at: 0, start: 0, parts },
    first,
  };
}

/** The next part that holds anything; false at the end. */
async function fill(open: Open, first?: ReturnType<Open["parts"]["next"]>): Promise<boolean> {
  let answer = await (first ?? open.parts.next());
  while (!answer.done && answer.value.ends.length === 0) answer = await open.parts.next();
  if (answer.done) return false;
  open.lines = answer.value;
  open.at = 0;
  open.start = 0;
  toNext(open);
  return true;
}

/** The time of the line that is next. */
function toNext(open: Open): void {
  const { bytes } = open.lines;
  const seconds = secondsAt(bytes, open.start);
  if (seconds < open.seconds) return;
  const nanos = fractionAt(bytes, open.start);
  if (seconds === open.seconds && nanos < open.nanos) return;
  open.seconds = seconds;
  open.nanos = nanos;
}

const compare = (a: Time, b: Time) =>
  a.seconds !== b.seconds ? a.seconds < b.seconds ? -1 : 1 : a.nanos - b.nanos;

const earliest = (a: Time, b: Time | undefined) => b !== undefined && compare(b, a) < 0 ? b : a;

const before = (a: Open, b: Open) => (compare(a, b) || a.order - b.order) < 0;
