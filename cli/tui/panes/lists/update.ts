import { innerSize, listRows } from "../../screen/layout.ts";
import { rowsOf } from "./lists.ts";
import type { Step } from "../../model/messages.ts";
import { isList, type ListId, LISTS, type ListState, type Model } from "../../model/model.ts";

/** The model with one list changed. */
export function withList(model: Model, id: ListId, change: Partial<ListState>): Model {
  return { ...model, lists: { ...model.lists, [id]: { ...model.lists[id], ...change } } };
}

/** How many rows a step is where `page` rows are seen; undefined for the ends. */
export function stepRows(by: Step, page: number): number | undefined {
  if (typeof by === "number") return by;
  switch (by) {
    case "pageUp":
      return -Math.max(1, page - 1);
    case "pageDown":
      return Math.max(1, page - 1);
    case "halfUp":
      return -Math.max(1, page >> 1);
    case "halfDown":
      return Math.max(1, page >> 1);
    default:
      return undefined;
  }
}

/** The selection of a list moved. A range that was begun grows with it. */
export function moveSelection(model: Model, id: ListId, by: Step): Model {
  const { keys } = rowsOf(model, id);
  if (keys.length === 0) return model;
  const state = model.lists[id];
  const at = Math.max(0, keys.indexOf(state.selected ?? ""));
  const rows = stepRows(by, listRows(model, id));
  const wished = rows === undefined ? (by === "top" ? 0 : keys.length - 1) : at + rows;
  return select(model, id, Math.max(0, Math.min(keys.length - 1, wished)));
}

/** Selects the row of this index. */
export function select(model: Model, id: ListId, index: number): Model {
  const { keys } = rowsOf(model, id);
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

/** Every list with a selection that exists, scrolled to where it is seen, without dead marks. */
export function settleLists(model: Model): Model {
  let next = model;
  for (const id of LISTS) next = settleList(next, id);
  return next;
}

function settleList(model: Model, id: ListId): Model {
  const state = model.lists[id];
  const { keys } = rowsOf(model, id);
  const change: { -readonly [K in keyof ListState]?: ListState[K] } = {};
  let index = state.selected === undefined ? -1 : keys.indexOf(state.selected);
  if (index < 0) {
    index = Math.min(state.index, keys.length - 1);
    const selected = keys[index];
    if (selected !== state.selected) change.selected = selected;
  }
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
export function markRows(model: Model, what: "toggle" | "range" | "all" | "none"): Model {
  const id = model.list;
  if (!isList(model.focus) || id === "events") return model;
  const state = model.lists[id];
  const { keys } = rowsOf(model, id);
  switch (what) {
    case "toggle": {
      if (state.selected === undefined) return model;
      const marks = new Set(state.marks);
      if (!marks.delete(state.selected)) marks.add(state.selected);
      const next = withList(model, id, { marks, rangeFrom: undefined });
      return moveSelection(next, id, 1);
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

/** How far down the details or processes can be scrolled. */
export function clampTop(model: Model, pane: "processes", top: number): number {
  const total = model.processes.rows.length;
  return Math.max(0, Math.min(top, total - (innerSize(model, pane).rows - 1)));
}
