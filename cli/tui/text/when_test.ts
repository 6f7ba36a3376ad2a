/** Tests of times in words. */
import assert from "node:assert/strict";
import { parseWhen } from "./when.ts";

const NOW = Date.UTC(2026, 0, 15, 12, 0, 0);
const when = (text: string, offset = 0) => {
  const at = parseWhen(text, NOW, offset);
  return at === undefined ? undefined : new Date(at).toISOString().slice(0, 19);
};

Deno.test("parseWhen() takes what a person types for a time", () => {
  const table: [string, string][] = [
    ["now", "2026-01-15T12:00:00"],
    ["2h ago", "2026-01-15T10:00:00"],
    ["2h", "2026-01-15T10:00:00"],
    ["1h30m", "2026-01-15T10:30:00"],
    ["90 minutes ago", "2026-01-15T10:30:00"],
    ["3 days ago", "2026-01-12T12:00:00"],
    ["11:30", "2026-01-15T11:30:00"],
    ["11:30:05", "2026-01-15T11:30:05"],
    ["13:00", "2026-01-14T13:00:00"],
    ["yesterday 14:05", "2026-01-14T14:05:00"],
    ["yesterday", "2026-01-14T00:00:00"],
    ["2025-12-31 23:59", "2025-12-31T23:59:00"],
    ["2025-12-31T23:59", "2025-12-31T23:59:00"],
    ["01-10 08:00", "2026-01-10T08:00:00"],
    ["2026-01-10", "2026-01-10T00:00:00"],
    ["2026-01-15T10:00:00+02:00", "2026-01-15T08:00:00"],
  ];
  for (const [text, wanted] of table) assert.equal(when(text), wanted, text);
  assert.equal(when("11:30", 60), "2026-01-15T10:30:00");
});

Deno.test("parseWhen() takes nothing for a time that is none", () => {
  for (const text of ["", "soon", "25:00", "2026-13-01", "2026-02-30", "12:99", "3 parsecs"]) {
    assert.equal(when(text), undefined, text);
  }
});
