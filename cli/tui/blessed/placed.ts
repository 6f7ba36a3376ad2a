/** What is written for a cell whose width terminals disagree about. */
import type { Cell } from "../text/width.ts";

/**
 * Characters whose width every terminal agrees on: Latin, Greek, Cyrillic, common punctuation,
 * arrows, lines, blocks and braille; kana, Hangul and the common ideographs.
 */
const AGREED =
  /^[ -~\xa0-\xac\xae-\u02af\u0391-\u03a1\u03a3-\u03c9\u0400-\u0482\u048a-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff\u2500-\u25fc\u2713\u2717\u2800-\u28ff\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fa5\uac00-\ud7a3\uff61-\uff9f\ufffd]$/;

/**
 * What is written for a cell at column `x` (from 0). Terminals disagree about the width of new
 * emoji, rare scripts, marks and what is no character at all. Such a cell is blanked, drawn over,
 * and the cursor is put behind it by number: whatever the terminal made of it, the next cell
 * stands where it belongs and nothing old shines through.
 */
export function placed(cell: Cell, x: number): string {
  if (AGREED.test(cell.char)) return cell.char;
  const to = (column: number) => `\x1b[${column + 1}G`;
  return `${" ".repeat(cell.width)}${to(x)}${cell.char}${to(x + cell.width)}`;
}
