/** A menu: entries to choose from, searched by typing. */
import type { MenuItem, Overlay } from "../model/overlays.ts";
import { fitLine, type Line, lineOn, span } from "../text/block.ts";
import { typed } from "../text/editor.ts";
import { displayWidth, fill } from "../text/width.ts";
import { type OverlayResult, type OverlaySpec, put, widest } from "./overlay.ts";

type Menu = Overlay & { kind: "menu" };

/** A menu of these entries. */
export function menu(title: string, items: readonly MenuItem[]): Overlay {
  return { kind: "menu", title, items, filter: "", index: 0 };
}

/** The entries that the typed text leaves. */
function menuItems(overlay: Menu): readonly MenuItem[] {
  const wish = overlay.filter.toLowerCase();
  if (wish === "") return overlay.items;
  return overlay.items.filter((i) => `${i.label} ${i.detail ?? ""}`.toLowerCase().includes(wish));
}

export const menuOverlay: OverlaySpec<Menu> = {
  kind: "menu",
  view(overlay, _model, room) {
    const items = menuItems(overlay);
    const label = Math.max(12, ...items.map((i) => displayWidth(i.label)));
    const keys = Math.max(0, ...items.map((i) => displayWidth(i.key ?? "")));
    const page = room.rows - 3;
    const top = Math.max(0, overlay.index - page + 1);
    const lines = items.map((item): Line => [
      span(` ${fill(item.key ?? "", keys)}${keys > 0 ? " " : ""}`, "key"),
      span(
        fill(item.label, Math.min(label, room.columns - keys - 4)),
        item.disabled ? "dim" : "text",
      ),
      span(item.detail === undefined ? "" : `  ${item.detail}`, "dim"),
      span(item.disabled === undefined ? "" : `  ${item.disabled}`, "dim"),
    ]);
    const width = Math.min(room.columns, Math.max(40, widest(lines) + 1));
    const shown = lines.slice(top, top + page).map((line, i) => {
      const full = fitLine(line, width);
      return top + i === overlay.index ? lineOn(full, "selected") : full;
    });
    if (shown.length === 0) shown.push([span(" Nothing matches", "dim")]);
    const note = overlay.filter === "" ? undefined : overlay.filter;
    return { title: overlay.title, note, width, rows: shown };
  },
  key(overlay, key, model) {
    const change = (next: Partial<Menu>) => put(model, { ...overlay, ...next });
    const items = menuItems(overlay);
    if (key === "escape" || key === "C-c") return put(model);
    if (key === "up" || key === "C-p") return change({ index: Math.max(0, overlay.index - 1) });
    if (key === "down" || key === "C-n") {
      return change({ index: Math.max(0, Math.min(items.length - 1, overlay.index + 1)) });
    }
    if (key === "enter") {
      const item = items[overlay.index];
      return item === undefined ? { model } : { ...put(model), then: chosenMsg(item) };
    }
    if (key === "backspace") return change({ filter: overlay.filter.slice(0, -1), index: 0 });
    const char = typed(key);
    return char === undefined ? { model } : change({ filter: overlay.filter + char, index: 0 });
  },
  hints: () => [["↑↓", "choose"], ["Enter", "do it"], ["type", "to search"], ["Esc", "leave"]],
};

function chosenMsg(item: MenuItem): OverlayResult["then"] {
  if (item.disabled === undefined) return item.msg;
  return { type: "say", message: { kind: "warn", text: item.disabled } };
}
