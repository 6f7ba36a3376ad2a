/** The table of all that run and what each uses. */
import { chosenContainers } from "../../act/action.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { innerSize } from "../../screen/layout.ts";
import { type Column, rowsOf, sorted } from "../lists/list.ts";
import type { Model } from "../../model/model.ts";
import { type Container, nameOf, type StatsPoint } from "../../model/objects.ts";
import {
  type Block,
  fitLine,
  type Line,
  lineOn,
  type Size,
  type Span,
  span,
} from "../../text/block.ts";
import { bar, count, decimalSize, percent, shortSize } from "../../text/human.ts";
import { fill } from "../../text/width.ts";
import { containersList } from "../lists/containers.ts";
import { latest } from "./latest.ts";
import { fitColumns } from "../lists/view.ts";

/** Columns of a bar. */
const BAR = 10;
/** Rows that are not containers: the headings and the sum. */
const AROUND = 2;

const rate = (bytes: number) => `${decimalSize(bytes)}/s`;

/** Columns that a rate has: `999MB/s`. */
const RATE = 7;

function number(
  id: string,
  title: string,
  width: number,
  drop: number,
  value: (p: StatsPoint) => number,
  words: (value: number) => string,
): Column<Container> {
  return {
    id,
    title,
    width,
    drop,
    align: "right",
    cell(c, m) {
      const point = latest(m, c);
      return point === undefined ? span("–", "dim") : span(words(value(point)));
    },
    sort: (c, m) => {
      const point = latest(m, c);
      return point === undefined ? -1 : value(point);
    },
  };
}

function bars(
  id: string,
  drop: number,
  part: (p: StatsPoint, model: Model) => number,
  role: (part: number) => "accent" | "warn" | "bad",
): Column<Container> {
  return {
    id,
    title: "",
    width: BAR,
    drop,
    cell(c, m) {
      const point = latest(m, c);
      if (point === undefined) return span("");
      const of = part(point, m);
      return span(bar(of, BAR), role(of));
    },
  };
}

const partOfLimit = (p: StatsPoint) => p.limit > 0 ? p.memory / p.limit : 0;

/** What the table tells of each container. */
export const statsColumns: readonly Column<Container>[] = [
  {
    id: "name",
    title: "NAME",
    width: 10,
    grows: 1,
    drop: 0,
    cell: (c) => span(sanitise(nameOf(c))),
    sort: (c) => nameOf(c),
  },
  number("cpu", "CPU", 6, 1, (p) => p.cpu, percent),
  bars(
    "cpuBar",
    3,
    (p, m) => p.cpu / busiest(m),
    (part) => part >= 0.8 ? "warn" : "accent",
  ),
  number("memory", "MEM", 5, 2, (p) => p.memory, shortSize),
  bars("memoryBar", 4, partOfLimit, (part) => part > 0.9 ? "bad" : "accent"),
  number("part", "MEM %", 6, 8, (p) => partOfLimit(p) * 100, percent),
  number("limit", "LIMIT", 5, 10, (p) => p.limit, shortSize),
  number("netIn", "NET ↓", RATE, 6, (p) => p.netIn, rate),
  number("netOut", "NET ↑", RATE, 6, (p) => p.netOut, rate),
  number("read", "DISK R", RATE, 7, (p) => p.read, rate),
  number("write", "DISK W", RATE, 7, (p) => p.write, rate),
  number("pids", "PIDS", 5, 9, (p) => p.pids, String),
];

/** What a full bar of CPU is: one CPU, or the busiest container where it has more. */
function busiest(model: Model): number {
  return tableRows(model).peak;
}

interface TableRows {
  readonly items: readonly Container[];
  /** Per cent of CPU that the busiest has, 100 at least. */
  readonly peak: number;
}

const known = new WeakMap<Model, TableRows>();

/** The table is shown: of all that run, or of the projects that are chosen. */
export function tableShown(model: Model): boolean {
  return model.table.all || model.list === "projects";
}

/** What runs of the projects that are chosen; without any, all that runs and passes the filter. */
function tableItems(model: Model): readonly Container[] {
  const ofProjects = !model.table.all && model.list === "projects";
  const all = ofProjects ? chosenContainers(model) : rowsOf(model, containersList).items;
  return all.filter((c) => c.state === "running");
}

/** The containers of the table in its order. */
export function tableRows(model: Model): TableRows {
  const found = known.get(model);
  if (found !== undefined) return found;
  const items = tableItems(model);
  const peak = Math.max(100, ...items.map((c) => latest(model, c)?.cpu ?? 0));
  const { column, down } = model.table.sort;
  const sort = statsColumns.find((c) => c.id === column)?.sort;
  const rows = { items: sorted(items, (c) => sort?.(c, model) ?? 0, down), peak };
  known.set(model, rows);
  return rows;
}

/** Rows of containers that are seen at a time. */
export function tablePage(size: Size): number {
  return Math.max(1, size.rows - AROUND);
}

/** The first row to show, so that the selected container is among those that are. */
export function tableTop(model: Model): number {
  const { items } = tableRows(model);
  const page = tablePage(innerSize(model, "stats"));
  const at = items.findIndex((c) => c.id === model.lists.containers.selected);
  let { top } = model.table;
  if (at >= 0 && at < top) top = at;
  if (at >= top + page) top = at - page + 1;
  return Math.max(0, Math.min(top, items.length - page));
}

/** Every running container and what it uses, inside of the pane's border. */
export function statsTableView(model: Model, size: Size): Block {
  const { items } = tableRows(model);
  const { sort, top } = model.table;
  const columns = fitColumns(statsColumns, new Set(), size.columns - 3);
  const cells = (cell: (column: Column<Container>) => Span): Line =>
    columns.flatMap(({ column, width }): Span[] => {
      const { text, style } = cell(column);
      return [span(" "), { text: fill(text, width, column.align), style }];
    });
  const heading = cells((column) => {
    const sorted = column.id === sort.column;
    const arrow = sorted ? (sort.down ? "↓" : "↑") : "";
    return span(column.title + arrow, sorted ? "accent" : "dim");
  });
  if (items.length === 0) return [heading, [span("  No container is running", "dim")]];
  const rows = items.slice(top, top + tablePage(size)).map((c): Line => {
    const selected = c.id === model.lists.containers.selected;
    const line = [
      span(selected ? "▶" : " ", "accent"),
      ...cells((column) => column.cell(c, model)),
    ];
    const full = fitLine(line, size.columns);
    return selected ? lineOn(full, model.focus === "stats" ? "selected" : "dimSelected") : full;
  });
  const sums = sumsOf(items, model);
  const total = [span(" "), ...cells((column) => span(sums[column.id] ?? "", "title"))];
  return [[span(" "), ...heading], ...rows, total];
}

/** What all of them use together, by column. */
function sumsOf(items: readonly Container[], model: Model): Readonly<Record<string, string>> {
  const points = items.map((c) => latest(model, c)).filter((p) => p !== undefined);
  const sum = (value: (p: StatsPoint) => number) => points.reduce((s, p) => s + value(p), 0);
  return {
    name: points.length < items.length
      ? `${points.length} of ${count(items.length, "container")}`
      : count(items.length, "container"),
    cpu: percent(sum((p) => p.cpu)),
    memory: shortSize(sum((p) => p.memory)),
    netIn: rate(sum((p) => p.netIn)),
    netOut: rate(sum((p) => p.netOut)),
    read: rate(sum((p) => p.read)),
    write: rate(sum((p) => p.write)),
    pids: String(sum((p) => p.pids)),
  };
}

/** At the right of the top edge. */
export function statsTableNote(model: Model): Line {
  const { items } = tableRows(model);
  const at = items.findIndex((c) => c.id === model.lists.containers.selected);
  return [span(at < 0 ? `${items.length}` : `${at + 1}/${items.length}`, "dim")];
}
