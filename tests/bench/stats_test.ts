/** Medians, quantiles and spreads. */
import assert from "node:assert/strict";
import { quantile, scatter, spread } from "./stats.ts";

Deno.test("quantile() lies between neighbours", () => {
  assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
  assert.equal(quantile([5], 0.25), 5);
  assert.equal(quantile([1, 2, 3, 4, 5], 0.25), 2);
  assert.throws(() => quantile([], 0.5), RangeError);
});

Deno.test("spread() and scatter() are not moved by one outlier", () => {
  assert.deepEqual(spread([10, 10, 10, 10, 1000]), { median: 10, low: 10, high: 10 });
  assert.equal(scatter([10, 10, 10, 10, 1000]), 0);
  assert.equal(scatter([8, 9, 10, 11, 12]), 0.2);
});
