/** What keys and the mouse do to the table of all that run. */
import type { Step } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import type { MenuItem, Overlay } from "../../model/overlays.ts";
import { menu } from "../../overlays/menu.ts";
import { innerSize, placeOf } from "../../screen/layout.ts";
import { stepRows } from "../../screen/steps.ts";
import type { Size } from "../../text/block.ts";
import { containersList } from "../lists/containers.ts";
import { rowsOf } from "../lists/list.ts";
import { select } from "../lists/update.ts";
import { statsColumns, tableRows, tableShown, tableTop } from "./table.ts";

/** The selection moved along the table. */
export function moveTable(model: Model, by: Step): Model {
  const { items } = tableRows(model);
  if (items.length === 0) return model;
  const rows = stepRows(by, innerSize(model, "stats").rows);
  const at = items.findIndex((c) => c.id === model.lists.containers.selected);
  const wished = rows === undefined ? (by === "top" ? 0 : items.length - 1) : at + rows;
  return selectContainer(model, items[Math.max(0, Math.min(items.length - 1, wished))].id);
}

/** The container in a row of what is inside of the border selected. */
export function pressTable(model: Model, row: number, size: Size): Model {
  const inside = row >= 1 && row < size.rows - 1;
  const item = inside ? tableRows(model).items[row - 1 + model.table.top] : undefined;
  return item === undefined ? model : selectContainer(model, item.id);
}

function selectContainer(model: Model, id: string): Model {
  const index = rowsOf(model, containersList).keys.indexOf(id);
  return index < 0 ? model : select(model, containersList, index);
}

/** The table scrolled to where the selection is seen. */
export function settleTable(model: Model): Model {
  if (!tableShown(model) || placeOf(model, "stats") === undefined) return model;
  const top = tableTop(model);
  return top === model.table.top ? model : { ...model, table: { ...model.table, top } };
}

/** By which column the table is sorted (`o`). */
export function sortMenu({ table: { sort } }: Model): Overlay {
  const columns = statsColumns.filter((c) => c.sort !== undefined);
  return menu(
    "Sort by",
    columns.map((c): MenuItem => ({
      label: c.title.toLowerCase(),
      detail: sort.column === c.id ? (sort.down ? "now ↓" : "now ↑") : undefined,
      msg: { type: "sortStats", column: c.id },
    })),
  );
}
