/** What a list shows: its columns, and its rows as they stand after filter and sort. */
import type { ListId, Model } from "../../model/model.ts";
import { pluginColumns } from "../../plugin/columns.ts";
import { type Role, type Span, span } from "../../text/block.ts";
import { type Findable, matcher } from "./filter.ts";
import { withHosts } from "./host_column.ts";

/** One column of a list. Columns are dropped from the highest `drop` on when there is no room. */
export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  /** Takes the room that is left. */
  readonly grows?: number;
  readonly drop: number;
  /** Its texts are seen in full before another column has room. */
  readonly full?: boolean;
  readonly align?: "left" | "right";
  cell(item: T, model: Model): Span;
  /** What it is sorted by; numbers count from the highest down first. */
  sort?(item: T, model: Model): number | string;
}

/** What a list shows and how it is found again. */
// deno-lint-ignore no-explicit-any
export interface ListSpec<T = any> extends Findable<T> {
  readonly id: ListId;
  readonly title: string;
  readonly columns: readonly Column<T>[];
  /** Where a row stands while no order was chosen: lower ones first, equal ones as they come. */
  rank?(item: T): number;
  /** What that order is called. */
  readonly order?: string;
  /** Rows that stand back behind the others. */
  dim?(item: T): boolean;
  /** The kind whose list it is made of, where that is another. */
  readonly needs?: ListId;
  /** Said in an empty pane. */
  readonly empty: string;
  /** Why there can be no rows now, where it is not the kind's own list that says so. */
  absent?(model: Model): { readonly text: string; readonly role: Role } | undefined;
  /** What has to be known of the rows that are shown. */
  caution?(model: Model): string | undefined;
  items(model: Model): readonly T[];
  key(item: T): string;
  /** What a person calls it. */
  name(item: T): string;
}

/** The columns of a list, those of plugins among them. */
export function columnsOf<T>(model: Model, spec: ListSpec<T>): readonly Column<T>[] {
  const added = pluginColumns(model.plugins.columns, spec.id);
  if (added.length === 0) return withHosts(model, spec.id, spec.columns);
  return withHosts(model, spec.id, [
    ...spec.columns,
    ...added.map(({ value, ...column }): Column<T> => ({
      ...column,
      cell: (item, m) => span(value(spec.key(item), m).text),
      sort: (item, m) => value(spec.key(item), m).value,
    })),
  ]);
}

/** Rows as they are shown: filtered and sorted. */
export interface Rows<T = unknown> {
  readonly items: readonly T[];
  readonly keys: readonly string[];
  /** How many there are without the filter. */
  readonly total: number;
}

const known = new WeakMap<Model, Map<ListId, Rows>>();

/** The rows of a list, worked out once a model. */
export function rowsOf<T>(model: Model, spec: ListSpec<T>): Rows<T> {
  let byList = known.get(model);
  if (byList === undefined) known.set(model, byList = new Map());
  let rows = byList.get(spec.id);
  if (rows === undefined) byList.set(spec.id, rows = findRows(model, spec));
  return rows as Rows<T>;
}

/** Rows that follow from the items and the filter alone. */
const settled = new WeakMap<object, Map<ListId, { filter: string; rows: Rows }>>();

function findRows<T>(model: Model, spec: ListSpec<T>): Rows<T> {
  const { filter, sort } = model.lists[spec.id];
  const all = spec.items(model);
  // A column may sort by what is measured, which changes while the items do not.
  if (sort !== undefined) return orderRows(model, spec, all);
  let byList = settled.get(all);
  if (byList === undefined) settled.set(all, byList = new Map());
  const before = byList.get(spec.id);
  if (before?.filter === filter) return before.rows as Rows<T>;
  const rows = orderRows(model, spec, all);
  byList.set(spec.id, { filter, rows });
  return rows;
}

function orderRows<T>(model: Model, spec: ListSpec<T>, all: readonly T[]): Rows<T> {
  const state = model.lists[spec.id];
  const wanted = matcher(state.filter, spec);
  let items = wanted === undefined ? all.slice() : all.filter(wanted);
  if (state.sort !== undefined) {
    const sort = columnsOf(model, spec).find((c) => c.id === state.sort!.column)?.sort;
    if (sort !== undefined) items = sorted(items, (item) => sort(item, model), state.sort.down);
  } else if (spec.rank !== undefined) {
    items = sorted(items, (item) => spec.rank!(item), false);
  }
  // What is called so is meant first; then what is found by its image, its command and the like.
  const named = matcher(state.filter, { ...spec, text: (item: T) => spec.name(item) });
  if (named !== undefined) items = sorted(items, (item) => named(item) ? 0 : 1, false);
  return { items, keys: items.map((item) => spec.key(item)), total: all.length };
}

/** Items by a value of each; equal ones stay in their order. */
export function sorted<T>(
  items: readonly T[],
  by: (item: T) => number | string,
  down: boolean,
): T[] {
  const sign = down ? -1 : 1;
  return items.map((item) => [by(item), item] as const)
    .sort(([a], [b]) => sign * (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);
}

/** The selected object of a list. */
export function selectedItem<T>(model: Model, spec: ListSpec<T>): T | undefined {
  const { items, keys } = rowsOf(model, spec);
  return items[keys.indexOf(model.lists[spec.id].selected ?? "")];
}
