import { innerSize, tabOrder } from "./layout.ts";
import { isList, isPlugin, type Model, type PaneId } from "../model/model.ts";
import { detailRows } from "../panes/details/view.ts";
import type { Step } from "../model/messages.ts";
import { tableRows } from "../panes/stats/table.ts";
import { rowsOf } from "../panes/lists/lists.ts";
import { clampTop, moveSelection, select, stepRows, withList } from "../panes/lists/update.ts";
import { moveLog } from "../panes/logs/update.ts";
import { withShown } from "../plugin/update.ts";

/** The model with a pane in focus, and on show where it shares its place with others. */
export function focus(model: Model, pane: PaneId): Model {
  const next = { ...model, focus: pane };
  if (isList(pane)) {
    return { ...next, list: pane, lowerList: pane === "containers" ? model.lowerList : pane };
  }
  return { ...next, detail: pane, lowerDetail: pane === "logs" ? model.lowerDetail : pane };
}

/** Moves what has the focus. */
export function move(model: Model, by: Parameters<typeof stepRows>[0]): Model {
  return movePane(model, model.focus, by);
}

/** Moves the selection or the view of a pane. */
export function movePane(model: Model, pane: PaneId, by: Parameters<typeof stepRows>[0]): Model {
  if (isList(pane)) return moveSelection(model, pane, by);
  const page = innerSize(model, pane).rows;
  const rows = stepRows(by, page);
  if (pane === "logs") return moveLog(model, by);
  if (pane === "details") {
    const count = detailRows(model).length;
    const wished = rows === undefined
      ? (by === "top" ? 0 : count - 1)
      : model.details.cursor + rows;
    const cursor = Math.max(0, Math.min(count - 1, wished));
    const { top } = model.details;
    const next = cursor < top ? cursor : cursor >= top + page ? cursor - page + 1 : top;
    return { ...model, details: { ...model.details, cursor, top: next } };
  }
  if (pane === "stats" && model.table.all) return moveTable(model, rows, by);
  if (pane === "processes") {
    const wished = rows === undefined
      ? (by === "top" ? 0 : model.processes.rows.length)
      : model.processes.top + rows;
    const top = clampTop(model, "processes", wished);
    return { ...model, processes: { ...model.processes, top } };
  }
  if (isPlugin(pane)) {
    const { shown } = model.plugins;
    const count = shown.lines?.length ?? 0;
    const wished = rows === undefined ? (by === "top" ? 0 : count) : shown.top + rows;
    return withShown(model, { top: Math.max(0, Math.min(count - page, wished)) });
  }
  return model;
}

/** The selection moved along the table of all that run. */
function moveTable(model: Model, rows: number | undefined, by: Step): Model {
  const { items } = tableRows(model);
  if (items.length === 0) return model;
  const at = items.findIndex((c) => c.id === model.lists.containers.selected);
  const wished = rows === undefined ? (by === "top" ? 0 : items.length - 1) : at + rows;
  const { id } = items[Math.max(0, Math.min(items.length - 1, wished))];
  const index = rowsOf(model, "containers").keys.indexOf(id);
  return index < 0 ? model : select(model, "containers", index);
}

/** To the panes at the side, or along a wide log. */
export function sideways(model: Model, by: number): Model {
  if (model.focus === "logs") {
    if (model.logs.wrap) return model;
    const left = Math.max(0, model.logs.left + by * 8);
    return { ...model, logs: { ...model.logs, left } };
  }
  const order = tabOrder(model);
  const lists = order.filter(isList);
  const details = order.filter((p) => !isList(p));
  if (by > 0 && isList(model.focus) && details.length > 0) return focus(model, details[0]);
  if (by < 0 && !isList(model.focus) && lists.includes(model.list)) return focus(model, model.list);
  return model;
}

/** Into what the selected row is about. */
export function enter(model: Model): Model {
  if (model.focus === "stats" && model.table.all) {
    return { ...model, table: { ...model.table, all: false } };
  }
  if (!isList(model.focus)) return model;
  return focus(
    model,
    model.list === "containers" || model.list === "projects" ? "logs" : "details",
  );
}

/** Escape: leaves zoom, then a search or filter, then the pane. */
export function back(model: Model): Model {
  if (model.zoom) return { ...model, zoom: false };
  if (model.focus === "logs" && (model.logs.search !== "" || model.logs.filter !== "")) {
    return { ...model, logs: { ...model.logs, search: "", filter: "", match: undefined } };
  }
  if (model.focus === "logs" && model.logs.anchor !== undefined) {
    return { ...model, logs: { ...model.logs, anchor: undefined } };
  }
  if (!isList(model.focus)) return focus(model, model.list);
  const state = model.lists[model.list];
  if (state.rangeFrom !== undefined || state.marks.size > 0) {
    return withList(model, model.list, { rangeFrom: undefined, marks: new Set() });
  }
  if (state.filter !== "") return withList(model, model.list, { filter: "" });
  return model;
}
