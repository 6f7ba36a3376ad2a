/** How far a key moves. */
import type { Step } from "../model/messages.ts";

/** How many rows a step is where `page` rows are seen; undefined for the ends. */
export function stepRows(by: Step, page: number): number | undefined {
  if (typeof by === "number") return by;
  switch (by) {
    case "pageUp":
      return -Math.max(1, page - 1);
    case "pageDown":
      return Math.max(1, page - 1);
    case "halfUp":
      return -Math.max(1, page >> 1);
    case "halfDown":
      return Math.max(1, page >> 1);
    default:
      return undefined;
  }
}

/** Where a view of `total` rows begins after a step, `page` of which are seen. */
export function scrollTo(top: number, by: Step, total: number, page: number): number {
  const rows = stepRows(by, page);
  const wished = rows === undefined ? (by === "top" ? 0 : total) : top + rows;
  return Math.max(0, Math.min(total - page, wished));
}
