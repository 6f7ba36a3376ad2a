/** The prune plan: what would go, ticked line by line before it does (`P`). */
import { sanitise } from "../../format/sanitise.ts";
import type { Overlay, PlanItem } from "../model/overlays.ts";
import { type Line, lineOn, span, spread } from "../text/block.ts";
import { decimalSize } from "../text/human.ts";
import { fill, fit } from "../text/width.ts";
import { type Box, DOWN, type OverlaySpec, put, scrollOf, UP } from "./overlay.ts";

type Plan = Overlay & { kind: "plan" };

const TITLE = "Prune: what would go";

export const planOverlay: OverlaySpec<Plan> = {
  kind: "plan",
  view(overlay, _model, room) {
    const width = Math.min(room.columns, 96);
    const say = (text: string, role: "dim" | "bad"): Box => ({
      title: TITLE,
      width,
      rows: [[], [span(` ${text}`, role)], []],
    });
    const { items, index, error, left = [] } = overlay;
    if (error !== undefined) return say(sanitise(error), "bad");
    if (items === undefined) return say("Asking the engine what nobody uses …", "dim");
    const out = left.length === 0 ? "" : `left out: ${left.join(", ")}`;
    if (items.length === 0) {
      const box = say("Nothing is unused: there is nothing to prune", "dim");
      return out === "" ? box : { ...box, rows: [...box.rows, leftRow(out, width), []] };
    }
    const page = Math.max(1, room.rows - 2 - (out === "" ? 0 : 1));
    const top = Math.max(0, index - page + 1);
    const rows = items.slice(top, top + page).map((item, i): Line => {
      const line = itemRow(item, width);
      return top + i === index ? lineOn(line, "selected") : line;
    });
    const ticked = items.filter((it) => it.ticked);
    const bytes = ticked.reduce((sum, it) => sum + (it.size ?? 0), 0);
    return {
      title: TITLE,
      note: `${ticked.length} of ${items.length} · ${decimalSize(bytes)}`,
      foot: "space tick · a all · Enter remove what is ticked · Esc leave everything",
      width,
      rows: out === "" ? rows : [...rows, leftRow(out, width)],
    };
  },
  key(overlay, key, model) {
    const change = (next: Partial<Plan>) => put(model, { ...overlay, ...next });
    if (["escape", "q", "C-c"].includes(key)) return put(model);
    const { items, index } = overlay;
    if (items === undefined || items.length === 0) return { model };
    const last = items.length - 1;
    const to = (wished: number) => change({ index: Math.max(0, Math.min(last, wished)) });
    if (UP.has(key)) return to(index - 1);
    if (DOWN.has(key)) return to(index + 1);
    if (key === "pageup" || key === "pagedown") return to(index + scrollOf(key, model));
    if (key === "home" || key === "g") return to(0);
    if (key === "end" || key === "G") return to(last);
    if (key === "space") {
      return change({
        items: items.map((it, i) => i === index ? { ...it, ticked: !it.ticked } : it),
        index: Math.min(last, index + 1),
      });
    }
    if (key === "a") {
      const all = items.every((it) => it.ticked);
      return change({ items: items.map((it) => ({ ...it, ticked: !all })) });
    }
    if (key !== "enter") return { model };
    const ticked = items.filter((it) => it.ticked);
    if (ticked.length === 0) return put(model);
    return { ...put(model), then: { type: "prune", items: ticked } };
  },
  take(overlay, msg, model) {
    if (msg.type !== "plan") return undefined;
    return {
      ...model,
      overlay: { ...overlay, items: msg.items ?? [], error: msg.error, left: msg.left },
    };
  },
  hints: () => [
    ["space", "tick"],
    ["a", "all"],
    ["Enter", "remove what is ticked"],
    ["Esc", "leave everything"],
  ],
};

/** The hosts of which nothing is in the plan. */
function leftRow(text: string, width: number): Line {
  return [span(` ${fit(sanitise(text), width - 2)}`, "warn")];
}

function itemRow(item: PlanItem, width: number): Line {
  const size = item.size === undefined ? "" : decimalSize(item.size);
  const warning = item.warning === undefined ? [] : [span(`  ${item.warning}`, "warn")];
  return spread(
    [
      span(item.ticked ? " [x] " : " [ ] ", item.ticked ? "mark" : "dim"),
      span(fill(item.kind, 10), "dim"),
      span(fill(sanitise(item.name), Math.floor(width * 0.35)), item.ticked ? "text" : "dim"),
      span(`  ${sanitise(item.why)}`, "dim"),
      ...warning,
    ],
    [span(` ${size} `)],
    width,
  );
}
