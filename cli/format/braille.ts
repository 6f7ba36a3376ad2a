/** Dots of a braille cell by column and height, lowest first (Unicode 10.0, chapter 21). */
const DOTS = [[0x40, 0x04, 0x02, 0x01], [0x80, 0x20, 0x10, 0x08]];

/**
 * An area chart in braille: two values a column, four steps a row. `values` are drawn from the
 * right, newest last; undefined is a gap. A value above 0 always shows a dot.
 */
export function areaChart(
  values: readonly (number | undefined)[],
  max: number,
  columns: number,
  rows: number,
): string[] {
  const steps = rows * 4;
  const cells = Array.from({ length: rows }, () => new Uint8Array(columns));
  const shown = values.slice(-columns * 2);
  const offset = columns * 2 - shown.length;
  for (const [i, value] of shown.entries()) {
    if (value === undefined || max <= 0) continue;
    const x = offset + i;
    const height = Math.min(steps, value > 0 ? Math.max(1, Math.round(value / max * steps)) : 0);
    for (let step = 0; step < height; step++) {
      cells[rows - 1 - (step >> 2)][x >> 1] |= DOTS[x & 1][step & 3];
    }
  }
  return cells.map((row) =>
    Array.from(row, (bits) => bits === 0 ? " " : String.fromCharCode(0x2800 + bits)).join("")
  );
}

/**
 * Points in time put into `slots` equal parts of the `span` before `end`: the mean of each part,
 * undefined where there is nothing, and the last value held over gaps of at most `hold` between
 * samples.
 */
export function intoSlots(
  points: readonly { readonly at: number; readonly value: number }[],
  end: number,
  span: number,
  slots: number,
  hold = 3000,
): (number | undefined)[] {
  const sums = new Float64Array(slots);
  const counts = new Uint32Array(slots);
  const width = span / slots;
  for (const { at, value } of points) {
    const slot = Math.floor((at - (end - span)) / width);
    if (slot < 0 || slot >= slots) continue;
    sums[slot] += value;
    counts[slot]++;
  }
  const out: (number | undefined)[] = [];
  let held: number | undefined;
  let age = 0;
  const reach = Math.ceil(hold / width);
  for (let i = 0; i < slots; i++) {
    if (counts[i] > 0) {
      held = sums[i] / counts[i];
      age = 0;
    } else if (++age > reach) held = undefined;
    out.push(held);
  }
  return out;
}

/** A value that stands for a span of time (ms). */
export interface SpanPoint {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/**
 * Values over spans put into `slots` equal parts of the time from `start` to `end`: the mean of
 * each part, by how long each value stands for it; undefined where there is nothing.
 */
export function spansIntoSlots(
  points: readonly SpanPoint[],
  start: number,
  end: number,
  slots: number,
): (number | undefined)[] {
  const sums = new Float64Array(slots);
  const times = new Float64Array(slots);
  const width = (end - start) / slots;
  for (const { from, to, value } of points) {
    const first = Math.max(0, Math.floor((from - start) / width));
    const last = Math.min(slots - 1, Math.ceil((to - start) / width) - 1);
    for (let slot = first; slot <= last; slot++) {
      const within = Math.min(to, start + (slot + 1) * width) -
        Math.max(from, start + slot * width);
      if (within <= 0) continue;
      sums[slot] += value * within;
      times[slot] += within;
    }
  }
  return Array.from(sums, (sum, slot) => times[slot] > 0 ? sum / times[slot] : undefined);
}
