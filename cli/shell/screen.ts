/** Draws the line that is being edited. */
import { sanitise } from "../format/sanitise.ts";
import { tableWidth } from "../format/width.ts";
import type { LineState } from "./line_editor.ts";

/** The part of a text that fits into `width` columns with the cursor in it, and its column. */
export function scrolled(
  text: string,
  cursor: number,
  width: number,
): { text: string; column: number } {
  let start = 0;
  while (tableWidth(text.slice(start, cursor)) >= width) {
    start += String.fromCodePoint(text.codePointAt(start)!).length;
  }
  let end = text.length;
  while (tableWidth(text.slice(start, end)) > width) end--;
  return { text: text.slice(start, end), column: tableWidth(text.slice(start, cursor)) };
}

/** The terminal's line with prompt and text, drawn anew; the cursor stands where it belongs. */
export function drawLine(prompt: string, state: LineState, columns: number): string {
  const search = state.search;
  const shown = search
    ? `(search${
      search.at === undefined && search.pattern !== "" ? ", nothing" : ""
    }) ${search.pattern}: `
    : prompt;
  const left = sanitise(shown).slice(0, Math.max(0, columns - 10));
  const { text, column } = scrolled(state.text, state.cursor, columns - tableWidth(left) - 1);
  const at = tableWidth(left) + column;
  return `\r\x1b[K${left}${sanitise(text)}\r${at > 0 ? `\x1b[${at}C` : ""}`;
}

/** Candidates in columns, as wide as the terminal allows. */
export function candidateColumns(values: readonly string[], columns: number): string {
  const clean = values.map((v) => sanitise(v));
  const width = Math.max(...clean.map(tableWidth)) + 2;
  const across = Math.max(1, Math.floor(columns / width));
  const rows = Math.ceil(clean.length / across);
  const lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    const cells = clean.filter((_, n) => n % rows === row);
    lines.push(cells.map((c) => c + " ".repeat(width - tableWidth(c))).join("").trimEnd());
  }
  return lines.join("\n") + "\n";
}
