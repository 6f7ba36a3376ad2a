/** Charts with their axes, and values weighed by the time they stand for. */
import assert from "node:assert/strict";
import { chart } from "./chart.ts";
import { spansIntoSlots } from "./braille.ts";

Deno.test("spansIntoSlots() weighs values by the time they stand for", () => {
  const point = (from: number, to: number, value: number) => ({ from, to, value });
  assert.deepEqual(
    spansIntoSlots([point(0, 10, 1), point(10, 30, 4), point(35, 40, 8)], 0, 40, 4),
    [1, 4, 4, 8],
  );
  assert.deepEqual(spansIntoSlots([point(-5, 5, 2), point(5, 10, 4)], 0, 20, 2), [3, undefined]);
  assert.deepEqual(spansIntoSlots([], 0, 20, 2), [undefined, undefined]);
});

Deno.test("chart() fits the width and names both ends", () => {
  const start = Date.parse("2026-01-02T01:00:00Z");
  const hour = 3_600_000;
  const curve = {
    name: "CPU",
    least: 1,
    note: "max 50%",
    label: (v: number) => `${v}%`,
    points: [
      { from: start, to: start + hour, value: 50 },
      { from: start + 2 * hour, to: start + 4 * hour, value: 25 },
    ],
  };
  for (const columns of [30, 80, 200]) {
    const text = chart([curve], {
      start,
      end: start + 4 * hour,
      columns,
      rows: 4,
      colours: false,
      offset: () => 60,
    });
    const lines = text.split("\n");
    assert.ok(lines.every((l) => [...l].length <= columns), text);
    assert.equal(lines[0], "CPU       max 50%");
    assert.match(lines[1], /^ {5}50% ┤⣿/);
    assert.match(lines[4], /^ {6}0% ┤⣿+⡇? +⢸?⣿+$/);
    assert.match(lines[6], /^ +02:00 .*06:00$/);
  }
});
