/** Lines for the record, from the pieces that the engine makes of long ones. */
import { MAX_LINE } from "./line_joiner.ts";
import type { ContainerLog } from "../recorder/write/container_log.ts";
import { ERR, OUT, type Tag } from "../recorder/format/line_codec.ts";
import { compareStampAt, STAMP_LENGTH, timeAt } from "./stamp.ts";

const LINE_FEED = 0x0a, CARRIAGE_RETURN = 0x0d;

interface Open {
  stamp: Uint8Array;
  pieces: Uint8Array[];
  size: number;
}

/**
 * Makes lines of entries, for the record: joins the pieces of 16 KiB that the engine makes of long
 * lines, see LineJoiner, but without an object for a line that comes in one.
 */
export class LineAssembler {
  readonly #open: (Open | undefined)[] = [undefined, undefined];

  constructor(readonly log: ContainerLog, readonly tty: boolean) {}

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
    tag: Tag,
    b: Uint8Array,
    from: number,
    to: number,
  ): void {
    const open = this.#open[tag];
    if (open !== undefined && compareStampAt(stamp, stampAt, open.stamp) !== 0) this.#end(tag);
    while (from < to) {
      const at = b.indexOf(LINE_FEED, from);
      const end = at < 0 || at >= to ? -1 : at;
      if (end < 0) {
        const { size } = this.#keep(stamp, stampAt, tag, b, from, to);
        if (size >= MAX_LINE) this.#end(tag);
        return;
      }
      if (this.#open[tag] === undefined) {
        this.#put(stamp, stampAt, tag, b, from, end, true);
      } else {
        this.#keep(stamp, stampAt, tag, b, from, end);
        this.#end(tag, true);
      }
      from = end + 1;
    }
  }

  /** Ends what is open: no more will come of it. */
  flush(): void {
    this.#end(OUT);
    this.#end(ERR);
  }

  #keep(
    stamp: Uint8Array,
    stampAt: number,
    tag: Tag,
    b: Uint8Array,
    from: number,
    to: number,
  ): Open {
    const open = this.#open[tag] ??= {
      stamp: stamp.slice(stampAt, stampAt + STAMP_LENGTH),
      pieces: [],
      size: 0,
    };
    open.pieces.push(b.slice(from, to));
    open.size += to - from;
    return open;
  }

  #end(tag: Tag, complete = false): void {
    const open = this.#open[tag];
    if (open === undefined) return;
    this.#open[tag] = undefined;
    const data = new Uint8Array(open.size);
    let at = 0;
    for (const piece of open.pieces) {
      data.set(piece, at);
      at += piece.length;
    }
    this.#put(open.stamp, 0, tag, data, 0, data.length, complete);
  }

  #put(
    stamp: Uint8Array,
    stampAt: number,
    tag: Tag,
    b: Uint8Array,
    from: number,
    to: number,
    complete: boolean,
  ): void {
    // A terminal puts it there, not the process.
    const end = complete && this.tty && to > from && b[to - 1] === CARRIAGE_RETURN ? to - 1 : to;
    this.log.put(stamp, stampAt, tag, b, from, end, complete);
  }
}
