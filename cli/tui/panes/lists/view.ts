/** A list as it is drawn: headings and rows, the columns that fit, and what its edge says. */
import { hostOf } from "../../model/fleet.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { type Column, columnsOf, type ListSpec, rowsOf } from "./list.ts";
import type { Model } from "../../model/model.ts";
import {
  type Block,
  fitLine,
  type Line,
  lineOn,
  type Role,
  type Size,
  type Span,
  span,
} from "../../text/block.ts";
import { listRows } from "../../screen/layout.ts";
import { displayWidth, fill } from "../../text/width.ts";
import { wordRows } from "../../text/wrap.ts";

// deno-lint-ignore no-explicit-any
type AnyColumn = Column<any>;

/** Columns before the first: mark and selection. */
const GUTTER = 3;

/** The columns of a list that fit into a pane of this width inside, with their widths. */
export function columnsFor<T>(model: Model, spec: ListSpec<T>, columns: number) {
  const { hidden, top } = model.lists[spec.id];
  const room = columns - GUTTER - 1;
  const { items } = rowsOf(model, spec);
  const seen = items.slice(top, top + listRows(model, spec.id));
  const all = columnsOf(model, spec);
  // The first takes what the others that are seen in full leave.
  const full = all.filter((c, i) => c.full && (i === 0 || !hidden.has(c.id))).reverse();
  let left = room;
  const wide = new Map<string, number>();
  for (const c of full) {
    const texts = (c === all[0] ? items : seen).map((item) =>
      displayWidth(c.cell(item, model).text)
    );
    const width = Math.min(
      texts.reduce((a, b) => Math.max(a, b), c.width),
      Math.max(c.width, left),
    );
    wide.set(c.id, width);
    left -= width + 1;
  }
  const sized = all.map((c): AnyColumn => {
    const width = wide.get(c.id);
    return width === undefined ? c : { ...c, width, grows: undefined };
  });
  const grows = fitColumns(sized, hidden, room).some((c) => c.column.grows !== undefined);
  if (!grows && sized.length > 0) sized[0] = { ...sized[0], grows: 1 };
  return fitColumns(sized, hidden, room);
}

/** The columns that fit, with their widths. */
export function fitColumns(
  columns: readonly AnyColumn[],
  hidden: ReadonlySet<string>,
  room: number,
): { column: AnyColumn; width: number }[] {
  let shown = columns.filter((c, i) => i === 0 || !hidden.has(c.id));
  const width = (list: readonly AnyColumn[]) => list.reduce((w, c) => w + c.width + 1, -1);
  while (shown.length > 1 && width(shown) > room) {
    const worst = Math.max(...shown.map((c) => c.drop));
    shown = shown.filter((c) => c.drop !== worst);
  }
  const spare = Math.max(0, room - width(shown));
  const grow = shown.reduce((sum, c) => sum + (c.grows ?? 0), 0);
  let given = 0;
  const out = shown.map((column) => {
    const more = grow === 0 ? 0 : Math.floor(spare * (column.grows ?? 0) / grow);
    given += more;
    return { column, width: column.width + more };
  });
  if (grow > 0 && out[0].column.grows !== undefined) out[0].width += spare - given;
  if (shown.length === 1) out[0].width = Math.max(1, Math.min(out[0].width, room));
  return out;
}

/** A list inside of its border: headings, then rows. */
export function listView<T>(model: Model, spec: ListSpec<T>, size: Size): Block {
  const { id } = spec;
  const state = model.lists[id];
  const { items, keys } = rowsOf(model, spec);
  const columns = columnsFor(model, spec, size.columns);
  const heading: Span[] = [span(" ".repeat(GUTTER))];
  for (const [i, { column, width }] of columns.entries()) {
    if (i > 0) heading.push(span(" "));
    const sorted = state.sort?.column === column.id;
    const arrow = sorted ? (state.sort!.down ? "↓" : "↑") : "";
    heading.push(span(fill(column.title + arrow, width, column.align), sorted ? "accent" : "dim"));
  }
  if (items.length === 0) {
    return [heading, ...emptyRows(model, spec, size.columns - GUTTER)];
  }
  const rows: Line[] = [heading];
  const page = size.rows - 1;
  for (let i = state.top; i < Math.min(items.length, state.top + page); i++) {
    const marked = state.marks.has(keys[i]);
    const selected = keys[i] === state.selected;
    const line: Span[] = [
      span(selected ? "▶" : " ", "accent"),
      span(marked ? "✓" : " ", "mark"),
      span(" "),
    ];
    for (const [n, { column, width }] of columns.entries()) {
      if (n > 0) line.push(span(" "));
      const cell = column.cell(items[i], model);
      const text = fill(cell.text, width, column.align);
      const back = spec.dim?.(items[i]) || hostOf(items[i]).stale !== undefined;
      line.push(back ? span(text, "dim") : { text, style: cell.style });
    }
    const full = fitLine(line, size.columns);
    if (!selected) rows.push(full);
    else rows.push(lineOn(full, model.focus === id ? "selected" : "dimSelected"));
  }
  return rows;
}

/** So long a list may take before it is said how long it takes, in ms. */
const SLOW = 2000;

/** Why a list has no rows. */
function emptyRows<T>(model: Model, spec: ListSpec<T>, room: number): Line[] {
  const { filter } = model.lists[spec.id];
  const kind = spec.needs ?? spec.id;
  const say = (text: string, role: Role): Line[] =>
    wordRows(text, room).map((row) => [span(" ".repeat(GUTTER) + row, role)]);
  const absent = spec.absent?.(model);
  if (absent !== undefined) return say(sanitise(absent.text), absent.role);
  const refused = model.refused[kind];
  if (refused !== undefined) return say(`They cannot be listed: ${sanitise(refused)}`, "warn");
  if (spec.absent === undefined && !model.listed.has(kind)) {
    const waited = model.now - model.askedAt;
    const since = waited < SLOW ? "" : ` for ${Math.round(waited / 1000)} s`;
    return say(`Asking the engine${since} …`, "dim");
  }
  return say(filter === "" ? spec.empty : `Nothing matches "${sanitise(filter)}"`, "dim");
}

/** At the right of the top edge: filter, sort, marks, how many. */
export function listNote<T>(model: Model, spec: ListSpec<T>): Line {
  const state = model.lists[spec.id];
  const { keys, total } = rowsOf(model, spec);
  const notes: Span[] = [];
  if (keys.length > 0 && model.refused[spec.needs ?? spec.id] !== undefined) {
    notes.push(span("cannot be listed now · ", "warn"));
  }
  const caution = keys.length > 0 ? spec.caution?.(model) : undefined;
  if (caution !== undefined) notes.push(span(`${caution} · `, "warn"));
  if (state.filter !== "") notes.push(span(`/${sanitise(state.filter)} · `, "warn"));
  if (state.marks.size > 0) notes.push(span(`${state.marks.size} marked · `, "mark"));
  if (state.rangeFrom !== undefined) notes.push(span("range · ", "mark"));
  const at = keys.indexOf(state.selected ?? "") + 1;
  const of = state.filter === "" ? `${keys.length}` : `${keys.length} of ${total}`;
  notes.push(span(keys.length === 0 ? of : `${at}/${of}`, "dim"));
  return notes;
}
