/** Tests of times with nanoseconds. */
import assert from "node:assert/strict";
import { engineTimestamp } from "./timestamp.ts";

Deno.test("engineTimestamp() always has nine digits", () => {
  const cases: [Date | bigint | number | string, string][] = [
    [new Date(0), "0.000000000"],
    [new Date(1704164645678), "1704164645.678000000"],
    [1704164645678000001n, "1704164645.678000001"],
    [1n, "0.000000001"],
    [-1n, "-1.999999999"],
    [1704164645, "1704164645.000000000"],
    [0.5, "0.500000000"],
    ["7", "7.000000000"],
    ["7.", "7.000000000"],
    ["7.000000001", "7.000000001"],
    ["7.0000000019", "7.000000001"],
  ];
  for (const [moment, text] of cases) assert.equal(engineTimestamp(moment), text, String(moment));
});

Deno.test("engineTimestamp() refuses what is no time", () => {
  for (const moment of ["", "now", "1h", "2024-01-02", new Date(NaN), NaN, Infinity]) {
    assert.throws(() => engineTimestamp(moment), RangeError, String(moment));
  }
});
