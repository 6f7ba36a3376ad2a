/** What a command of the `:` line prints, over the panes. */
import { sanitise } from "../../format/sanitise.ts";
import { OUTPUT_LINES } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import { say } from "../model/say.ts";
import { plain, spansOf } from "../text/ansi.ts";
import { dropLine, fitLine, type Line, span } from "../text/block.ts";
import { count } from "../text/human.ts";
import { displayWidth } from "../text/width.ts";
import { wrapLine } from "../text/wrap.ts";
import { type OverlaySpec, put, scrollOf } from "./overlay.ts";

type Output = Overlay & { kind: "output" };

/** So many lines are shown in the message area, of so many rows. */
const FEW = 3;
/** So long, in ms, a command may run until its pane is seen. */
const MOMENT = 400;
/** Columns that the pane has at least. */
const NARROWEST = 60;

/** The pane of a command that has begun. */
export function openOutput(command: string, now: number): Output {
  return {
    kind: "output",
    command,
    lines: [],
    dropped: 0,
    running: true,
    since: now,
    up: 0,
    left: 0,
    wrap: false,
  };
}

const ended = (code: number) => code === 0 ? "ended well" : `exit code ${code}`;

export const outputOverlay: OverlaySpec<Output> = {
  kind: "output",
  view(overlay, model, room) {
    const { running, lines } = overlay;
    if (running && lines.length <= FEW && model.now - overlay.since < MOMENT) return undefined;
    const widest = lines.reduce((most, line) => Math.max(most, displayWidth(plain(line))), 0);
    const width = Math.min(room.columns, Math.max(NARROWEST, widest + 2));
    const page = room.rows - 2;
    const last = overlay.lines.length - overlay.up;
    const rows: Line[] = [];
    for (let i = last - 1; i >= 0 && rows.length < page; i--) {
      const line = spansOf(overlay.lines[i]);
      const wrapped = overlay.wrap
        ? wrapLine(line, width - 2)
        : [fitLine(dropLine(line, overlay.left), width - 2)];
      for (let w = wrapped.length - 1; w >= 0 && rows.length < page; w--) {
        rows.push([span(" "), ...wrapped[w]]);
      }
    }
    rows.reverse();
    const state = running ? "running" : ended(overlay.code!);
    const dropped = overlay.dropped > 0 ? ` · ${overlay.dropped} older lines gone` : "";
    return {
      title: `: ${sanitise(overlay.command)}`,
      note: `${state}${dropped}`,
      foot: count(overlay.lines.length, "line"),
      width,
      rows,
    };
  },
  key(overlay, key, model) {
    const change = (next: Partial<Output>) => put(model, { ...overlay, ...next });
    if (key === "C-c" && overlay.running) return { model, effects: [{ type: "cancelRun" }] };
    if (["escape", "q", "C-c", "enter"].includes(key)) {
      return overlay.running ? { ...put(model), effects: [{ type: "cancelRun" }] } : put(model);
    }
    if (key === ":") return { ...put(model), then: { type: "line" } };
    if (key === "w") return change({ wrap: !overlay.wrap, left: 0 });
    if (key === "right" || key === "l") return change({ left: overlay.left + 8 });
    if (key === "left" || key === "h") return change({ left: Math.max(0, overlay.left - 8) });
    if (key === "home" || key === "g") return change({ up: overlay.lines.length });
    if (key === "end" || key === "G") return change({ up: 0 });
    const up = Math.max(0, overlay.up - scrollOf(key, model));
    return change({ up: Math.min(up, overlay.lines.length) });
  },
  take(overlay, msg, model) {
    if (msg.type === "output") {
      const all = [...overlay.lines, ...msg.lines];
      const over = Math.max(0, all.length - OUTPUT_LINES);
      return {
        ...model,
        overlay: {
          ...overlay,
          up: overlay.up > 0 ? overlay.up + msg.lines.length : 0,
          lines: over > 0 ? all.slice(over) : all,
          dropped: overlay.dropped + over,
        },
      };
    }
    if (msg.type === "ran" && overlay.running) {
      const { columns } = model.size;
      const fits = (line: string) => displayWidth(plain(line)) <= columns - 4;
      // Of a command whose pane was scrolled somebody reads the pane.
      if (overlay.lines.length > FEW || !overlay.lines.every(fits) || overlay.left > 0) {
        return { ...model, overlay: { ...overlay, running: false, code: msg.code } };
      }
      return say({ ...model, overlay: undefined }, {
        kind: msg.code === 0 ? "ok" : "bad",
        text: [
          ...overlay.lines.map(plain),
          ...(msg.code === 0 && overlay.lines.length > 0 ? [] : [ended(msg.code)]),
        ].slice(-FEW).join("\n"),
        command: overlay.command,
      });
    }
  },
  hints: (overlay) =>
    overlay.running
      ? [["^C", "stop it"], ["PgUp", "back"], ["q", "stop and close"]]
      : [["PgUp PgDn ← →", "scroll"], ["w", "wrap"], [":", "another"], ["q", "close"]],
};
