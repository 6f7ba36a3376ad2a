/** The whole screen: status bar, panes, message line, footer, and what lies over them. */
import { sanitise } from "../../format/sanitise.ts";
import { commandLine, refusal, withPopup } from "../line/view.ts";
import { MESSAGE_TIME, type Model, SMALLEST } from "../model/model.ts";
import { overlayView } from "../overlays/mod.ts";
import { paneOf } from "../panes/mod.ts";
import {
  type Block,
  fitLine,
  frame,
  type Line,
  lineWidth,
  type Size,
  span,
  spread,
} from "../text/block.ts";
import { cursorLine } from "../text/cursor_line.ts";
import { retryWords } from "../text/human.ts";
import { displayWidth, fit } from "../text/width.ts";
import { footer } from "./footer.ts";
import type { Keymap } from "./keymap.ts";
import { ABOVE, BELOW, type Place, placesOf, tooSmall } from "./layout.ts";
import { noEngineView } from "./no_engine.ts";
import { statusBar } from "./status_bar.ts";

/** Rows that a message takes at most. */
const MESSAGE_LINES = 3;

/** The whole screen. Pure: the same model gives the same block. */
export function view(model: Model, keymap: Keymap): Block {
  const { size } = model;
  if (tooSmall(size)) return smallView(size);
  let screen: Line[] = [
    statusBar(model),
    ...Array.from({ length: size.rows - ABOVE - BELOW }, (): Line => []),
    [],
    footer(model, keymap),
  ];
  if (model.link.state === "down" && !model.loaded) {
    const block = noEngineView(model, { ...size, rows: size.rows - ABOVE - BELOW }, keymap);
    screen = [screen[0], ...block, ...screen.slice(-BELOW)];
  } else screen = panes(model, screen, keymap);
  // What has more than one line stands over the panes.
  const message = messageLines(model);
  screen.splice(screen.length - 1 - message.length, message.length, ...message);
  if (model.overlay !== undefined) screen = [...overlayView(model, screen, keymap)];
  if (model.line.open) screen = [...withPopup(model, screen)];
  return screen.map((line) => fitLine(line, size.columns, false));
}

function panes(model: Model, screen: readonly Line[], keymap: Keymap): Line[] {
  const rows: Line[] = screen.slice();
  // Places stand in rows of one or two side by side: join them from left to right.
  const columns = new Map<number, Line[]>();
  for (const place of placesOf(model)) {
    const block = paneView(model, place, keymap);
    for (let i = 0; i < place.size.rows; i++) {
      const y = place.y + i;
      const line = columns.get(y) ?? [];
      line.push(block[i] ?? []);
      columns.set(y, line);
    }
  }
  for (const [y, lines] of columns) rows[y] = lines.flat();
  return rows;
}

/** One pane with its border. */
function paneView(model: Model, place: Place, keymap: Keymap): Block {
  const { size } = place;
  const pane = paneOf(model, place.pane);
  const focused = model.focus === pane.id;
  const inner: Size = { columns: size.columns - 2, rows: size.rows - 2 };
  const number = keymap.leadsTo(pane.id);
  const subject = pane.subject?.(model) ?? [];
  return frame(pane.view(model, inner), size, {
    title: [
      span(number === "" ? "" : `${number} `, "dim"),
      span(pane.title, focused ? "focus" : "title"),
      ...(subject.length > 0 ? [span("  "), ...subject] : []),
    ],
    note: pane.note?.(model, inner),
    foot: pane.foot?.(model),
    focused,
  });
}

/** The row above the keys: what is typed, what is wrong, or the last results while they are fresh. */
function messageLines(model: Model): Line[] {
  const { columns } = model.size;
  if (model.line.open) return [commandLine(model)];
  if (model.overlay?.kind === "prompt") {
    const { label, edit } = model.overlay;
    const head = span(` ${label}: `, "key");
    const right = refusal(model) ?? span("");
    const room = columns - displayWidth(head.text) - displayWidth(right.text);
    return [spread([head, ...cursorLine(edit.text, edit.cursor, "", room)], [right], columns)];
  }
  if (model.link.state === "down" && model.loaded) {
    const again = retryWords(model.link.retryAt, model.now);
    return [spread(
      [
        span(" ✗ ", "bad"),
        span(`The engine does not answer: ${sanitise(model.link.error)}`, "bad"),
      ],
      [span(` ${again} · R now `, "dim")],
      columns,
    )];
  }
  return lastResult(model);
}

/** The last result and its equivalent command, one row for each of its lines. */
function lastResult(model: Model): Line[] {
  const { columns } = model.size;
  const last = model.messages[model.messages.length - 1];
  const errors = model.errors > 0 ? `E errors (${model.errors}) ` : "";
  if (last === undefined || model.now - last.at > MESSAGE_TIME) {
    return [spread([], [span(errors, "dim")], columns)];
  }
  const sign = { ok: "✓", info: "·", warn: "!", bad: "✗" }[last.kind];
  const role = last.kind === "info" ? "text" : last.kind;
  const lines = last.text.split("\n", MESSAGE_LINES).map((line) => sanitise(line));
  const rows = lines.map((line, i): Line => {
    const row = [span(i === 0 ? ` ${sign} ` : "   ", role), span(line, role)];
    return i < lines.length - 1 ? fitLine(row, columns) : row;
  });
  const text = rows.pop()!;
  const room = columns - lineWidth(text) - displayWidth(errors) - 3;
  const command = last.command === undefined || room < 12 ? "" : fit(last.command, room);
  return [
    ...rows,
    spread(text, [
      span(command === "" ? " " : `  ${command}  `, "accent"),
      span(errors, "dim"),
    ], columns),
  ];
}

function smallView(size: Size): Block {
  const text =
    `Make the window at least ${SMALLEST.columns}x${SMALLEST.rows} (now ${size.columns}x${size.rows})`;
  const rows: Line[] = Array.from({ length: size.rows }, () => []);
  const y = Math.floor(size.rows / 2);
  const words = fit(text, size.columns);
  const x = Math.max(0, Math.floor((size.columns - displayWidth(words)) / 2));
  if (rows.length > 0) rows[y] = [span(" ".repeat(x) + words, "warn")];
  return rows;
}
