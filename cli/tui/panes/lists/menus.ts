/** The menus of a list: by which column it is sorted, and which columns it has. */
import type { Model } from "../../model/model.ts";
import type { MenuItem, Overlay } from "../../model/overlays.ts";
import { menu } from "../../overlays/menu.ts";
import { columnsOf, type ListSpec } from "./list.ts";

/** By which column a list is sorted (`o`). */
export function sortMenu<T>(model: Model, spec: ListSpec<T>): Overlay {
  const list = spec.id;
  const { sort } = model.lists[list];
  return menu("Sort by", [
    { label: spec.order ?? "as the engine lists them", msg: { type: "sortBy", list, column: "" } },
    ...columnsOf(model, spec).filter((c) => c.sort !== undefined).map((c): MenuItem => ({
      label: c.title.toLowerCase(),
      detail: sort?.column === c.id ? (sort.down ? "now ↓" : "now ↑") : undefined,
      msg: { type: "sortBy", list, column: c.id },
    })),
  ]);
}

/** Which columns a list has (`c`). */
export function columnMenu<T>(model: Model, spec: ListSpec<T>): Overlay {
  const { hidden } = model.lists[spec.id];
  return menu(
    "Columns",
    columnsOf(model, spec).slice(1).map((c): MenuItem => ({
      label: c.title.toLowerCase(),
      detail: hidden.has(c.id) ? "hidden" : "shown where there is room",
      msg: { type: "toggleColumn", list: spec.id, column: c.id },
    })),
  );
}
