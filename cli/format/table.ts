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

/** Rows as a table with docker's spacing, each line ended by a newline. Cells hold no tabs. */
export function table(rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? "" : alignTabs(rows.map((row) => row.join("\t")).join("\n")) + "\n";
}
