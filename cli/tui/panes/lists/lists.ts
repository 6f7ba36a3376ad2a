import { containersList } from "./containers.ts";
import { eventsList } from "./events.ts";
import { imagesList } from "./images.ts";
import { networksList } from "./networks.ts";
import { projectsList } from "./projects.ts";
import { volumesList } from "./volumes.ts";
import { matcher } from "./filter.ts";
import type { ListId, Model } from "../../model/model.ts";
import type { Span } from "../../text/block.ts";

/** One column of a list. Columns are dropped from the highest `drop` on when there is no room. */
export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly width: number;
  /** Takes the room that is left. */
  readonly grows?: number;
  readonly drop: number;
  readonly align?: "left" | "right";
  cell(item: T, model: Model): Span;
  /** What it is sorted by; numbers count from the highest down first. */
  sort?(item: T, model: Model): number | string;
}

/** What a list shows and how it is found again. */
export interface ListSpec<T> {
  readonly id: ListId;
  readonly title: string;
  readonly columns: readonly Column<T>[];
  /** Rows that stand back behind the others. */
  dim?(item: T): boolean;
  /** Said in an empty pane. */
  readonly empty: string;
  items(model: Model): readonly T[];
  key(item: T): string;
  /** What `/` looks through. */
  text(item: T): string;
  labels?(item: T): Readonly<Record<string, string>>;
  status?(item: T): string;
}

// deno-lint-ignore no-explicit-any
const specs: Record<ListId, ListSpec<any>> = {
  containers: containersList,
  images: imagesList,
  networks: networksList,
  volumes: volumesList,
  projects: projectsList,
  events: eventsList,
};

/** The list of this id. */
// deno-lint-ignore no-explicit-any
export function listSpec(id: ListId): ListSpec<any> {
  return specs[id];
}

/** Further columns of a list: those of plugins, before anything is drawn. */
// deno-lint-ignore no-explicit-any
export function addColumns(id: ListId, columns: readonly Column<any>[]): void {
  const taken = new Set(columns.map((c) => c.id));
  const own = specs[id].columns.filter((c) => !taken.has(c.id));
  specs[id] = { ...specs[id], columns: [...own, ...columns] };
}

/** Rows as they are shown: filtered and sorted. */
export interface Rows {
  readonly items: readonly unknown[];
  readonly keys: readonly string[];
  /** How many there are without the filter. */
  readonly total: number;
}

const known = new WeakMap<Model, Partial<Record<ListId, Rows>>>();

/** The rows of a list, worked out once a model. */
export function rowsOf(model: Model, id: ListId): Rows {
  let byList = known.get(model);
  if (byList === undefined) known.set(model, byList = {});
  return byList[id] ??= findRows(model, id);
}

function findRows(model: Model, id: ListId): Rows {
  const spec = specs[id];
  const state = model.lists[id];
  const all = spec.items(model);
  const wanted = matcher(state.filter, spec);
  const items = wanted === undefined ? all.slice() : all.filter(wanted);
  const column = spec.columns.find((c) => c.id === state.sort?.column);
  if (column?.sort !== undefined) {
    const sign = state.sort!.down ? -1 : 1;
    const keyed = items.map((item) => [column.sort!(item, model), item] as const);
    keyed.sort(([a], [b]) => sign * (a < b ? -1 : a > b ? 1 : 0));
    return rows(keyed.map(([, item]) => item), spec, all.length);
  }
  return rows(items, spec, all.length);
}

// deno-lint-ignore no-explicit-any
function rows(items: readonly any[], spec: ListSpec<any>, total: number): Rows {
  return { items, keys: items.map((item) => spec.key(item)), total };
}

/** The selected object of a list. */
export function selectedItem<T>(model: Model, id: ListId): T | undefined {
  const state = model.lists[id];
  const { items, keys } = rowsOf(model, id);
  return items[keys.indexOf(state.selected ?? "")] as T | undefined;
}
