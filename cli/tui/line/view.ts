/** The `:` line as it is drawn, and the candidates over it. */
import { sanitise } from "../../format/sanitise.ts";
import type { Model } from "../model/model.ts";
import { BELOW } from "../screen/layout.ts";
import {
  type Block,
  fitLine,
  frame,
  type Line,
  overlay,
  type Span,
  span,
  spread,
} from "../text/block.ts";
import { cursorLine } from "../text/cursor_line.ts";
import { displayWidth } from "../text/width.ts";
import { ghostOf } from "./line.ts";

/** The line itself. */
export function commandLine(model: Model): Line {
  const { line } = model;
  const head = line.search === undefined
    ? span(" :", "key")
    : span(` (search "${line.search.text}") `, "key");
  const hint = line.search === undefined
    ? " Tab complete · ↑ history · ^R search "
    : " ^R older · Enter run · Esc leave ";
  const right = refusal(model) ?? span(hint, "dim");
  const room = model.size.columns - displayWidth(head.text) - displayWidth(right.text);
  return spread(
    [head, ...cursorLine(line.edit.text, line.edit.cursor, ghostOf(line), room)],
    [right],
    model.size.columns,
  );
}

/** How long it is said that a paste was refused, in ms. */
const REFUSED = 6_000;

/** Why a paste was not used, where that is fresh. */
export function refusal({ messages, now }: Model): Span | undefined {
  const last = messages.at(-1);
  if (last?.id !== "paste" || now - last.at > REFUSED) return undefined;
  return span(` ${last.text} `, "warn");
}

/** The candidates over the `:` line. */
export function withPopup(model: Model, screen: Block): Block {
  const { line, size } = model;
  if (line.candidatesOf !== line.edit.text || line.search !== undefined) return screen;
  if (line.candidates.length < 2) return screen;
  const height = Math.min(10, line.candidates.length);
  const chosen = line.chosen ?? -1;
  const top = Math.max(0, Math.min(line.candidates.length - height, chosen - height + 2));
  const shown = line.candidates.slice(top, top + height);
  const name = Math.min(40, Math.max(...shown.map((c) => displayWidth(sanitise(c.value)))));
  const about = Math.max(...shown.map((c) => displayWidth(c.summary ?? "")));
  const width = Math.min(size.columns - 2, name + (about > 0 ? about + 2 : 0) + 4);
  const rows = shown.map((c, i): Line => {
    const on = top + i === chosen ? "selected" as const : undefined;
    const value = fitLine([span(sanitise(c.value), { role: "text", on })], name);
    const text = fitLine([
      span(" ", { on }),
      ...value,
      span(c.summary === undefined ? "" : `  ${sanitise(c.summary)}`, { role: "dim", on }),
    ], width - 2);
    return text.map((s) => ({ ...s, style: { ...s.style, on } }));
  });
  const more = line.candidates.length > height ? [span(`${line.candidates.length}`, "dim")] : [];
  const block = frame(rows, { columns: width, rows: height + 2 }, {
    title: [],
    foot: more,
    focused: true,
  });
  const x = Math.max(
    0,
    Math.min(size.columns - width, 1 + displayWidth(line.edit.text.slice(0, line.from))),
  );
  return overlay(screen, block, x, size.rows - BELOW - height - 2);
}
