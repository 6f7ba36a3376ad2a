/** Tests of go_values.ts. */
import assert from "node:assert/strict";
import {
  cleanPath,
  csvRecord,
  parseCpus,
  parseDuration,
  parseUintAnyBase,
  ramInBytes,
  ramOrUnlimited,
} from "./go_values.ts";

Deno.test("ramInBytes() reads sizes of base 1024", () => {
  const cases: [string, number][] = [
    ["0", 0],
    ["32", 32],
    ["32b", 32],
    ["32B", 32],
    ["32k", 32768],
    ["32kib", 32768],
    ["32 Kb", 32768],
    ["1.5g", 1610612736],
    [".5m", 524288],
    ["2T", 2199023255552],
  ];
  for (const [text, bytes] of cases) assert.equal(ramInBytes(text), bytes, text);
});

Deno.test("ramInBytes() refuses with Go's words", () => {
  const cases: [string, string][] = [
    ["5x", "invalid suffix: 'x'"],
    ["", "invalid size: ''"],
    ["m", "invalid size: 'm'"],
    ["-1", "invalid size: '-1'"],
    ["32bb", "invalid suffix: 'bb'"],
    ["32mi", "invalid suffix: 'mi'"],
    ["1.1.1", 'strconv.ParseFloat: parsing "1.1.1": invalid syntax'],
    ["32kibb", "invalid suffix: 'kibb'"],
  ];
  for (const [text, message] of cases) assert.throws(() => ramInBytes(text), { message }, text);
  assert.equal(ramOrUnlimited("-1"), -1);
});

Deno.test("parseCpus() reads rationals exactly", () => {
  assert.equal(parseCpus("1.5"), 1_500_000_000);
  assert.equal(parseCpus("3/2"), 1_500_000_000);
  assert.equal(parseCpus("1e-3"), 1_000_000);
  assert.equal(parseCpus("0.000000001"), 1);
  assert.equal(parseCpus("-1"), -1_000_000_000);
  assert.throws(() => parseCpus("0.0000000001"), { message: "value is too precise" });
  assert.throws(() => parseCpus("1/3"), { message: "value is too precise" });
  for (const bad of ["", "x", ".", "1/0", "1.5/2"]) {
    assert.throws(() => parseCpus(bad), { message: `failed to parse ${bad} as a rational number` });
  }
});

Deno.test("parseDuration() reads Go's durations in nanoseconds", () => {
  assert.equal(parseDuration("1h15m30.5s"), 4_530_500_000_000);
  assert.equal(parseDuration("-1.5us"), -1500);
  assert.equal(parseDuration("0"), 0);
  assert.throws(() => parseDuration("5"), { message: 'time: missing unit in duration "5"' });
  assert.throws(() => parseDuration("5x"), {
    message: 'time: unknown unit "x" in duration "5x"',
  });
  for (const bad of ["", "-", "x", ".s"]) {
    assert.throws(() => parseDuration(bad), { message: `time: invalid duration "${bad}"` });
  }
});

Deno.test("parseUintAnyBase() takes Go's prefixes and its range", () => {
  assert.equal(parseUintAnyBase("0x10", 16), 16);
  assert.equal(parseUintAnyBase("010", 16), 8);
  assert.throws(() => parseUintAnyBase("65536", 16), {
    message: 'strconv.ParseUint: parsing "65536": value out of range',
  });
  for (const bad of ["-1", "+1", "", "1.5", "abc"]) {
    assert.throws(() => parseUintAnyBase(bad, 16), {
      message: `strconv.ParseUint: parsing "${bad}": invalid syntax`,
    });
  }
});

Deno.test("csvRecord() reads quoted fields as encoding/csv", () => {
  assert.deepEqual(csvRecord('"device=0,1",driver=x'), ["device=0,1", "driver=x"]);
  assert.deepEqual(csvRecord('a,"b ""c""",'), ["a", 'b "c"', ""]);
  assert.throws(() => csvRecord(""), { message: "EOF" });
  assert.throws(() => csvRecord('device="0,1"'), {
    message: 'parse error on line 1, column 8: bare " in non-quoted field',
  });
  assert.throws(() => csvRecord('"a'), {
    message: 'parse error on line 1, column 3: extraneous or missing " in quoted-field',
  });
});

Deno.test("cleanPath() writes paths as path.Clean", () => {
  const cases = [["", "."], ["/a/../b//c/.", "/b/c"], ["../a/../..", "../.."], ["/..", "/"]];
  for (const [path, clean] of cases) assert.equal(cleanPath(path!), clean);
});
