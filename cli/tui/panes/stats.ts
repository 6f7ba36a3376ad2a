import { sanitise } from "../../format/sanitise.ts";
import { selectedItem } from "../lists.ts";
import type { Model } from "../model.ts";
import { type Container, nameOf, type StatsPoint } from "../objects.ts";
import { type Block, type Line, type Role, type Size, span } from "../text/block.ts";
import { areaChart, intoSlots } from "../../format/braille.ts";
import { decimalSize, percent, shortSize } from "../text/human.ts";
import { fill } from "../text/width.ts";

/** A curve of the pane. */
interface Curve {
  readonly name: string;
  readonly role: Role;
  value(p: StatsPoint): number;
  /** The least that the top of the chart stands for. */
  readonly least: number;
  now(p: StatsPoint): string;
  peak(value: number): string;
}

const rate = (bytes: number) => `${decimalSize(bytes)}/s`;

const curves: readonly Curve[] = [
  {
    name: "CPU",
    role: "ok",
    value: (p) => p.cpu,
    least: 1,
    now: (p) => percent(p.cpu),
    peak: percent,
  },
  {
    name: "MEM",
    role: "accent",
    value: (p) => p.memory,
    least: 1,
    now: (p) =>
      p.limit > 0
        ? `${shortSize(p.memory)} / ${shortSize(p.limit)} ${percent(p.memory / p.limit * 100)}`
        : shortSize(p.memory),
    peak: shortSize,
  },
  {
    name: "NET",
    role: "c3",
    value: (p) => p.netIn + p.netOut,
    least: 1000,
    now: (p) => `↓ ${rate(p.netIn)} ↑ ${rate(p.netOut)}`,
    peak: rate,
  },
  {
    name: "DISK",
    role: "c4",
    value: (p) => p.read + p.write,
    least: 1000,
    now: (p) => `r ${rate(p.read)} w ${rate(p.write)}`,
    peak: rate,
  },
];

/** The statistics of the selected container inside of their border. */
export function statsView(model: Model, size: Size): Block {
  const c = selectedItem<Container>(model, "containers");
  if (c === undefined) return [[span(" Select a container to see what it uses", "dim")]];
  if (c.state !== "running") {
    return [[span(` ${sanitise(nameOf(c))} is not running, so it uses nothing`, "dim")]];
  }
  const points = model.stats[c.id] ?? [];
  const last = points[points.length - 1];
  if (last === undefined) return [[span(" Measuring …", "dim")]];
  const rows: Line[] = [];
  // The last row tells of processes; the rest is shared by the curves that fit.
  const room = Math.max(2, size.rows - 1);
  const shown = Math.max(1, Math.min(curves.length, Math.floor(room / 2)));
  for (const [i, curve] of curves.slice(0, shown).entries()) {
    const height = Math.floor(room / shown) + (i < room % shown ? 1 : 0);
    rows.push(...curveRows(curve, points, last, model, size.columns, height));
  }
  const rest = curves.slice(shown).map((c) => `${c.name} ${c.now(last)}`);
  rows.push([span(` PIDS ${last.pids}${rest.length > 0 ? "   " + rest.join("   ") : ""}`)]);
  return rows;
}

function curveRows(
  curve: Curve,
  points: readonly StatsPoint[],
  last: StatsPoint,
  model: Model,
  columns: number,
  height: number,
): Line[] {
  const width = Math.max(4, columns - 2);
  const end = Math.max(last.at, model.now - 2000);
  const period = model.window * 60_000;
  const seen = points.filter((p) => p.at > end - period)
    .map((p) => ({ at: p.at, value: curve.value(p) }));
  // The newest sample is to be seen, too: the last slot ends just after it.
  const values = intoSlots(seen, end + 1, period, width * 2);
  // Of the samples, not of the means that are drawn: it is never below what is told beside it.
  const peak = seen.reduce((most, p) => Math.max(most, p.value), 0);
  const now = `${fill(curve.name, 5)}${curve.now(last)}`;
  const most = `max ${curve.peak(peak)}`;
  const space = " ".repeat(Math.max(1, width - [...now].length - [...most].length));
  const chart = areaChart(values, Math.max(peak, curve.least), width, Math.max(1, height - 1));
  return [
    [span(` ${now}`), span(space), span(most, "dim")],
    ...chart.map((row): Line => [span(" "), span(row, curve.role)]),
  ].slice(0, height);
}

/** At the right of the top edge. */
export function statsNote(model: Model): Line {
  return [span(model.window === 60 ? "1 hour" : `${model.window} min`, "dim")];
}
