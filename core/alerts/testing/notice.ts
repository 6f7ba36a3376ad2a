/** A message for tests of what tells it. */
import type { Notice } from "../types.ts";

/** An alert of `web` that fires at noon, told to `ops`; `more` is otherwise. */
export function noticeWith(more: Partial<Notice> = {}): Notice {
  return {
    id: "0123-firing",
    alert: "0123",
    kind: "firing",
    rule: "errors",
    who: "web",
    host: "here",
    severity: "critical",
    time: Date.UTC(2026, 10, 30, 12),
    since: Date.UTC(2026, 10, 30, 12),
    count: 1,
    names: ["web"],
    more: 0,
    to: ["ops"],
    ...more,
  };
}
