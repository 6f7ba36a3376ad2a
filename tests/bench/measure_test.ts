/** How runs are alternated and their figures put together. */
import assert from "node:assert/strict";
import { measure, once } from "./measure.ts";
import { table } from "./report.ts";
import type { BenchCase, Subject } from "./types.ts";

/** A subject that returns the values one after the other and writes down that it was called. */
function scripted(name: string, log: string[], values: number[]): Subject & { name: string } {
  let i = 0;
  return {
    name,
    measure: () => {
      log.push(name);
      return Promise.resolve(values[i++ % values.length]);
    },
  };
}

const plain: BenchCase = {
  name: "x",
  summary: "a test",
  aim: "at most twice the peer",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= 2 * r.peer,
  pairs: 10,
  prepare: () => Promise.reject(new Error("not asked")),
};

Deno.test("measure() alternates, and throws the warm-up away", async () => {
  const log: string[] = [];
  const result = await measure(plain, {
    dockerctl: scripted("a", log, [999, 999, 999, ...Array(10).fill(30)]),
    peer: scripted("b", log, [1, 1, 1, ...Array(10).fill(20)]),
  });
  assert.equal(log.length, 26);
  for (let i = 0; i < log.length; i += 2) assert.notEqual(log[i], log[i + 1], "a pair is both");
  assert.equal(log.filter((n, i) => n === "a" && i % 2 === 0).length, 6, "neither is always first");
  assert.equal(result.dockerctl.median, 30);
  assert.equal(result.ratio?.median, 1.5);
  assert.equal(result.reached, true);
  assert.equal(result.noisy, undefined);
});

Deno.test("measure() without a peer leaves its figures out", async () => {
  const result = await measure(plain, { dockerctl: scripted("a", [], [1]) });
  assert.equal(result.peer, undefined);
  assert.equal(result.ratio, undefined);
  assert.equal(result.reached, undefined);
  assert.match(table([result]), /^x +1\.0 ms +- +- +- +at most twice the peer$/m);
});

Deno.test("measure() says when a run is noisy", async () => {
  const result = await measure(plain, { dockerctl: scripted("a", [], [1, 2, 4, 8]) });
  assert.match(result.noisy ?? "", /^dockerctl scatters by more than 30 %$/);
  assert.match(table([result]), /noisy/);
});

Deno.test("once() times a program and refuses one that fails", async () => {
  assert.ok(await once({ words: ["sleep", "0.05"] }) >= 50);
  await assert.rejects(once({ words: ["sh", "-c", "echo why >&2; exit 3"] }), /ended with 3: why/);
});
