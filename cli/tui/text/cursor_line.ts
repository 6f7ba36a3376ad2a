/** A text with its cursor, as it is drawn. */
import { type Line, span } from "./block.ts";
import { charWidth } from "./width.ts";

/**
 * A text with its cursor. Of a text that is wider than `room` columns the part around the cursor is
 * shown: where it is typed at stays in sight.
 */
export function cursorLine(text: string, cursor: number, ghost = "", room = Infinity): Line {
  const from = startFor(text, cursor, room);
  return from === 0
    ? line(text, cursor, ghost)
    : [span("…", "dim"), ...line(text.slice(from), cursor - from, ghost)];
}

/** Index of the first character that is shown. */
function startFor(text: string, cursor: number, room: number): number {
  if (room === Infinity || text.length * 2 < room) return 0;
  let used = 2;
  let from = cursor;
  for (const char of [...text.slice(Math.max(0, cursor - 2 * room), cursor)].reverse()) {
    used += charWidth(char.codePointAt(0)!);
    if (used > room) return from;
    from -= char.length;
  }
  return from;
}

function line(text: string, cursor: number, ghost: string): Line {
  const under = text.slice(cursor, cursor + 1);
  if (under !== "") {
    return [
      span(text.slice(0, cursor)),
      span(under, { on: "cursor" }),
      span(text.slice(cursor + 1)),
    ];
  }
  const first = ghost.slice(0, 1);
  return [
    span(text),
    span(first === "" ? " " : first, { on: "cursor", role: "ghost" }),
    span(ghost.slice(1), "ghost"),
  ];
}
