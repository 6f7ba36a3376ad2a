/** What is shown as long as no engine has ever answered. */
import { sanitise } from "../../format/sanitise.ts";
import { keyName, type KeyTable } from "./bindings.ts";
import type { Model, TriedHost } from "../model/model.ts";
import {
  type Block,
  fitLine,
  type Line,
  type Role,
  type Size,
  type Span,
  span,
} from "../text/block.ts";
import { retryWords } from "../text/human.ts";
import { displayWidth, fill } from "../text/width.ts";
import { wordRows } from "../text/wrap.ts";

/** Narrowest room that what an endpoint answered is still put beside it in. */
const BESIDE = 24;

/** What is shown as long as no engine has ever answered. */
export function noEngineView(model: Model, size: Size, keymap: KeyTable): Block {
  if (model.link.state !== "down") return [];
  const { error, hint, tried, retryAt } = model.link;
  const keys = keyLines(model, keymap, retryAt, size.columns);
  // The keys stand below whatever room the endpoints leave.
  const room = Math.max(0, size.rows - keys.length - 5);
  const rows: Line[] = [[], [span("  No Docker Engine answers", "bad")], []];
  const said = tried?.some((t) => t.hint === hint) ?? false;
  const advice = hint === undefined || said
    ? []
    : [[], ...indented(`→ ${hint}`, 2, size.columns, "accent")];
  const left = Math.max(1, room - advice.length);
  let hosts = tried === undefined
    ? indented(error, 2, size.columns, "text")
    : triedLines(tried, size.columns);
  if (tried !== undefined && hosts.length > left) hosts = fewerLines(tried, size.columns);
  rows.push(...hosts.slice(0, left), ...advice);
  rows.push([], ...keys);
  while (rows.length < size.rows) rows.push([]);
  return rows.slice(0, size.rows).map((row) => fitLine(row, size.columns));
}

/** A text in rows that end between words. */
function indented(text: string, indent: number, columns: number, role: Role): Line[] {
  const room = Math.max(8, columns - indent - 1);
  return text.split("\n").flatMap((part) =>
    wordRows(sanitise(part.trim()), room).map((row): Line => [
      span(" ".repeat(indent)),
      span(row, role),
    ])
  );
}

/** Endpoint, what it answered, and what to do about it; below each other where it is narrow. */
function triedLines(tried: readonly TriedHost[], columns: number): Line[] {
  const shown = tried.map((t) => ({
    endpoint: sanitise(t.endpoint),
    reason: sanitise(t.reason),
    hint: t.hint === undefined ? undefined : sanitise(t.hint),
  }));
  const first = Math.max(...shown.map((t) => displayWidth(t.endpoint)));
  const second = Math.max(...shown.map((t) => displayWidth(t.reason)));
  const start = 4 + first + 2;
  if (columns - start < BESIDE) {
    return shown.flatMap((t) => [
      ...indented(t.endpoint, 4, columns, "text"),
      ...indented(t.reason, 6, columns, "dim"),
      ...(t.hint === undefined ? [] : indented(`→ ${t.hint}`, 6, columns, "accent")),
    ]);
  }
  return shown.flatMap((t): Line[] => {
    const head = [span("    "), span(fill(t.endpoint, first)), span("  ")];
    const hintRoom = columns - start - second - 2;
    const arrow = t.hint === undefined ? "" : `→ ${t.hint}`;
    if (arrow !== "" && displayWidth(arrow) < hintRoom) {
      return [[...head, span(fill(t.reason, second), "dim"), span("  "), span(arrow, "accent")]];
    }
    const reasons = indented(t.reason, start, columns, "dim");
    return [
      [...head, ...reasons[0].slice(1)],
      ...reasons.slice(1),
      ...(arrow === "" ? [] : indented(arrow, start, columns, "accent")),
    ];
  });
}

/** The first endpoint and those that answered otherwise than most; the others are counted. */
function fewerLines(tried: readonly TriedHost[], columns: number): Line[] {
  const count = (reason: string) => tried.filter((t) => t.reason === reason).length;
  const common = tried.map((t) => t.reason).reduce((a, b) => count(b) > count(a) ? b : a);
  const shown = tried.filter((t, i) => i === 0 || t.reason !== common);
  const rest = tried.length - shown.length;
  return [
    ...triedLines(shown, columns),
    ...indented(`and ${rest} more where others listen: ${common}`, 4, columns, "dim"),
  ];
}

/** What can be done here, and when it is tried again; in as many rows as it takes. */
function keyLines(
  model: Model,
  keymap: KeyTable,
  retryAt: number | undefined,
  columns: number,
): Line[] {
  const quit = keymap.global.find((b) => b.id === "quit")!;
  const rows: Span[][] = [[span(" ")]];
  let used = 1;
  for (const b of [...keymap.noEngine, quit]) {
    const key = keyName(b.keys[0]);
    const width = displayWidth(key) + displayWidth(b.label) + 4;
    if (used + width > columns && used > 1) {
      rows.push([span(" ")]);
      used = 1;
    }
    rows.at(-1)!.push(span(` ${key}`, "key"), span(` ${b.label}  `));
    used += width;
  }
  return [...rows, [], [span(`  ${retryWords(retryAt, model.now)}`, "dim")]];
}
