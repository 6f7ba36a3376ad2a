/** Charts of braille dots, and points gathered into slots of time. */
import assert from "node:assert/strict";
import { areaChart, intoSlots } from "./braille.ts";

Deno.test("areaChart() draws from the right, and a dot for the least", () => {
  assert.deepEqual(areaChart([0, 0, 1, 2, 3, 4], 4, 3, 1), [" ⣠⣾"]);
  assert.deepEqual(areaChart([0.001], 100, 2, 1), [" ⢀"]);
  assert.deepEqual(areaChart([8, 8], 8, 1, 2), ["⣿", "⣿"]);
  assert.deepEqual(areaChart([undefined, undefined], 8, 1, 1), [" "]);
});

Deno.test("intoSlots() takes means, holds over short gaps, and leaves long ones open", () => {
  const points = [{ at: 0, value: 2 }, { at: 500, value: 4 }, { at: 5000, value: 8 }];
  assert.deepEqual(intoSlots(points, 10_000, 10_000, 10), [
    3,
    3,
    3,
    3,
    undefined,
    8,
    8,
    8,
    8,
    undefined,
  ]);
});
