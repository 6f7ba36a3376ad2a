import { entryKey, type LogEntry, nanosOf, stampOf } from "./entry.ts";

/**
 * How far back reading begins again, in nanoseconds: the engine's two copiers write out of order
 * by milliseconds, a late piece of a long line by more than half a second.
 */
const OVERLAP = 3_000_000_000n;
/** Entries that are remembered at most; a faster log has a shorter overlap. */
const MAX_KNOWN = 200_000;
/** What is too old is forgotten in one go after so many entries. */
const SWEEP = 2_048;

/**
 * Knows which entries were delivered lately, so that reading can begin again somewhat earlier:
 * what comes a second time is dropped, and as often as it was there before, no oftener.
 */
export class Overlap {
  /** Delivered, in the order of delivery; `#from` is the first that counts. */
  #known: { stamp: string; key: string }[] = [];
  #newest = "";
  /** What begins before this is not wholly known any more. */
  #floor = "";
  #again: Map<string, number> | undefined;
  #matched = 0;

  /** The newest timestamp that was delivered, "" if none was. */
  get newest(): string {
    return this.#newest;
  }

  /**
   * Where to begin reading again, in nanoseconds since 1970; undefined: from the start.
   * @param open the timestamp of a line that has begun and not ended
   */
  since(open?: string): bigint | undefined {
    if (this.#newest === "") return undefined;
    let from = nanosOf(this.#newest) - OVERLAP;
    if (open !== undefined && nanosOf(open) < from) from = nanosOf(open);
    const floor = this.#floor === "" ? 0n : nanosOf(this.#floor);
    return from > floor ? from : floor;
  }

  /** Begins to read again: what is known may come once more. */
  rewind(): void {
    this.#again = new Map();
    for (const { key } of this.#known) this.#again.set(key, (this.#again.get(key) ?? 0) + 1);
    this.#matched = 0;
  }

  /** Whether reading went on without touching what was known: something is missing between. */
  get torn(): boolean {
    return this.#again !== undefined && this.#known.length > 0 && this.#matched === 0;
  }

  /** Whether `entry` is new; it then counts as delivered. */
  admit(entry: LogEntry, open?: string): boolean {
    const key = entryKey(entry);
    const left = this.#again?.get(key);
    if (left !== undefined) {
      this.#matched++;
      if (left > 1) this.#again!.set(key, left - 1);
      else this.#again!.delete(key);
      return false;
    }
    this.#known.push({ stamp: entry.stamp, key });
    if (entry.stamp > this.#newest) this.#newest = entry.stamp;
    if (this.#known.length % SWEEP === 0) this.#sweep(open);
    return true;
  }

  #sweep(open?: string): void {
    const since = this.since(open)!;
    const from = stampOf(since < 0n ? 0n : since);
    this.#known = this.#known.filter((k) => k.stamp >= from);
    if (this.#known.length > MAX_KNOWN) {
      const dropped = this.#known.splice(0, this.#known.length - MAX_KNOWN);
      // Beyond the newest of what is forgotten, everything is known.
      let newest = "";
      for (const d of dropped) if (d.stamp > newest) newest = d.stamp;
      this.#floor = stampOf(nanosOf(newest) + 1n);
    }
  }
}
