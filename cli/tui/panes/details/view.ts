/** The engine's document as a tree that folds, with secrets masked. */
import { sanitise } from "../../../format/sanitise.ts";
import type { Model } from "../../model/model.ts";
import { innerSize } from "../../screen/layout.ts";
import {
  type Block,
  fitLine,
  type Line,
  lineOn,
  lineWidth,
  type Size,
  span,
} from "../../text/block.ts";
import { displayWidth } from "../../text/width.ts";
import { wordRows, wrapLine } from "../../text/wrap.ts";
import { swarmFacts } from "./swarm_facts.ts";
import {
  containerFacts,
  type DetailRow,
  type Doc,
  envRows,
  healthRows,
  labelRows,
  MASK,
  mountRows,
  portRows,
  SECRET,
} from "./container_facts.ts";
import { objectFacts } from "./object_facts.ts";

/** Rows of a document that are made; a larger one says so. */
const LIMIT = 20_000;

/** Rows that one value may take before it is cut. */
const VALUE_ROWS = 12;

const known = new WeakMap<Model["details"], { of: string; rows: readonly DetailRow[] }>();

/** All rows of the details, folded as they are. */
export function detailRows(model: Model): readonly DetailRow[] {
  const { details } = model;
  const { columns } = innerSize(model, "details");
  const of = `${columns} ${Math.floor(model.now / 1000)}`;
  const before = known.get(details);
  if (before?.of === of) return before.rows;
  const rows: DetailRow[] = [];
  if (details.document !== undefined) {
    tabRows(details.document as Doc, model, rows);
  }
  const shown = rows.flatMap((row) => wrapped(row, columns - 1));
  known.set(details, { of, rows: shown });
  return shown;
}

/** Parts of the details by themselves: those of a container, and of everything else. */
const CONTAINER_TABS = ["all", "env", "mounts", "ports", "labels", "health", "raw"];
const OTHER_TABS = ["all", "labels", "raw"];

/** The parts that there are of what is selected. */
export function tabsOf(model: Model): readonly string[] {
  return model.list === "containers" ? CONTAINER_TABS : OTHER_TABS;
}

/** The part that is on show: the one that was chosen, where what is selected has it. */
export function tabOf(model: Model): string {
  const { tab } = model.details;
  return tabsOf(model).includes(tab) ? tab : "all";
}

function tabRows(doc: Doc, model: Model, rows: DetailRow[]): void {
  const none = (what: string) => {
    if (rows.length === 0) rows.push({ line: [span(`No ${what}`, "dim")] });
  };
  switch (tabOf(model)) {
    case "env":
      envRows(doc, model, rows);
      return none("variables");
    case "mounts":
      mountRows(doc, rows);
      return none("mounts");
    case "ports":
      portRows(doc, rows);
      return none("ports and networks");
    case "labels":
      return labelRows(doc, rows);
    case "health":
      return healthRows(doc, model, rows);
    case "raw":
      return tree(doc, "", 0, model, rows);
  }
  if (model.list === "containers") containerFacts(doc, model, rows);
  swarmFacts(doc, model, rows);
  objectFacts(doc, model, rows);
  if (rows.length > 0) rows.push({ line: [] });
  rows.push({ line: [span("Everything the engine says", "title")] });
  tree(doc, "", 0, model, rows);
}

/** A row in as many as it takes; what goes on stands behind the first span's columns. */
function wrapped(row: DetailRow, columns: number): DetailRow[] {
  if (lineWidth(row.line) <= columns) return [row];
  const [head, ...body] = row.line;
  const indent = displayWidth(head.text);
  const room = columns - indent;
  if (room < 16) return [row];
  const all: Line[] = body.length === 1
    ? wordRows(body[0].text, room).map((text) => [{ ...body[0], text }])
    : wrapLine(body, room);
  const rows = all.slice(0, VALUE_ROWS);
  if (all.length > VALUE_ROWS) {
    rows[VALUE_ROWS - 1] = [...fitLine(all[VALUE_ROWS - 1], room - 1), span("…", "dim")];
  }
  return rows.map((line, i): DetailRow => ({
    ...row,
    line: [i === 0 ? head : span(" ".repeat(indent)), ...line],
  }));
}

function tree(value: Doc, path: string, depth: number, model: Model, rows: DetailRow[]): void {
  const entries: [string, Doc][] = Array.isArray(value)
    ? value.map((v, i) => [String(i), v])
    : Object.entries(value as Record<string, Doc>);
  for (const [name, child] of entries) {
    if (rows.length >= LIMIT) return;
    const at = `${path}/${name}`;
    const indent = "  ".repeat(depth);
    const label = sanitise(name);
    if (typeof child === "object" && child !== null) {
      const size = Array.isArray(child) ? child.length : Object.keys(child).length;
      const open = size > 0 && model.details.toggled.has(at);
      rows.push({
        path: at,
        line: [
          span(`${indent}${size === 0 ? " " : open ? "▾" : "▸"} `, "dim"),
          span(label, "accent"),
          span(Array.isArray(child) ? ` [${size}]` : ` {${size}}`, "dim"),
        ],
      });
      if (open) tree(child, at, depth + 1, model, rows);
      continue;
    }
    rows.push({
      line: [
        span(`${indent}  `),
        span(label, "accent"),
        span(": ", "dim"),
        leaf(name, child, path, model),
      ],
    });
  }
}

function leaf(name: string, value: unknown, path: string, model: Model) {
  if (value === null) return span("null", "dim");
  if (typeof value !== "string") return span(String(value), "ok");
  if (!model.details.reveal) {
    const variable = /^([^=]+)=/.exec(value)?.[1];
    if (path.endsWith("/Env") && variable !== undefined && SECRET.test(variable)) {
      return span(`${sanitise(variable)}=${MASK}`, "dim");
    }
    if (SECRET.test(name) && value !== "") return span(MASK, "dim");
  }
  return span(value === "" ? '""' : sanitise(value), value === "" ? "dim" : "text");
}

/** The details inside of their border. */
export function detailsView(model: Model, size: Size): Block {
  const { details } = model;
  if (details.key === undefined) return [[span(" Select something to see what it is", "dim")]];
  if (details.error !== undefined) return [[span(` ${sanitise(details.error)}`, "bad")]];
  if (details.document === undefined) return [[span(" Asking the engine …", "dim")]];
  const rows = detailRows(model);
  const top = Math.max(0, Math.min(details.top, rows.length - size.rows));
  return rows.slice(top, top + size.rows).map((row, i) => {
    const line = [span(" "), ...row.line];
    if (model.focus !== "details" || top + i !== details.cursor) return line;
    const rest = Math.max(0, size.columns - line.reduce((w, s) => w + s.text.length, 0));
    return lineOn([...line, span(" ".repeat(rest))], "selected");
  });
}
