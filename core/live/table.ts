/** One kind's rows, replaced rather than changed. */
export class Table<Row> {
  #rows: ReadonlyMap<string, Row> = new Map();
  readonly #texts = new Map<string, string>();

  /**
   * @param same what of a row counts when it is compared with the one before
   * @param order sorts rows when new ones came in between
   */
  constructor(
    readonly same: (row: Row) => unknown,
    readonly order: ((a: Row, b: Row) => number) | undefined,
  ) {}

  get rows(): ReadonlyMap<string, Row> {
    return this.#rows;
  }

  /** Takes `rows` for all there is. */
  replaceAll(rows: ReadonlyMap<string, Row>): Difference {
    const changed: string[] = [];
    const removed = [...this.#rows.keys()].filter((key) => !rows.has(key));
    const next = new Map<string, Row>();
    for (const [key, row] of rows) {
      const kept = this.#keep(key, row);
      if (kept === undefined) changed.push(key);
      next.set(key, kept ?? row);
    }
    for (const key of removed) this.#texts.delete(key);
    const moved = changed.length === 0 && removed.length === 0 && !sameOrder(this.#rows, next);
    if (changed.length > 0 || removed.length > 0 || moved) this.#rows = next;
    return { changed, removed };
  }

  /** Takes `rows` for what there is of `keys`; other rows stay. */
  replaceSome(keys: Iterable<string>, rows: ReadonlyMap<string, Row>): Difference {
    const changed: string[] = [];
    const removed: string[] = [];
    const fresh: string[] = [];
    let next: Map<string, Row> | undefined;
    // In the engine's own order: the newest first, also of one second.
    const wanted = new Set(keys);
    const listed = [...rows.keys()].filter((key) => wanted.has(key));
    for (const key of new Set([...listed, ...wanted])) {
      const row = rows.get(key);
      if (row === undefined) {
        if (!this.#rows.has(key)) continue;
        next ??= new Map(this.#rows);
        next.delete(key);
        this.#texts.delete(key);
        removed.push(key);
      } else if (this.#keep(key, row) === undefined) {
        next ??= new Map(this.#rows);
        if (!next.has(key)) fresh.push(key);
        next.set(key, row);
        changed.push(key);
      }
    }
    if (next !== undefined) {
      this.#rows = fresh.length > 0 && this.order !== undefined
        ? sortedBy(this.order, fresh, next)
        : next;
    }
    return { changed, removed };
  }

  /** The row we have, if the new one says the same; else the new one is remembered. */
  #keep(key: string, row: Row): Row | undefined {
    const text = JSON.stringify(this.same(row));
    const old = this.#rows.get(key);
    if (old !== undefined && this.#texts.get(key) === text) return old;
    this.#texts.set(key, text);
    return undefined;
  }
}

/** Rows in order; of equal ones those that are new come first. */
function sortedBy<Row>(
  order: (a: Row, b: Row) => number,
  fresh: readonly string[],
  rows: ReadonlyMap<string, Row>,
): ReadonlyMap<string, Row> {
  const before = new Map(fresh.map((key): [string, Row] => [key, rows.get(key) as Row]));
  for (const [key, row] of rows) if (!before.has(key)) before.set(key, row);
  return new Map([...before].sort((a, b) => order(a[1], b[1])));
}

/** What became of a table. */
export interface Difference {
  changed: string[];
  removed: string[];
}

function sameOrder(a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean {
  const other = b.keys();
  for (const key of a.keys()) if (other.next().value !== key) return false;
  return true;
}
