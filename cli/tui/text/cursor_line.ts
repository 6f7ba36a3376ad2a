/** A text with its cursor, as it is drawn. */
import { type Line, span } from "./block.ts";

/** A text with its cursor. */
export function cursorLine(text: string, cursor: number, ghost = ""): Line {
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
