/** Tests of lines that an engine rotates away: each hole is marked. */
import assert from "node:assert/strict";
import type { ContainerInspect } from "../../containers/types.ts";
import { jsonBytes, localBytes, rotationOf, RotationWatch } from "./rotation.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const config = (Type: string, Config: Record<string, string> = {}) =>
  ({ HostConfig: { LogConfig: { Type, Config } } }) as unknown as ContainerInspect;

Deno.test("rotationOf() tells at what size an engine begins another file", () => {
  assert.equal(rotationOf(config("json-file")), undefined);
  assert.equal(rotationOf(config("syslog", { "max-size": "1m" })), undefined);
  assert.equal(rotationOf(config("json-file", { "max-size": "-1" })), undefined);
  assert.deepEqual(rotationOf(config("json-file", { "max-size": "100k", "max-file": "3" })), {
    maxBytes: 100_000,
    form: "json",
  });
  assert.deepEqual(rotationOf(config("json-file", { "max-size": "1.5m", labels: "a" })), {
    maxBytes: 1_500_000,
  });
  assert.deepEqual(rotationOf(config("local")), {
    maxBytes: 20 * 1024 * 1024,
    form: "local",
    compress: true,
  });
});

Deno.test("jsonBytes() is what the json-file driver writes of a line", () => {
  const size = (text: string, fraction: number) => {
    const b = bytes(text);
    return jsonBytes(b, 0, b.length, true, fraction);
  };
  const entry = (log: string, time: string) =>
    `{"log":"${log}\\n","stream":"stdout","time":"${time}"}\n`.length;
  assert.equal(size("one", 123456789), entry("one", "2026-11-30T17:33:17.123456789Z"));
  assert.equal(size("one", 120000000), entry("one", "2026-11-30T17:33:17.12Z"));
  assert.equal(size("one", 0), entry("one", "2026-11-30T17:33:17Z"));
  assert.equal(size('"<\t', 5), entry('\\"\\u003c\\u0009', "2026-11-30T17:33:17.000000005Z"));
  assert.equal(localBytes(64), 92);
});

/** Small numbers that come back the same each time (mulberry32), from 0 to 1. */
function numbers(seed: number): () => number {
  let a = seed;
  return () => {
    a = a + 0x6d2b79f5 | 0;
    let t = Math.imul(a ^ a >>> 15, 1 | a);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
  };
}

/** A writer and the engine's reader, of whom nothing that was rotated away can be asked. */
interface Story {
  lines: number;
  /** Microseconds before line `i`, where `edge` is whether it is the first of a file. */
  before(i: number, edge: boolean): number;
  /** How many files the reader misses before the `n`th. */
  missed?(n: number): number;
}

const LINE = bytes("x".repeat(64));
const MAX = 100_000;
const A_FILE = Math.ceil(MAX / jsonBytes(LINE, 0, LINE.length, true, 123456789));

/** Where holes are told, and where they are, as numbers of lines. */
function tell({ lines, before, missed }: Story): { told: number[]; holes: number[] } {
  const watch = new RotationWatch({ maxBytes: MAX, form: "json" });
  watch.reset(true);
  const told: number[] = [], holes: number[] = [];
  let time = 1e15;
  let next = 0;
  for (let i = 0; i < lines; i++) {
    if (i > 0 && i % A_FILE === 0) {
      let away = (missed?.(i / A_FILE) ?? 0) * A_FILE;
      if (away > 0) holes.push(i);
      while (away-- > 0) time += before(next, next++ % A_FILE === 0);
    }
    time += before(next, next++ % A_FILE === 0);
    if (watch.isJump(time, () => 0)) {
      if (watch.isHole(time)) {
        told.push(i);
        watch.skipped();
      } else watch.passed();
    }
    watch.add(time, LINE, 0, LINE.length, true, 123456789);
  }
  return { told, holes };
}

Deno.test("RotationWatch tells a hole where a file ended, and a pause elsewhere not", () => {
  const at = (pause: number, length: number) =>
    tell({ lines: 15 * A_FILE, before: (i) => i === pause ? length : 100 }).told;
  assert.deepEqual(at(12 * A_FILE, 200_000), [12 * A_FILE]);
  assert.deepEqual(at(12 * A_FILE, 500), [], "too short for a whole file");
  assert.deepEqual(at(12 * A_FILE + 300, 200_000), []);
  const steady = tell({
    lines: 20 * A_FILE,
    before: () => 10,
    missed: (n) => n > 8 && n % 3 === 0 ? 3 : 0,
  });
  assert.deepEqual(steady.told, steady.holes);
});

Deno.test("RotationWatch tells no hole where none is, however the writer and the machine pause", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const pick = numbers(seed);
    const often = pick() * 0.01;
    const long = 500 + pick() * 50_000;
    const turn = pick() * 10_000;
    const speed = 1 + pick() * 20;
    const { told } = tell({
      lines: 60 * A_FILE,
      before: (_, edge) =>
        speed * (0.5 + pick()) + (pick() < often ? pick() * long : 0) + (edge ? pick() * turn : 0),
    });
    assert.deepEqual(told, [], `seed ${seed}`);
  }
});

Deno.test("RotationWatch tells nothing but holes, at their places, of a reader that is too slow", () => {
  let told = 0, holes = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const pick = numbers(seed);
    const turn = pick() * 2_000;
    const speed = 1 + pick() * 20;
    const r = tell({
      lines: 60 * A_FILE,
      before: (_, edge) => speed * (0.5 + pick()) + (edge ? pick() * turn : 0),
      missed: () => pick() < 0.3 ? 1 + Math.floor(pick() * 10) : 0,
    });
    assert.deepEqual(r.told.filter((i) => !r.holes.includes(i)), [], `seed ${seed}`);
    told += r.told.length;
    holes += r.holes.length;
  }
  assert.ok(told > holes / 2, `${told} of ${holes} told`);
});

Deno.test("RotationWatch takes no pause for a hole where a new file waits for compression", () => {
  const watch = new RotationWatch({ ...rotationOf(config("local", { "max-size": "1k" }))! });
  watch.reset(true);
  for (let i = 0; i < 100; i++) watch.add(1e15 + i, LINE, 0, LINE.length, true, 0);
  assert.equal(watch.isHole(2e15), false);
});

Deno.test("RotationWatch asks ever more seldom about pauses of which the engine has all", () => {
  const watch = new RotationWatch({ maxBytes: MAX, form: "json" });
  watch.reset(true);
  let time = 1e15;
  const write = (lines: number) => {
    for (let i = 0; i < lines; i++) {
      watch.add(time += 5, LINE, 0, LINE.length, true, 123456789);
    }
  };
  write(A_FILE / 2);
  let asked = 0;
  for (let pause = 0; pause < 360; pause++) {
    time += 10_000_000;
    if (watch.isJump(time, () => 0)) {
      asked++;
      watch.kept(time);
    }
    write(1);
  }
  assert.ok(asked >= 10 && asked <= 70, `${asked} questions in an hour`);
});

Deno.test("RotationWatch.written() knows nothing of a few lines", () => {
  const watch = new RotationWatch({ maxBytes: 20_000, form: "json" });
  watch.reset(true);
  const b = bytes("first 0");
  watch.add(1e15, b, 0, b.length, true, 0);
  assert.equal(watch.written(50_000), 0);
});
