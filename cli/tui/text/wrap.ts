/** Long lines in several rows, and matches marked in them. */
import type { Line, Span } from "./block.ts";
import { charWidth, displayWidth } from "./width.ts";

/** Cuts a line into rows of at most `columns`; an empty line is one row. */
export function wrapLine(line: Line, columns: number): Line[] {
  const rows: Line[] = [];
  let row: Span[] = [];
  let used = 0;
  for (const span of line) {
    let text = span.text;
    while (text !== "") {
      const room = columns - used;
      const width = displayWidth(text);
      if (width <= room) {
        row.push({ ...span, text });
        used += width;
        break;
      }
      const at = cutAt(text, room);
      if (at > 0) row.push({ ...span, text: text.slice(0, at) });
      // A wide character does not fit a row of one column: show it cut rather than loop for ever.
      else if (used === 0) text = text.slice(1);
      text = text.slice(at);
      rows.push(row);
      row = [];
      used = 0;
    }
  }
  if (row.length > 0 || rows.length === 0) rows.push(row);
  return rows;
}

/** Index in `text` after the characters that fit `columns`. */
function cutAt(text: string, columns: number): number {
  let used = 0;
  let at = 0;
  for (const char of text) {
    used += charWidth(char.codePointAt(0)!);
    if (used > columns) break;
    at += char.length;
  }
  return at;
}

/** How many rows a text of this width takes when it is wrapped. */
export function rowsFor(width: number, columns: number): number {
  return Math.max(1, Math.ceil(width / Math.max(1, columns)));
}

/** The line with every match of `pattern` in its text on the ground of a match. */
export function highlight(line: Line, pattern: RegExp): Line {
  const text = line.map((s) => s.text).join("");
  pattern.lastIndex = 0;
  const out: Span[] = [];
  let index = 0;
  let at = 0; // of the span in the text
  const spans = [...line];
  const take = (end: number, matched: boolean) => {
    while (index < spans.length && at < end) {
      const span = spans[index];
      const length = Math.min(span.text.length, end - at);
      const piece = span.text.slice(0, length);
      out.push(
        matched ? { text: piece, style: { ...span.style, on: "match" } } : { ...span, text: piece },
      );
      at += length;
      if (length === span.text.length) index++;
      else spans[index] = { ...span, text: span.text.slice(length) };
    }
  };
  let found = 0;
  for (let m = pattern.exec(text); m !== null && found < 200; m = pattern.exec(text), found++) {
    if (m[0] === "") {
      pattern.lastIndex++;
      continue;
    }
    take(m.index, false);
    take(m.index + m[0].length, true);
  }
  if (found === 0) return line;
  take(text.length, false);
  return out;
}

/** Rows of at most `room` columns, cut between words where a word fits at all. */
export function wordRows(text: string, room: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const word of text.split(" ")) {
    const next = row === "" ? word : `${row} ${word}`;
    if (displayWidth(next) <= room) row = next;
    else {
      if (row !== "") rows.push(row);
      const cut = wrapLine([{ text: word }], room).map((l) =>
        l.map((s) => s.text).join("").trimEnd()
      );
      rows.push(...cut.slice(0, -1));
      row = cut.at(-1) ?? "";
    }
  }
  return row === "" && rows.length > 0 ? rows : [...rows, row];
}
