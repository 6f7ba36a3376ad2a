/** A question before something is lost. */
import type { Overlay } from "../model/overlays.ts";
import { type Line, span } from "../text/block.ts";
import { type OverlaySpec, put, widest } from "./overlay.ts";

export const confirmOverlay: OverlaySpec<Overlay & { kind: "confirm" }> = {
  kind: "confirm",
  view(overlay, _model, room) {
    const shown = overlay.lines.slice(0, Math.max(1, room.rows - 8));
    const more = overlay.lines.length - shown.length;
    const rows: Line[] = [
      [],
      [span(` ${overlay.question}`, "title")],
      ...shown.map((l): Line => [span(`   ${l}`)]),
      ...(more > 0 ? [[span(`   and ${more} more`, "dim")]] : []),
      [],
      [span(" y ", "key"), span(overlay.yes, "bad"), span("    n ", "key"), span("leave it")],
      [],
    ];
    return { title: "Sure?", width: widest(rows) + 2, rows };
  },
  key(overlay, key, model) {
    if (key === "y" || key === "Y" || key === "enter") {
      return { ...put(model), then: overlay.msg };
    }
    if (["n", "N", "escape", "q", "C-c"].includes(key)) return { ...put(model), then: overlay.no };
    return { model };
  },
  hints: (overlay) => [["y", overlay.yes], ["n", "leave it"]],
};
