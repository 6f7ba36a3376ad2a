/** What the mouse does to the panes: a press selects and focuses, the wheel scrolls below it. */
import type { Msg } from "../model/messages.ts";
import { isList, type Model } from "../model/model.ts";
import { paneOf } from "../panes/mod.ts";
import { focus } from "./focus.ts";
import { placesOf } from "./layout.ts";

/** The model after what the mouse did. */
export function mouse(model: Model, msg: Extract<Msg, { type: "mouse" }>): Model {
  const place = placesOf(model).find((p) =>
    msg.x >= p.x && msg.x < p.x + p.size.columns && msg.y >= p.y && msg.y < p.y + p.size.rows
  );
  if (place === undefined) return model;
  const pane = paneOf(model, place.pane);
  if (msg.action === "wheelup" || msg.action === "wheeldown") {
    const by = msg.action === "wheelup" ? -3 : 3;
    return pane.move(model, isList(model, pane.id) ? Math.sign(by) : by);
  }
  if (msg.action !== "press") return model;
  const inner = { columns: place.size.columns - 2, rows: place.size.rows - 2 };
  const focused = focus(model, pane.id);
  return pane.press?.(focused, msg.y - place.y - 1, inner, model.focus === pane.id) ?? focused;
}
