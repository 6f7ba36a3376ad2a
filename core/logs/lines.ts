/** The lines of a log, from the pieces that the engine makes of long ones. */
import { ERR, OUT, type Std } from "./frames.ts";
import { compareStampAt, STAMP_LENGTH, timeAt } from "./stamp.ts";

/** A line of a container's log. */
export interface LogLine {
  /** Tells it from a mark. */
  type: "line";
  /** `stdout` always, if the container has a terminal. */
  stream: "stdout" | "stderr";
  /** When the engine read its beginning, in nanoseconds since 1970. */
  time: bigint;
  /** Without its line feed, nor the carriage return that a terminal puts before it. */
  data: Uint8Array;
  /** Whether it came to its end: false for a last line without one, and beyond 1 MiB. */
  complete: boolean;
}

/** A line is given out in parts of this size if it is longer. */
export const MAX_LINE = 1024 * 1024;

/** Gets a line: its time are the 30 bytes of `stamp` from `stampAt` on, its data `b[from..to)`. */
export type PutLine = (
  stamp: Uint8Array,
  stampAt: number,
  std: Std,
  b: Uint8Array,
  from: number,
  to: number,
  complete: boolean,
) => void;

/** What a {@link PutLine} was given, as an object. */
export function lineOf(...[stamp, at, std, b, from, to, complete]: Parameters<PutLine>): LogLine {
  return {
    type: "line",
    stream: std === ERR ? "stderr" : "stdout",
    time: timeAt(stamp, at),
    data: b.subarray(from, to),
    complete,
  };
}

const LINE_FEED = 0x0a, CARRIAGE_RETURN = 0x0d;

interface Open {
  stamp: Uint8Array;
  pieces: Uint8Array[];
  size: number;
}

/**
 * Joins the pieces of 16 KiB that the engine makes of long lines, without an object for a line that
 * comes in one. All pieces of a line carry the timestamp of the first, so that another timestamp
 * ends a line whose end is missing (the last one of a process, or one of the `local` driver up to
 * 20.10).
 */
export class LineJoiner {
  readonly #open: (Open | undefined)[] = [undefined, undefined];

  constructor(readonly tty: boolean, readonly put: PutLine) {}

  /** The time of the line that has begun first and not ended. */
  get openSince(): bigint | undefined {
    let least: bigint | undefined;
    for (const open of this.#open) {
      const time = open === undefined ? undefined : timeAt(open.stamp, 0);
      if (time !== undefined && (least === undefined || time < least)) least = time;
    }
    return least;
  }

  /** Takes an entry. */
  push(
    stamp: Uint8Array,
    stampAt: number,
    std: Std,
    b: Uint8Array,
    from: number,
    to: number,
  ): void {
    const open = this.#open[std];
    if (open !== undefined && compareStampAt(stamp, stampAt, open.stamp) !== 0) this.#end(std);
    while (from < to) {
      const at = b.indexOf(LINE_FEED, from);
      const end = at < 0 || at >= to ? -1 : at;
      if (end < 0) {
        const { size } = this.#keep(stamp, stampAt, std, b, from, to);
        if (size >= MAX_LINE) this.#end(std);
        return;
      }
      if (this.#open[std] === undefined) {
        this.#put(stamp, stampAt, std, b, from, end, true);
      } else {
        this.#keep(stamp, stampAt, std, b, from, end);
        this.#end(std, true);
      }
      from = end + 1;
    }
  }

  /** Forgets what is open: it comes again. */
  reset(): void {
    this.#open[OUT] = this.#open[ERR] = undefined;
  }

  /** Ends what is open: no more will come of it. */
  flush(): void {
    this.#end(OUT);
    this.#end(ERR);
  }

  #keep(
    stamp: Uint8Array,
    stampAt: number,
    std: Std,
    b: Uint8Array,
    from: number,
    to: number,
  ): Open {
    const open = this.#open[std] ??= {
      stamp: stamp.slice(stampAt, stampAt + STAMP_LENGTH),
      pieces: [],
      size: 0,
    };
    open.pieces.push(b.slice(from, to));
    open.size += to - from;
    return open;
  }

  #end(std: Std, complete = false): void {
    const open = this.#open[std];
    if (open === undefined) return;
    this.#open[std] = undefined;
    const data = new Uint8Array(open.size);
    let at = 0;
    for (const piece of open.pieces) {
      data.set(piece, at);
      at += piece.length;
    }
    this.#put(open.stamp, 0, std, data, 0, data.length, complete);
  }

  #put(
    stamp: Uint8Array,
    stampAt: number,
    std: Std,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
  ): void {
    // A terminal puts it there, not the process.
    const end = complete && this.tty && to > from && b[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    this.put(stamp, stampAt, std, b, from, end, complete);
  }
}
