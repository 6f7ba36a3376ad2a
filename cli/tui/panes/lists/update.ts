/** What keys do to a list: moving the selection, marking rows, and keeping both true. */
import type { Step } from "../../model/messages.ts";
import type { ListId, ListState, Model } from "../../model/model.ts";
import { listRows } from "../../screen/layout.ts";
import { stepRows } from "../../screen/steps.ts";
import { type ListSpec, rowsOf } from "./list.ts";

/** The model with one list changed. */
export function withList(model: Model, id: ListId, change: Partial<ListState>): Model {
  return { ...model, lists: { ...model.lists, [id]: { ...model.lists[id], ...change } } };
}

/** The selection of a list moved. A range that was begun grows with it. */
export function moveSelection<T>(model: Model, spec: ListSpec<T>, by: Step): Model {
  const { id } = spec;
  const { keys } = rowsOf(model, spec);
  if (keys.length === 0) return model;
  const state = model.lists[id];
  const at = Math.max(0, keys.indexOf(state.selected ?? ""));
  const rows = stepRows(by, listRows(model, id));
  const wished = rows === undefined ? (by === "top" ? 0 : keys.length - 1) : at + rows;
  return select(model, spec, Math.max(0, Math.min(keys.length - 1, wished)));
}

/** Selects the row of this index. */
export function select<T>(model: Model, spec: ListSpec<T>, index: number): Model {
  const { id } = spec;
  const { keys } = rowsOf(model, spec);
  const state = model.lists[id];
  const key = keys[index];
  if (key === undefined) return model;
  let marks = state.marks;
  if (state.rangeFrom !== undefined) {
    const from = keys.indexOf(state.rangeFrom);
    if (from >= 0) marks = new Set(keys.slice(Math.min(from, index), Math.max(from, index) + 1));
  }
  return withList(model, id, { selected: key, index, marks, top: topFor(model, id, index) });
}

/** The first row to show so that `index` is seen. */
function topFor(model: Model, id: ListId, index: number): number {
  const page = listRows(model, id);
  const { top } = model.lists[id];
  if (index < top) return index;
  return index >= top + page ? index - page + 1 : top;
}

/** A list with a selection that exists, scrolled to where it is seen, without dead marks. */
export function settleList<T>(model: Model, spec: ListSpec<T>): Model {
  const { id } = spec;
  const state = model.lists[id];
  const { items, keys } = rowsOf(model, spec);
  const change: { -readonly [K in keyof ListState]?: ListState[K] } = {};
  let index = state.selected === undefined ? -1 : keys.indexOf(state.selected);
  if (index < 0) {
    index = Math.min(state.index, keys.length - 1);
    const selected = keys[index];
    if (selected !== state.selected) change.selected = selected;
  }
  const name = index < 0 ? undefined : spec.name(items[index]);
  if (name !== state.name) change.name = name;
  index = Math.max(0, index);
  if (index !== state.index) change.index = index;
  if (state.marks.size > 0) {
    const alive = new Set(keys);
    const dead = [...state.marks].filter((m) => !alive.has(m));
    // A filter hides marks but does not take them away; what is gone from the engine does.
    if (dead.length > 0 && state.filter === "") {
      change.marks = new Set([...state.marks].filter((m) => alive.has(m)));
    }
  }
  const page = listRows(model, id);
  const highest = Math.max(0, keys.length - page);
  const top = Math.min(
    index < state.top ? index : index >= state.top + page ? index - page + 1 : state.top,
    highest,
  );
  if (top !== state.top) change.top = top;
  return Object.keys(change).length === 0 ? model : withList(model, id, change);
}

/** Marks: the selected row, a range from here on, all that are shown, none. */
export function markRows<T>(
  model: Model,
  spec: ListSpec<T>,
  what: "toggle" | "range" | "all" | "none",
): Model {
  const { id } = spec;
  const state = model.lists[id];
  const { keys } = rowsOf(model, spec);
  switch (what) {
    case "toggle": {
      if (state.selected === undefined) return model;
      const marks = new Set(state.marks);
      if (!marks.delete(state.selected)) marks.add(state.selected);
      const next = withList(model, id, { marks, rangeFrom: undefined });
      return moveSelection(next, spec, 1);
    }
    case "range":
      if (state.rangeFrom !== undefined) return withList(model, id, { rangeFrom: undefined });
      if (state.selected === undefined) return model;
      return withList(model, id, {
        rangeFrom: state.selected,
        marks: new Set([state.selected]),
      });
    case "all":
      return withList(model, id, { marks: new Set(keys), rangeFrom: undefined });
    case "none":
      return withList(model, id, { marks: new Set(), rangeFrom: undefined });
  }
}
