/** Tests of sizes, counts and rates in words. */
import assert from "node:assert/strict";
import { bar, retryWords } from "./human.ts";

Deno.test("bar() fills by eighths of a column", () => {
  assert.equal(bar(0, 10), "");
  assert.equal(bar(0.001, 10), "▏");
  assert.equal(bar(0.5, 10), "█████");
  assert.equal(bar(0.55, 10), "█████▌");
  assert.equal(bar(7, 10), "██████████");
  assert.equal(bar(NaN, 10), "");
});

Deno.test("retryWords() counts whole seconds down", () => {
  assert.equal(retryWords(4000, 0), "retrying in 4 s");
  assert.equal(retryWords(4000, 3999), "retrying in 1 s");
  assert.equal(retryWords(4000, 4000), "trying …");
  assert.equal(retryWords(undefined, 4000), "trying …");
});
