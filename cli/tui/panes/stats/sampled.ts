/** Whose use is measured: each stream of statistics costs the engine a hundredth of a CPU. */
import type { Model } from "../../model/model.ts";
import { innerSize, placeOf } from "../../screen/layout.ts";
import { containersList } from "../lists/containers.ts";
import { rowsOf } from "../lists/list.ts";
import { columnsFor } from "../lists/view.ts";
import { tablePage, tableRows, tableShown } from "./table.ts";

/** Streams of statistics at a time. */
const SAMPLERS = 60;

/** Running containers whose use is seen: the rows on the screen, and the selected one's charts. */
export function sampled(model: Model): readonly string[] {
  const ids = new Set<string>();
  const selected = model.containers.find((c) => c.id === model.lists.containers.selected);
  if (placeOf(model, "stats") !== undefined && selected?.state === "running") ids.add(selected.id);
  const stats = placeOf(model, "stats");
  if (stats !== undefined && tableShown(model)) {
    // Who is at the top is known only where all are measured.
    const { items } = tableRows(model);
    const { top, sort } = model.table;
    const seen = sort.column === "name"
      ? items.slice(top, top + tablePage(innerSize(model, "stats")))
      : items;
    for (const c of seen.slice(0, SAMPLERS)) ids.add(c.id);
  }
  const place = placeOf(model, "containers");
  if (place !== undefined) {
    const state = model.lists.containers;
    const columns = columnsFor(model, containersList, place.size.columns - 2);
    const sort = state.sort?.column;
    const byUse = sort === "cpu" || sort === "memory";
    if (byUse || columns.some((c) => c.column.id === "cpu" || c.column.id === "memory")) {
      const items = rowsOf(model, containersList).items;
      const seen = byUse ? items : items.slice(state.top, state.top + place.size.rows - 3);
      for (const c of seen) {
        if (ids.size >= SAMPLERS) break;
        if (c.state === "running") ids.add(c.id);
      }
    }
  }
  return [...ids];
}
