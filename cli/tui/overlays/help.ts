/** The keys of the place where one is (`?`). */
import type { Overlay } from "../model/overlays.ts";
import type { Model } from "../model/model.ts";
import { type Binding, keyName, type KeyTable } from "../screen/bindings.ts";
import { fitLine, type Line, span } from "../text/block.ts";
import { fill } from "../text/width.ts";
import { type OverlaySpec, put, scrolled, scrollOf, widest } from "./overlay.ts";

/** Columns of the keys before what they do. */
const KEYS = 14;

export const helpOverlay: OverlaySpec<Overlay & { kind: "help" }> = {
  kind: "help",
  view(overlay, model, room, keymap) {
    const cells = helpLines(model, keymap);
    // In as many columns as fit, read from top to bottom.
    const width = widest(cells) + 2;
    const across = Math.max(1, Math.min(3, Math.floor(room.columns / width)));
    const down = Math.max(Math.ceil(cells.length / across), 1);
    const rows = Array.from(
      { length: down },
      (_, y): Line =>
        Array.from({ length: across }, (_, x) => fitLine(cells[x * down + y] ?? [], width)).flat(),
    );
    return {
      title: "Keys of this place",
      foot: "Esc closes",
      width: width * across,
      rows: scrolled(rows, overlay.top, room),
    };
  },
  key(overlay, key, model) {
    if (["escape", "q", "enter", "?", "C-c"].includes(key)) return put(model);
    return put(model, { ...overlay, top: Math.max(0, overlay.top + scrollOf(key, model)) });
  },
  hints: () => [["↑↓", "scroll"], ["Esc", "close"]],
};

function helpLines(model: Model, keymap: KeyTable): Line[] {
  const groups = new Map<string, Binding[]>();
  for (const b of [...keymap.of(model.focus), ...keymap.global]) {
    if ((model.readOnly && b.changes) || b.hidden?.(model)) continue;
    const group = groups.get(b.group);
    if (group === undefined) groups.set(b.group, [b]);
    else group.push(b);
  }
  const cells: Line[] = [];
  for (const [name, bindings] of groups) {
    if (cells.length > 0) cells.push([]);
    cells.push([span(` ${name}`, "title")]);
    for (const b of bindings) {
      const reason = b.disabled?.(model);
      cells.push([
        span(" " + fill(b.keys.map(keyName).join(" "), KEYS), reason ? "dim" : "key"),
        span(b.label, reason ? "dim" : "text"),
        ...(b.dangerous ? [span(" (asks)", "warn")] : []),
      ]);
    }
  }
  return cells;
}
