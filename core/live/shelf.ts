/** The objects of one kind in the live cache. */
import { EngineError } from "../errors.ts";
import { type Difference, Table } from "./table.ts";

/** How one kind is listed. */
export interface Listing<Row> {
  key(row: Row): string;
  /** All rows, in the order to show. */
  all(signal: AbortSignal): Promise<Row[]>;
  /** All rows, asked for before the engine has said which API it speaks. */
  early(signal: AbortSignal): Promise<Row[]>;
  /** The rows of these keys, as far as they exist; absent where only `all` will do. */
  some?(keys: readonly string[], signal: AbortSignal): Promise<Row[]>;
  /** What of a row counts when it is compared. */
  same(row: Row): unknown;
  order?(a: Row, b: Row): number;
  /** Whether lists can lag behind events, so that one look is not enough. */
  lags?: boolean;
}

/** What is said of one row. */
export interface RowHint<Row> {
  key: string;
  /** It is gone for certain. */
  gone?: boolean;
  /** What is to be true of the row as soon as the engine's lists have caught up. */
  expect?: (row: Row | undefined) => boolean;
}

/** A row to look at. */
interface Due<Row> {
  /** When it was hinted at, and when to look, by performance.now(). */
  since: number;
  at: number;
  step: number;
  expect?: (row: Row | undefined) => boolean;
}

/** More keys than these are listed with all the rest. */
const MANY = 50;
/** Keys that are remembered one by one; beyond, the whole kind counts as changed. */
const MAX_DUE = 1_000;
/** Keys that are kept as gone while a list is on its way. */
const MAX_GONE = 10_000;
/** Looks that are due within so many milliseconds of one another are one. */
const TOGETHER = 25;
/** The least time between two requests, in milliseconds. */
const GAP = 100;
/**
 * When to look at a row, in milliseconds after the event. An engine tells of a change before its
 * lists show it (moby daemon/monitor.go: `die` goes out, then mounts and networks are released,
 * then the list is brought up to date), so that a row that does not show what the event said is
 * looked at again, and any row once more after a second.
 */
const LOOKS = [50, 150, 400, 1_000, 2_000, 4_000, 8_000, 16_000];
/** The look that is never left out. */
const ALWAYS = 3;

/**
 * One kind's rows and the one request at a time that keeps them true. What is hinted at while a
 * request is under way is looked at by the next one, all together.
 */
export class Shelf<Row> {
  readonly table: Table<Row>;
  readonly #due = new Map<string, Due<Row>>();
  /** When to list everything, if that is to be done. */
  #allAt: number | undefined;
  /** Keys that were destroyed since the running request was sent: its answer may be older. */
  #gone: Set<string> | undefined;
  #looking = false;
  /** A list that is relied on has come. */
  #known = false;
  #looked = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The connection in use, once its first lists are in. */
  #signal: AbortSignal | undefined;

  constructor(
    readonly listing: Listing<Row>,
    readonly changed: (d: Difference) => void,
    readonly failed: (e: EngineError) => void,
    readonly listed: () => void,
  ) {
    this.table = new Table<Row>((row) => listing.same(row), listing.order);
  }

  /** Lists everything once, without being relied on: no hint is forgotten for it. */
  async look(signal: AbortSignal): Promise<void> {
    const rows = new Map(
      (await this.listing.early(signal)).map((row) => [this.listing.key(row), row]),
    );
    // The list that counts has come meanwhile.
    if (this.#known) return;
    this.changed(this.table.replaceAll(rows));
    this.listed();
  }

  /** Lists everything now; what is hinted at from now on is kept until {@link live}. */
  async sync(signal: AbortSignal): Promise<void> {
    this.#rest();
    this.#due.clear();
    this.#allAt = undefined;
    await this.#list(undefined, signal);
  }

  /** From now on hints are followed, until the signal says stop. */
  live(signal: AbortSignal): void {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#rest(), { once: true });
    this.#schedule();
  }

  #rest(): void {
    this.#signal = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Any row may be another now, or is to be looked at after `wait` milliseconds. */
  hintAll(wait: number = LOOKS[0]): void {
    const at = performance.now() + wait;
    if (this.#allAt === undefined || this.#allAt > at) this.#allAt = at;
    this.#schedule();
  }

  /** A row may be another now. */
  hint({ key, gone, expect }: RowHint<Row>): void {
    const since = performance.now();
    const known = this.#due.get(key);
    const at = known?.step === 0 ? known.at : since + LOOKS[0];
    this.#due.set(key, { since, at, step: 0, expect: expect ?? known?.expect });
    if (this.#due.size > MAX_DUE) {
      this.#due.clear();
      this.#allAt = since + LOOKS[ALWAYS];
    }
    if (gone) {
      if (this.#gone !== undefined && this.#gone.size < MAX_GONE) this.#gone.add(key);
      const d = this.table.replaceSome([key], new Map());
      if (d.removed.length > 0) this.changed(d);
    } else this.#gone?.delete(key);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#looking || this.#signal === undefined) return;
    let next = this.#allAt ?? Infinity;
    for (const { at } of this.#due.values()) if (at < next) next = at;
    clearTimeout(this.#timer);
    if (next === Infinity) return;
    const wait = Math.max(0, Math.max(next, this.#looked + GAP) - performance.now());
    this.#timer = setTimeout(() => void this.#look(), wait);
  }

  async #look(): Promise<void> {
    const signal = this.#signal;
    if (signal === undefined || this.#looking) return;
    const now = performance.now() + TOGETHER;
    const due = [...this.#due].filter(([, d]) => d.at <= now);
    const everything = this.#allAt !== undefined && this.#allAt <= now;
    if (everything) this.#allAt = undefined;
    this.#looking = true;
    let sound = true;
    try {
      const keys = everything || due.length > MANY || !this.listing.some
        ? undefined
        : due.map(([key]) => key);
      await this.#list(keys, signal);
    } catch (e) {
      sound = false;
      if (!signal.aborted) {
        if (!(e instanceof EngineError)) throw e;
        this.failed(e);
      }
    } finally {
      this.#looking = false;
      this.#looked = performance.now();
    }
    for (const [key, d] of due) {
      if (this.#due.get(key) !== d) continue; // hinted at anew
      const met = sound && (d.expect?.(this.table.rows.get(key)) ?? true);
      if (!met) d.step++;
      else d.step = d.step < ALWAYS && this.listing.lags ? ALWAYS : LOOKS.length;
      if (d.step >= LOOKS.length) this.#due.delete(key);
      else d.at = d.since + LOOKS[d.step];
    }
    this.#schedule();
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
      if (keys === undefined) {
        this.#known = true;
        this.listed();
      }
      if (d.changed.length > 0 || d.removed.length > 0) this.changed(d);
    } finally {
      if (this.#gone === gone) this.#gone = undefined;
    }
  }
}
