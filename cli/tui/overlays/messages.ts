/** The log of results (`E`), the newest first. */
import { sanitise } from "../../format/sanitise.ts";
import type { Message, Model } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import { fitLine, type Line, lineOn, span } from "../text/block.ts";
import { clock, count } from "../text/human.ts";
import { fit } from "../text/width.ts";
import { wrapLine } from "../text/wrap.ts";
import { type OverlaySpec, put, scrolled, scrollOf } from "./overlay.ts";

export const messagesOverlay: OverlaySpec<Overlay & { kind: "messages" }> = {
  kind: "messages",
  view(overlay, model, room) {
    let first = 0;
    let below = 0;
    const last = model.messages.length - 1;
    const rows: Line[] = [];
    for (const [i, m] of model.messages.slice().reverse().entries()) {
      const own = messageRows(m, model, room.columns);
      if (last - i !== overlay.index) {
        rows.push(...own);
        continue;
      }
      first = rows.length;
      rows.push(...own.map((row) => lineOn(fitLine(row, room.columns), "selected")));
      below = rows.length;
    }
    if (rows.length === 0) rows.push([span(" Nothing has been done yet", "dim")]);
    return {
      title: "Results",
      note: count(model.messages.length, "message"),
      foot: "Enter its command on the line · y copy · Esc close",
      width: room.columns,
      rows: scrolled(rows, Math.min(first, Math.max(0, below - (room.rows - 2))), room),
    };
  },
  key(overlay, key, model) {
    if (["escape", "q", "E", "C-c"].includes(key)) return put(model);
    const message = model.messages[overlay.index];
    if (key === "enter") {
      if (message?.command === undefined) return put(model);
      const text = message.command.replace(/^docker(ctl)? /, "");
      return { ...put(model), then: { type: "line", text } };
    }
    if (key === "y" && message !== undefined) {
      const text = [message.text, ...(message.command === undefined ? [] : [message.command])];
      return {
        ...put(model),
        then: { type: "copy", text: sanitise(text.join("\n")), what: "the message" },
      };
    }
    const last = model.messages.length - 1;
    // The newest stands at the top.
    const wished = key === "home" || key === "g"
      ? last
      : key === "end" || key === "G"
      ? 0
      : overlay.index - scrollOf(key, model);
    return put(model, { ...overlay, index: Math.max(0, Math.min(last, wished)) });
  },
  hints: () => [["↑↓", "choose"], ["Enter", "its command"], ["y", "copy"], ["Esc", "close"]],
};

function messageRows(m: Message, model: Model, columns: number): Line[] {
  const role = m.kind === "info" ? "text" : m.kind;
  const text = wrapLine([span(sanitise(m.text), role)], columns - 12);
  return [
    [span(` ${clock(m.at, model.utcOffset)} `, "dim"), ...text[0]],
    ...text.slice(1).map((row): Line => [span(" ".repeat(10)), ...row]),
    ...(m.command === undefined
      ? []
      : [[span(" ".repeat(10)), span(fit(m.command, columns - 12), "accent")]]),
  ];
}
