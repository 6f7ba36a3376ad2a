/** Rules of a supervisor: pauses, bounds, and whose doing an end was. */
import assert from "node:assert/strict";
import type { Verdict } from "../why/types.ts";
import { counted, endedBy, pauseAfter, spanOf, tooMany } from "./rules.ts";

const END = 1_000_000_000_000n;

function verdict(kind: Verdict["kind"], endedAt: bigint | undefined = END): Verdict {
  return {
    kind,
    words: "",
    certainty: "likely",
    evidence: [],
    next: [],
    ...(endedAt && { endedAt }),
  };
}

Deno.test("endedBy() tells a person, the engine, the container and us apart", () => {
  const rows: [Verdict["kind"], Parameters<typeof endedBy>[1], string][] = [
    ["stopped", { cut: false }, "person"],
    ["killed", { cut: false }, "person"],
    ["stop_timeout", { cut: true }, "person"],
    // Ended as the engine came back: by it.
    ["stop_timeout", { cut: true, engineSince: END - 5_000_000_000n }, "engine"],
    ["stopped", { cut: true, engineSince: END - 60_000_000_000n }, "person"],
    // Who looks for the first time cannot know of a cut; the engine's return tells.
    ["stopped", { cut: false, engineSince: END - 5_000_000_000n }, "person"],
    ["done", { cut: true }, "engine"],
    ["done", { cut: false }, "itself"],
    ["done", { cut: false, engineSince: END + 5_000_000_000n }, "engine"],
    ["killed_outside", { cut: false }, "itself"],
    ["oom", { cut: false }, "itself"],
    ["not_known", { cut: true }, "engine"],
    ["engine_gone", { cut: false }, "engine"],
    ["host_rebooted", { cut: false }, "engine"],
    // A restart of ours that was cut short.
    ["stopped", { cut: false, acting: 999_999 }, "us"],
    ["stopped", { cut: false, acting: 1_000_001 }, "person"],
  ];
  for (const [kind, around, by] of rows) {
    assert.equal(endedBy(verdict(kind), around), by, `${kind} ${JSON.stringify(around.acting)}`);
  }
});

Deno.test("pauseAfter() doubles from 100 ms to a minute", () => {
  assert.deepEqual([0, 1, 2, 5, 11, 99].map(pauseAfter), [0, 100, 200, 1600, 60_000, 60_000]);
});

Deno.test("tooMany() counts within the time only, and minds no clock set back", () => {
  const bound = { max: 3, within: 1000 };
  assert.equal(tooMany([1, 2, 3], bound, 900), true);
  assert.equal(tooMany([1, 2, 3], bound, 1002), false);
  assert.equal(tooMany([1, 2, 3], { ...bound, max: 0 }, 900), false);
  assert.deepEqual(counted([9_000_000, 5], 1000, 10), [5]);
});

Deno.test("spanOf() reads spans of time and nothing else", () => {
  const rows: [string, number | undefined][] = [
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["250ms", 250],
    ["", undefined],
    ["10", undefined],
    ["m", undefined],
    ["-1s", undefined],
    ["1s".repeat(9), undefined],
  ];
  for (const [text, ms] of rows) assert.equal(spanOf(text), ms, text);
});
