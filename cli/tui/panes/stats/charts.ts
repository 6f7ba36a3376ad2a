/** Charts of what the selected container uses, measured here and kept in the record. */
import { sanitise } from "../../../format/sanitise.ts";
import type { Model } from "../../model/model.ts";
import { type Container, isUp, nameOf, type StatsPoint } from "../../model/objects.ts";
import { Samples } from "../../model/samples.ts";
import { type Block, type Line, type Role, type Size, span } from "../../text/block.ts";
import { areaChart, intoSlots } from "../../../format/braille.ts";
import { clock, count, decimalSize, percent, shortSize } from "../../text/human.ts";
import { isGone, selectedContainer } from "../../record/record.ts";
import { fill, fit } from "../../text/width.ts";

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
  const c = selectedContainer(model);
  if (c === undefined) return [[span(" Select a container to see what it uses", "dim")]];
  const up = c.state === "running";
  const last = lastOf(model, c);
  if (!up && last === undefined) {
    const what = isGone(c)
      ? "was removed, and no samples of it are kept"
      : isUp(c)
      ? `is ${c.state}, and nothing is measured meanwhile`
      : "is not running, so it uses nothing";
    const name = fit(sanitise(nameOf(c)), Math.max(12, size.columns - what.length - 2));
    return [[span(` ${name} ${what}`, "dim")]];
  }
  if (last === undefined) return [[span(" Measuring …", "dim")]];
  const rows: Line[] = [];
  // The last row tells of processes; the rest is shared by the curves that fit.
  const room = Math.max(2, size.rows - 1);
  const shown = Math.max(1, Math.min(curves.length, Math.floor(room / 2)));
  // What does not run any more is shown up to its end.
  const end = up ? Math.max(last.at, model.now - 2000) : last.at;
  const points = pointsAfter(model, c, end - model.window * 60_000);
  for (const [i, curve] of curves.slice(0, shown).entries()) {
    const height = Math.floor(room / shown) + (i < room % shown ? 1 : 0);
    rows.push(...curveRows(curve, points, last, model, size.columns, height, end));
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
  end: number,
): Line[] {
  const width = Math.max(4, columns - 2);
  const period = model.window * 60_000;
  const seen = points.map((p) => ({ at: p.at, value: curve.value(p) }));
  // The newest sample is to be seen, too: the last slot ends just after it.
  const values = intoSlots(seen, end + 1, period, width * 2, holdOf(seen));
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

/** How long a sample stands for: the record has one a minute of what is older than an hour. */
function holdOf(points: readonly { readonly at: number }[]): number {
  if (points.length < 2) return 3000;
  const mean = (points[points.length - 1].at - points[0].at) / (points.length - 1);
  return Math.max(3000, Math.min(90_000, mean * 1.5));
}

/** Of which container and window the samples of the record are. */
export function recordedStatsKey(model: Model, c: Container): string {
  return `${c.id}/${model.window}/${c.state === "running"}`;
}

/** What is known of a container's use: from the record, and as it was measured here. */
function knownOf(model: Model, c: Container): { old: readonly StatsPoint[]; live: Samples } {
  const { key, points } = model.recordedStats;
  const old = key === recordedStatsKey(model, c) ? points : [];
  const counts = old.length > 0 || c.state === "running";
  return { old, live: counts ? model.stats[c.id] ?? Samples.none : Samples.none };
}

/** The newest that is known of it. */
function lastOf(model: Model, c: Container): StatsPoint | undefined {
  const { old, live } = knownOf(model, c);
  return live.last ?? old.at(-1);
}

/** All that was measured after `time` (ms since the epoch), oldest first. */
function pointsAfter(model: Model, c: Container, time: number): readonly StatsPoint[] {
  const { old, live } = knownOf(model, c);
  const from = live.first ?? Infinity;
  return [...old.filter((p) => p.at > time && p.at < from), ...live.since(time)];
}

/** At the right of the top edge. */
export function statsNote(model: Model): Line {
  const c = selectedContainer(model);
  const last = c === undefined || c.state === "running" ? undefined : lastOf(model, c);
  const until = last === undefined ? "" : `until ${clock(last.at, model.utcOffset)} · `;
  return [span(until, "warn"), span(windowWords(model.window), "dim")];
}

function windowWords(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  return minutes < 1440 ? count(minutes / 60, "hour") : count(minutes / 1440, "day");
}
