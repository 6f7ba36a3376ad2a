/** Tables as docker sets them: columns aligned as by Go's text/tabwriter. */
import { tableWidth } from "./width.ts";

/** How docker sets its tables. */
const MIN_WIDTH = 10;
const PADDING = 3;

/**
 * Aligns lines of tab-separated cells as Go's text/tabwriter does with docker's settings: columns
 * at least 10 wide, 3 spaces apart. A column is a block of lines that follow each other and have
 * a cell there that ends with a tab, so the last cell of a line is never padded.
 */
export function alignTabs(
  text: string,
  minWidth = MIN_WIDTH,
  padding = PADDING,
  widthOf: (cell: string) => number = tableWidth,
): string {
  const lines = text.split("\n").map((line) => line.split("\t"));
  // Of all cells but the last of a line, which is never padded.
  const own = lines.map((cells) => cells.slice(0, -1).map(widthOf));
  const widths: number[][] = lines.map(() => []);
  const format = (from: number, to: number, column: number): void => {
    for (let line = from; line < to; line++) {
      if (own[line].length <= column) continue;
      let end = line;
      let width = minWidth;
      while (end < to && own[end].length > column) {
        width = Math.max(width, own[end][column] + padding);
        end++;
      }
      for (let l = line; l < end; l++) widths[l][column] = width;
      format(line, end, column + 1);
      line = end - 1;
    }
  };
  format(0, lines.length, 0);
  return lines.map((cells, line) =>
    cells.map((cell, n) =>
      n === cells.length - 1 ? cell : cell + " ".repeat(widths[line][n] - own[line][n])
    ).join("")
  ).join("\n");
}

/** A cell that is as wide as it is long, and ends neither itself nor its line. */
const PLAIN = /^[ -~\u2026]*$/;

/**
 * Aligns one row or more that have equally many cells, as {@link alignTabs} does, each row ended by
 * a newline. Undefined where a cell holds a tab or a newline, which would make two of it.
 */
export function alignRows(
  rows: readonly (readonly string[])[],
  widthOf: (cell: string) => number = tableWidth,
): string | undefined {
  const last = rows[0].length - 1;
  const columns = new Array<number>(last).fill(MIN_WIDTH);
  const own: number[] = []; // of all cells but the last of a row, row by row
  for (const row of rows) {
    for (let n = 0; n <= last; n++) {
      const cell = row[n];
      const plain = PLAIN.test(cell);
      if (!plain && /[\t\n]/.test(cell)) return undefined;
      if (n === last) continue;
      const width = plain ? cell.length : widthOf(cell);
      own.push(width);
      if (width + PADDING > columns[n]) columns[n] = width + PADDING;
    }
  }
  const gaps = new Map<number, string>();
  let text = "";
  let at = 0;
  for (const row of rows) {
    for (let n = 0; n < last; n++) {
      const size = columns[n] - own[at++];
      let gap = gaps.get(size);
      if (gap === undefined) gaps.set(size, gap = " ".repeat(size));
      text += row[n] + gap;
    }
    text += row[last] + "\n";
  }
  return text;
}

/** Rows as a table with docker's spacing, each line ended by a newline. Cells hold no tabs. */
export function table(rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? "" : alignTabs(rows.map((row) => row.join("\t")).join("\n")) + "\n";
}
