import { placesOf } from "./layout.ts";
import { rowsOf } from "../panes/lists/lists.ts";
import type { Msg } from "../model/messages.ts";
import { isList, type Model } from "../model/model.ts";
import { tableRows } from "../panes/stats/table.ts";
import { select } from "../panes/lists/update.ts";
import { enter, focus, movePane } from "./navigate.ts";

/** What the mouse does to the panes: presses select and focus, the wheel scrolls what it is over. */
export function mouse(model: Model, msg: Extract<Msg, { type: "mouse" }>): Model {
  const place = placesOf(model).find((p) =>
    msg.x >= p.x && msg.x < p.x + p.size.columns && msg.y >= p.y && msg.y < p.y + p.size.rows
  );
  if (place === undefined) return model;
  if (msg.action === "wheelup" || msg.action === "wheeldown") {
    const by = msg.action === "wheelup" ? -3 : 3;
    return movePane(model, place.pane, isList(place.pane) ? Math.sign(by) : by);
  }
  if (msg.action !== "press") return model;
  const focused = focus(model, place.pane);
  if (place.pane === "stats" && model.table.all) {
    const row = tableRows(focused).items[msg.y - place.y - 2 + model.table.top];
    const inside = msg.y - place.y >= 2 && msg.y - place.y < place.size.rows - 2;
    const index = rowsOf(focused, "containers").keys.indexOf(inside ? row?.id ?? "" : "");
    return index < 0 ? focused : select(focused, "containers", index);
  }
  if (!isList(place.pane)) return focused;
  const row = msg.y - place.y - 2 + focused.lists[place.pane].top;
  const { keys } = rowsOf(focused, place.pane);
  if (msg.y - place.y < 2 || keys[row] === undefined) return focused;
  const again = model.focus === place.pane && model.lists[place.pane].selected === keys[row];
  // A second press on the same row enters, as a double click does.
  if (again && model.now - (model.pressedAt ?? -Infinity) < 1500) return enter(focused);
  return { ...select(focused, place.pane, row), pressedAt: model.now };
}
