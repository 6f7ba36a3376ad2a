/** How many columns of a terminal a text takes, and cutting it by columns. */
import { eastAsianWidth } from "get-east-asian-width";

/**
 * Widths of code points, found once: 0 unknown, else width + 1. Terminals advance by code point,
 * as wcwidth does, so that is what is counted here and not what a font would join.
 */
const known = new Uint8Array(0x20000);
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

/** Columns that one code point takes on a terminal: 0 (combining, format, control), 1 or 2. */
export function charWidth(point: number): 0 | 1 | 2 {
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return 0;
  if (point < 0x300) return point === 0xad ? 0 : 1;
  if (point >= known.length) return wide(point);
  const found = known[point];
  if (found !== 0) return (found - 1) as 0 | 1 | 2;
  const width = wide(point);
  known[point] = width + 1;
  return width;
}

function wide(point: number): 0 | 1 | 2 {
  if (point >= 0xd800 && point <= 0xdfff) return 1;
  if (ZERO.test(String.fromCodePoint(point))) return 0;
  return eastAsianWidth(point, { ambiguousAsWide: false });
}

const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that `text` takes; it must not hold escape sequences or line breaks. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += charWidth(char.codePointAt(0)!);
  return width;
}

/** One column (or two) of the screen: a character with the combining marks that stand on it. */
export interface Cell {
  char: string;
  width: 1 | 2;
}

/** Marks that one cell keeps; more of them (so-called zalgo) are dropped. */
const MARKS = 3;
/** Joiners and selectors would make terminals disagree about the width of what they join. */
const JOINER = /^[\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u;

/** Cuts `text` into cells. What has no width and nothing to stand on is dropped. */
export function cellsOf(text: string): Cell[] {
  const cells: Cell[] = [];
  if (PLAIN.test(text)) {
    for (let i = 0; i < text.length; i++) cells.push({ char: text[i], width: 1 });
    return cells;
  }
  let marks = 0;
  for (const char of text) {
    const width = charWidth(char.codePointAt(0)!);
    if (width !== 0) {
      cells.push({ char, width });
      marks = 0;
    } else if (cells.length > 0 && marks < MARKS && char >= "\u0300" && !JOINER.test(char)) {
      cells[cells.length - 1].char += char;
      marks++;
    }
  }
  return cells;
}

/** The longest start of `text` that fits `columns`. */
export function takeColumns(text: string, columns: number): string {
  if (PLAIN.test(text)) return columns >= text.length ? text : text.slice(0, Math.max(0, columns));
  let used = 0;
  let end = 0;
  for (const char of text) {
    used += charWidth(char.codePointAt(0)!);
    if (used > columns) return text.slice(0, end);
    end += char.length;
  }
  return text;
}

/** What is left of `text` without its first `columns`; half of a wide character becomes a space. */
export function dropColumns(text: string, columns: number): string {
  if (columns <= 0) return text;
  if (PLAIN.test(text)) return text.slice(columns);
  let used = 0;
  let start = 0;
  for (const char of text) {
    const width = charWidth(char.codePointAt(0)!);
    if (used >= columns && width > 0) break;
    used += width;
    start += char.length;
  }
  return " ".repeat(Math.max(0, used - columns)) + text.slice(start);
}

/** `text` in at most `columns`, with an ellipsis where something was cut. */
export function fit(text: string, columns: number): string {
  if (columns <= 0) return "";
  if (displayWidth(text) <= columns) return text;
  return takeColumns(text, columns - 1) + "…";
}

/** `text` in exactly `columns`: cut with an ellipsis or padded with spaces. */
export function fill(text: string, columns: number, align: "left" | "right" = "left"): string {
  const cut = fit(text, columns);
  const space = " ".repeat(Math.max(0, columns - displayWidth(cut)));
  return align === "left" ? cut + space : space + cut;
}
