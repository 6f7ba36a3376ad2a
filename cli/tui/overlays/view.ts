import { sanitise } from "../../format/sanitise.ts";
import { type Binding, type Keymap, keyName } from "../screen/keymap.ts";
import type { Model } from "../model/model.ts";
import type { Overlay } from "../model/overlays.ts";
import { spansOf } from "../text/ansi.ts";
import {
  type Block,
  dropLine,
  fitLine,
  frame,
  type Line,
  lineOn,
  overlay as layOver,
  span,
  spread,
} from "../text/block.ts";
import { clock, count, decimalSize } from "../text/human.ts";
import { displayWidth, fill, fit } from "../text/width.ts";
import { wrapLine } from "../text/wrap.ts";
import { formLine, type RunForm } from "./run_form.ts";
import { cursorLine } from "../text/cursor_line.ts";
import { menuItems } from "./keys.ts";

/** The screen with what lies over it. */
export function overlayView(model: Model, screen: Block, keymap: Keymap): Block {
  const overlay = model.overlay;
  if (overlay === undefined || overlay.kind === "prompt") return screen;
  const { columns, rows } = model.size;
  // Output takes the whole width: tables are wide.
  const margin = overlay.kind === "output" ? 2 : 4;
  const room = { columns: columns - margin, rows: rows - 4 };
  const box = boxOf(overlay, model, keymap, room);
  const width = Math.min(room.columns, Math.max(box.width, 24));
  const height = Math.min(room.rows, box.rows.length + 2);
  const block = frame(box.rows, { columns: width + 2, rows: height }, {
    title: [span(box.title, "focus")],
    note: box.note === undefined ? [] : [span(box.note, "dim")],
    foot: box.foot === undefined ? [] : [span(box.foot, "dim")],
    focused: true,
  });
  const x = Math.floor((columns - width - 2) / 2);
  const y = Math.max(1, Math.floor((rows - height) / 2));
  return layOver(screen.map((line) => fitLine(line, columns, false)), block, x, y);
}

interface Box {
  title: string;
  note?: string;
  foot?: string;
  /** Inner columns that it wants. */
  width: number;
  rows: Line[];
}

type Room = { columns: number; rows: number };

function boxOf(overlay: Overlay, model: Model, keymap: Keymap, room: Room): Box {
  switch (overlay.kind) {
    case "help":
      return help(overlay.top, model, keymap, room);
    case "messages":
      return messages(overlay.index, model, room);
    case "confirm": {
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
    }
    case "menu":
      return menu(overlay, room);
    case "form":
      return form(overlay.form, room);
    case "plan":
      return plan(overlay, room);
    case "output":
      return output(overlay, room);
    case "prompt":
      return { title: "", width: 0, rows: [] };
  }
}

function widest(rows: readonly Line[]): number {
  return Math.max(0, ...rows.map((r) => r.reduce((w, s) => w + displayWidth(s.text), 0)));
}

/** Rows from `top` on, as many as there is room for. */
function scrolled(rows: readonly Line[], top: number, room: Room): Line[] {
  const page = room.rows - 2;
  const first = Math.max(0, Math.min(top, rows.length - page));
  return rows.slice(first, first + page);
}

function help(top: number, model: Model, keymap: Keymap, room: Room): Box {
  const groups = new Map<string, Binding[]>();
  for (const b of [...keymap.of(model.focus), ...keymap.global]) {
    if (model.readOnly && b.changes) continue;
    const group = groups.get(b.group);
    if (group === undefined) groups.set(b.group, [b]);
    else group.push(b);
  }
  const cells: Line[] = [];
  const keyColumns = 14;
  for (const [name, bindings] of groups) {
    if (cells.length > 0) cells.push([]);
    cells.push([span(` ${name}`, "title")]);
    for (const b of bindings) {
      const reason = b.disabled?.(model);
      cells.push([
        span(" " + fill(b.keys.map(keyName).join(" "), keyColumns), reason ? "dim" : "key"),
        span(b.label, reason ? "dim" : "text"),
        ...(b.dangerous ? [span(" (asks)", "warn")] : []),
      ]);
    }
  }
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
    rows: scrolled(rows, top, room),
  };
}

function messages(index: number, model: Model, room: Room): Box {
  let first = 0;
  let below = 0;
  const last = model.messages.length - 1;
  const rows: Line[] = [];
  for (const [i, m] of model.messages.slice().reverse().entries()) {
    const role = m.kind === "info" ? "text" : m.kind;
    const text = wrapLine([span(sanitise(m.text), role)], room.columns - 12);
    const head: Line = [span(` ${clock(m.at, model.utcOffset)} `, "dim"), ...text[0]];
    const rest = text.slice(1).map((row): Line => [span(" ".repeat(10)), ...row]);
    const command: Line[] = m.command === undefined
      ? []
      : [[span(" ".repeat(10)), span(fit(m.command, room.columns - 12), "accent")]];
    const own = [head, ...rest, ...command];
    if (last - i !== index) {
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
}

function menu(overlay: Extract<Overlay, { kind: "menu" }>, room: Room): Box {
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
  return {
    title: overlay.title,
    note: overlay.filter === "" ? undefined : overlay.filter,
    width,
    rows: shown,
  };
}

function form({ image, fields, index }: RunForm, room: Room): Box {
  const width = Math.min(room.columns, 96);
  const labels = Math.max(...fields.map((f) => displayWidth(f.label)));
  const rows = fields.map((field, i): Line => {
    const label = span(
      ` ${i === index ? "▶" : " "} ${fill(field.label, labels)}  `,
      i === index ? "key" : "dim",
    );
    if ("on" in field) return [label, span(field.on ? "[x]" : "[ ]", field.on ? "mark" : "dim")];
    const space = width - labels - 7;
    const { text, cursor } = field.edit;
    if (i !== index) return [label, text === "" ? span(field.hint, "dim") : span(fit(text, space))];
    // The end that is being typed at stays in sight.
    const from = Math.max(0, cursor - space + 1);
    return [
      label,
      ...cursorLine(text.slice(from), cursor - from, text === "" ? ` ${field.hint}` : ""),
    ];
  });
  const command = wrapLine([
    span(`docker ${sanitise(formLine({ image, fields, index }))}`, "accent"),
  ], width - 4);
  return {
    title: `Run ${sanitise(image)}`,
    foot: "↑↓ field · space on, off · Enter run · ^O edit as a command · Esc leave",
    width,
    rows: [[], ...rows, [], ...command.map((row): Line => [span("   "), ...row]), []],
  };
}

function plan(overlay: Extract<Overlay, { kind: "plan" }>, room: Room): Box {
  const title = "Prune: what would go";
  const width = Math.min(room.columns, 96);
  const say = (text: string, role: "dim" | "bad"): Box => ({
    title,
    width,
    rows: [[], [span(` ${text}`, role)], []],
  });
  if (overlay.error !== undefined) return say(sanitise(overlay.error), "bad");
  if (overlay.items === undefined) return say("Asking the engine what nobody uses …", "dim");
  if (overlay.items.length === 0) return say("Nothing is unused: there is nothing to prune", "dim");
  const page = room.rows - 2;
  const top = Math.max(0, overlay.index - page + 1);
  const rows = overlay.items.slice(top, top + page).map((item, i): Line => {
    const size = item.size === undefined ? "" : decimalSize(item.size);
    const warning = item.warning === undefined ? [] : [span(`  ${item.warning}`, "warn")];
    const line = spread(
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
    return top + i === overlay.index ? lineOn(line, "selected") : line;
  });
  const ticked = overlay.items.filter((it) => it.ticked);
  const bytes = ticked.reduce((sum, it) => sum + (it.size ?? 0), 0);
  return {
    title,
    note: `${ticked.length} of ${overlay.items.length} · ${decimalSize(bytes)}`,
    foot: "space tick · a all · Enter remove what is ticked · Esc leave everything",
    width,
    rows,
  };
}

function output(overlay: Extract<Overlay, { kind: "output" }>, room: Room): Box {
  const page = room.rows - 2;
  const last = overlay.lines.length - overlay.up;
  const rows: Line[] = [];
  for (let i = last - 1; i >= 0 && rows.length < page; i--) {
    const line = spansOf(overlay.lines[i]);
    const wrapped = overlay.wrap
      ? wrapLine(line, room.columns - 2)
      : [fitLine(dropLine(line, overlay.left), room.columns - 2)];
    for (let w = wrapped.length - 1; w >= 0 && rows.length < page; w--) {
      rows.push([span(" "), ...wrapped[w]]);
    }
  }
  rows.reverse();
  while (rows.length < page) rows.push([]);
  const state = overlay.running
    ? "running"
    : overlay.code === 0
    ? "ended well"
    : `exit code ${overlay.code}`;
  const dropped = overlay.dropped > 0 ? ` · ${overlay.dropped} older lines gone` : "";
  return {
    title: `: ${sanitise(overlay.command)}`,
    note: `${state}${dropped}`,
    foot: count(overlay.lines.length, "line"),
    width: room.columns,
    rows,
  };
}
