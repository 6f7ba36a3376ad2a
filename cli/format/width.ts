/** The columns that a text takes in a table and on a terminal. */
import { eastAsianWidth } from "get-east-asian-width";

const ASCII = /^[\0-\x7f]*$/;

/** Columns one code point takes in docker's tables: 2 for East Asian wide ones, else 1. */
function columns(char: string): number {
  const code = char.codePointAt(0)!;
  // The ellipsis is in most rows of a list, and looked up for each it was dear.
  return code < 0x1100 || code === 0x2026 ? 1 : eastAsianWidth(code);
}

/** Columns a text takes in docker's tables: every code point counts, wide ones twice. */
export function tableWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const char of text) width += columns(char);
  return width;
}

/**
 * Cuts a text to at most `max` columns, the last of them an ellipsis, as docker's formatter does.
 * A `max` of 0 gives nothing, of 1 the first character that fits.
 */
export function ellipsis(text: string, max: number): string {
  if (max <= 0) return "";
  if (tableWidth(text) <= max) return text;
  if (max > 1 && ASCII.test(text)) return text.slice(0, max - 1) + "…";
  if (max === 1) return columns(text) === 1 ? [...text][0] : "";
  let out = "";
  let width = 0;
  for (const char of text) {
    width += columns(char);
    if (width > max - 1) break;
    out += char;
  }
  return out + "…";
}
