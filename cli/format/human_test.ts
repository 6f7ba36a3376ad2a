/** Sizes, counts and ages as docker prints them. */
import assert from "node:assert/strict";
import { ago, bytesSize, formatG, goTime, humanDuration, humanSize } from "./human.ts";

Deno.test("formatG() follows Go's %.Ng", () => {
  const cases: [number, number, string][] = [
    [0, 4, "0"],
    [1, 4, "1"],
    [1.5, 4, "1.5"],
    [999.9, 3, "1e+03"],
    [999.4, 3, "999"],
    [1234, 4, "1234"],
    [12345, 4, "1.234e+04"],
    [0.0001, 4, "0.0001"],
    [0.00001, 4, "1e-05"],
    [1.982, 3, "1.98"],
    [100, 3, "100"],
    [-2.5, 3, "-2.5"],
    [9.5, 1, "1e+01"],
    [8.5, 1, "8"],
    [0.375, 2, "0.38"],
    [0.625, 2, "0.62"],
    [-0.375, 2, "-0.38"],
  ];
  for (const [value, digits, expected] of cases) {
    assert.equal(formatG(value, digits), expected, `${value} %.${digits}g`);
  }
});

Deno.test("humanSize() counts by 1000", () => {
  assert.equal(humanSize(0), "0B");
  assert.equal(humanSize(999), "999B");
  assert.equal(humanSize(1000), "1kB");
  assert.equal(humanSize(1_982_000), "1.982MB");
  assert.equal(humanSize(1_982_000, 3), "1.98MB");
  assert.equal(humanSize(999_900, 3), "1e+03kB");
  assert.equal(humanSize(5.5e12), "5.5TB");
});

Deno.test("bytesSize() counts by 1024", () => {
  assert.equal(bytesSize(1024), "1KiB");
  assert.equal(bytesSize(25_276_502_016), "23.54GiB");
});

Deno.test("humanDuration() says what docker says at every step", () => {
  const s = 1000, m = 60 * s, h = 60 * m, d = 24 * h;
  const cases: [number, string][] = [
    [-5 * s, "Less than a second"],
    [999, "Less than a second"],
    [s, "1 second"],
    [59.9 * s, "59 seconds"],
    [m, "About a minute"],
    [119 * s, "About a minute"],
    [2 * m, "2 minutes"],
    [59.9 * m, "59 minutes"],
    [h, "About an hour"],
    [89 * m, "About an hour"],
    [90 * m, "2 hours"],
    [47 * h, "47 hours"],
    [48 * h, "2 days"],
    [13 * d, "13 days"],
    [14 * d, "2 weeks"],
    [59 * d, "8 weeks"],
    [60 * d, "2 months"],
    [729 * d, "24 months"],
    [730 * d, "2 years"],
  ];
  for (const [ms, expected] of cases) assert.equal(humanDuration(ms), expected);
});

Deno.test("ago() counts from then to now", () => {
  assert.equal(ago(new Date(0), new Date(3 * 3_600_000)), "3 hours ago");
});

Deno.test("goTime() prints a time as Go does, zones with and without letters", () => {
  const time = new Date("2026-11-22T17:49:33.5Z");
  assert.equal(goTime(time, "UTC"), "2026-11-22 17:49:33 +0000 UTC");
  assert.equal(goTime(time, "America/New_York"), "2026-11-22 12:49:33 -0500 EST");
  assert.equal(
    goTime(time, "UTC", "2026-11-22T17:49:33.500100Z"),
    "2026-11-22 17:49:33.5001 +0000 UTC",
  );
  assert.equal(goTime(time, "Europe/Berlin"), "2026-11-22 18:49:33 +0100 CET");
  assert.equal(goTime(time, "America/Sao_Paulo"), "2026-11-22 14:49:33 -0300 -03");
});
