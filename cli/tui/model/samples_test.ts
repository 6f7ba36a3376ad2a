/** Tests of samples.ts: samples of one container as a value. */
import assert from "node:assert/strict";
import type { StatsPoint } from "./objects.ts";
import { SAMPLES, Samples } from "./samples.ts";

const point = (at: number): StatsPoint => ({
  at,
  cpu: at % 100,
  memory: 2 ** 30,
  limit: 2 ** 34,
  netIn: 1,
  netOut: 2,
  read: 3,
  write: 4,
  pids: 5,
});

const of = (n: number) => {
  let samples = Samples.none;
  for (let i = 1; i <= n; i++) samples = samples.with(point(i));
  return samples;
};

Deno.test("Samples.since() gives what came after a time, as it was put in", () => {
  assert.equal(Samples.none.length, 0);
  assert.equal(Samples.none.first, undefined);
  assert.deepEqual(Samples.none.since(0), []);
  const samples = of(150);
  assert.equal(samples.length, 150);
  assert.deepEqual(samples.last, point(150));
  assert.deepEqual(samples.since(0).map((p) => p.at), Array.from({ length: 150 }, (_, i) => i + 1));
  assert.deepEqual(samples.since(148), [point(149), point(150)]);
  assert.deepEqual(samples.since(150), []);
});

Deno.test("Samples.with() keeps an hour and no more than a minute beyond", () => {
  const samples = of(SAMPLES * 3 + 7);
  assert.ok(samples.length >= SAMPLES && samples.length <= SAMPLES + 60, `${samples.length}`);
  assert.equal(samples.first, SAMPLES * 3 + 7 - samples.length + 1);
});

Deno.test("Samples.with() changes nothing of what others hold", () => {
  const samples = of(61);
  const [one, other] = [samples.with(point(1000)), samples.with(point(2000))];
  const more = one.with(point(1001));
  assert.equal(samples.length, 61);
  assert.deepEqual(samples.since(60).map((p) => p.at), [61]);
  assert.deepEqual(one.since(61).map((p) => p.at), [1000]);
  assert.deepEqual(other.since(61).map((p) => p.at), [2000]);
  assert.deepEqual(more.since(61).map((p) => p.at), [1000, 1001]);
});

Deno.test("Samples.with() does not copy what there is", () => {
  // A copy of the hour for each sample would be 3.6 billion steps here.
  const began = performance.now();
  of(1_000_000);
  assert.ok(performance.now() - began < 20_000);
});
