/** Charts over time in a terminal: pure text, as wide as there is room. */
import { paint, type Tone } from "./colour.ts";
import { areaChart, type SpanPoint, spansIntoSlots } from "./braille.ts";

/** One curve. */
export interface ChartCurve {
  name: string;
  points: readonly SpanPoint[];
  /** The top of the chart is this at least. */
  least: number;
  /** What stands beside the name: the newest value, the mean, the highest. */
  note: string;
  tone?: Tone;
  /** A value at the edge of the chart, in at most eight columns. */
  label(value: number): string;
}

/** Where the curves stand. */
export interface ChartFrame {
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  columns: number;
  /** Rows of each curve. */
  rows: number;
  colours: boolean;
  /** A time on the wall; minutes east of UTC. */
  offset(time: number): number;
}

/** Columns for the values at the left edge. */
const EDGE = 8;

/** Curves one below the other over one axis of time; each line ends with a line feed. */
export function chart(curves: readonly ChartCurve[], frame: ChartFrame): string {
  const width = Math.max(16, frame.columns - EDGE - 2);
  const tinted = (text: string, tone: Tone | undefined) => frame.colours ? paint(text, tone) : text;
  const lines: string[] = [];
  for (const curve of curves) {
    const values = spansIntoSlots(curve.points, frame.start, frame.end, width * 2);
    const most = values.reduce<number>((a, b) => Math.max(a, b ?? 0), curve.least);
    const rows = areaChart(values, most, width, frame.rows);
    lines.push(`${tinted(curve.name.padEnd(EDGE), undefined)}  ${curve.note}`);
    for (const [i, row] of rows.entries()) {
      const value = i === 0 ? most : i === rows.length - 1 ? 0 : undefined;
      const label = value === undefined ? "" : curve.label(value);
      lines.push(tinted(`${label.padStart(EDGE)} ┤`, "faint") + tinted(row.trimEnd(), curve.tone));
    }
  }
  lines.push(...axis(frame, width).map((line) => tinted(line, "faint")));
  return lines.map((line) => line.trimEnd() + "\n").join("");
}

/** The axis, with as many times as there is room for. */
function axis({ start, end, offset }: ChartFrame, width: number): string[] {
  const days = end - start > 86_400_000;
  const label = (time: number) => {
    const wall = new Date(time + offset(time) * 60_000).toISOString();
    return days
      ? `${wall.slice(5, 10)} ${wall.slice(11, 16)}`
      : wall.slice(11, end - start < 600_000 ? 19 : 16);
  };
  const room = label(start).length + 4;
  const count = Math.max(1, Math.floor(width / room) - 1);
  let line = "";
  let ticks = "";
  for (let i = 0; i <= count; i++) {
    const column = Math.round(i / count * (width - 1));
    const text = label(start + (end - start) * i / count);
    const at = Math.min(width - text.length, Math.max(0, column - (text.length >> 1)));
    line = line.padEnd(at) + text;
    ticks = ticks.padEnd(column, "─") + "┴";
  }
  const edge = " ".repeat(EDGE);
  return [`${edge} └${ticks.padEnd(width, "─")}`, `${edge}  ${line}`];
}
