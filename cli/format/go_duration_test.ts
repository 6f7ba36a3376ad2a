/** Spans of time as Go prints them. */
import assert from "node:assert/strict";
import { goDuration } from "./go_duration.ts";

Deno.test("goDuration() prints spans as Go does", () => {
  for (
    const [ns, text] of [
      [0, "0s"],
      [15, "15ns"],
      [1500, "1.5µs"],
      [250e6, "250ms"],
      [1.5e9, "1.5s"],
      [60e9, "1m0s"],
      [90e9, "1m30s"],
      [3_600e9, "1h0m0s"],
      [90_061.5e9, "25h1m1.5s"],
      [-5e9, "-5s"],
    ] as const
  ) assert.equal(goDuration(ns), text);
});
