/** Everything that can be done here, from the key table (`x`). */
import type { Model } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import { menu } from "../overlays/menu.ts";
import { keyName, type KeyTable } from "./bindings.ts";

/** The menu of the pane in focus. */
export function actionMenu(model: Model, keymap: KeyTable): Overlay {
  const all = [
    ...keymap.of(model.focus).filter((b) => b.id !== "list.menu"),
    ...keymap.global.filter((b) => b.group === "Anywhere"),
    ...keymap.added,
  ].filter((b) => !(model.readOnly && b.changes));
  return menu(
    "What can be done here",
    all.map((b) => ({
      label: b.label,
      key: b.keys.map(keyName).join(" "),
      disabled: b.disabled?.(model),
      msg: b.msg(model),
    })),
  );
}
