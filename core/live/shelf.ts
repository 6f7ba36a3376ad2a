import { EngineError } from "../errors.ts";
import type { Difference } from "./table.ts";
import { Table } from "./table.ts";

/** How one kind is listed. */
export interface Listing<Row> {
  key(row: Row): string;
  /** All rows, in the order to show. */
  all(signal: AbortSignal): Promise<Row[]>;
  /** The rows of these keys, as far as they exist; absent where only `all` will do. */
  some?(keys: readonly string[], signal: AbortSignal): Promise<Row[]>;
  /** What of a row counts when it is compared. */
  same(row: Row): unknown;
  order?(a: Row, b: Row): number;
}

/** More keys than these are listed with all the rest. */
const MANY = 50;
/** Keys that are remembered one by one; beyond, the whole kind counts as changed. */
const MAX_DIRTY = 1_000;
/** How long events are gathered before the engine is asked, in milliseconds. */
const GATHER = 50;
/** Keys that are kept as gone while a list is on its way. */
const MAX_GONE = 10_000;

/**
 * One kind's rows and the one request at a time that keeps them true. Hints that come while a
 * request is under way are answered by the next one, all together.
 */
export class Shelf<Row> {
  readonly table: Table<Row>;
  readonly #dirty = new Set<string>();
  #allDirty = false;
  /** Keys that were destroyed since the running request was sent: its answer may be older. */
  #gone: Set<string> | undefined;
  #running: Promise<void> | undefined;

  constructor(
    readonly listing: Listing<Row>,
    readonly changed: (d: Difference) => void,
    readonly failed: (e: EngineError) => void,
    readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>,
  ) {
    this.table = new Table<Row>((row) => listing.same(row), listing.order);
  }

  /** Lists everything now. What is hinted at meanwhile is looked at after it. */
  async sync(signal: AbortSignal): Promise<void> {
    this.#dirty.clear();
    this.#allDirty = false;
    await this.#list(undefined, signal);
  }

  /** A row, or any row, may be another now; `live` is false while the first lists are awaited. */
  hint(key: string | undefined, gone: boolean, live: boolean, signal: AbortSignal): void {
    if (key === undefined) this.#allDirty = true;
    else {
      this.#dirty.add(key);
      if (this.#dirty.size > MAX_DIRTY) {
        this.#dirty.clear();
        this.#allDirty = true;
      }
      if (gone) {
        if (this.#gone !== undefined && this.#gone.size < MAX_GONE) this.#gone.add(key);
        if (live) {
          const d = this.table.replaceSome([key], new Map());
          if (d.removed.length > 0) this.changed(d);
        }
      } else this.#gone?.delete(key);
    }
    if (live) this.work(signal);
  }

  /** Answers the hints so far, if there are any and nobody is at it. */
  work(signal: AbortSignal): void {
    if (this.#running !== undefined || (!this.#allDirty && this.#dirty.size === 0)) return;
    this.#running = this.#drain(signal).finally(() => {
      this.#running = undefined;
      if (!signal.aborted) this.work(signal);
    });
  }

  async #drain(signal: AbortSignal): Promise<void> {
    try {
      while ((this.#allDirty || this.#dirty.size > 0) && !signal.aborted) {
        await this.sleep(GATHER, signal);
        const keys = this.#allDirty || this.#dirty.size > MANY || !this.listing.some
          ? undefined
          : [...this.#dirty];
        this.#allDirty = false;
        this.#dirty.clear();
        await this.#list(keys, signal);
      }
    } catch (e) {
      if (signal.aborted) return;
      if (!(e instanceof EngineError)) throw e;
      // Nothing is known to be right now: whoever is told will list again.
      this.#allDirty = false;
      this.#dirty.clear();
      this.failed(e);
    }
  }

  async #list(keys: readonly string[] | undefined, signal: AbortSignal): Promise<void> {
    const gone = this.#gone = new Set<string>();
    try {
      const rows = keys === undefined
        ? await this.listing.all(signal)
        : await this.listing.some!(keys, signal);
      const byKey = new Map<string, Row>();
      for (const row of rows) {
        const key = this.listing.key(row);
        if (!gone.has(key)) byKey.set(key, row);
      }
      const d = keys === undefined
        ? this.table.replaceAll(byKey)
        : this.table.replaceSome(keys, byKey);
      if (d.changed.length > 0 || d.removed.length > 0) this.changed(d);
    } finally {
      if (this.#gone === gone) this.#gone = undefined;
    }
  }
}
