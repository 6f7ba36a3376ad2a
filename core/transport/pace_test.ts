/** Tests of when a stream is read again. */
import assert from "node:assert/strict";
import { BulkPace, GATHER, GatherPace } from "./pace.ts";

/** A writer of `rate` pieces a millisecond into a socket that holds 278; its lag in the end. */
function follow(rate: number, backlog: number, seconds: number) {
  let now = 1_000, unsent = backlog, socket = 0, reads = 0;
  const pace = new GatherPace();
  pace.after(0, 0, now);
  const end = now + seconds * 1_000;
  while (now < end) {
    const send = (ms: number) => {
      unsent += rate * ms;
      // An engine sends a hundred a millisecond at most.
      const sent = Math.min(unsent, 278 - socket, 100 * ms);
      unsent -= sent;
      socket += sent;
    };
    // A read of an empty socket waits for the next piece.
    while (socket < 1 && now < end) {
      now += 0.1;
      send(0.1);
    }
    const pieces = Math.floor(socket);
    socket -= pieces;
    reads++;
    const wait = pace.after(pieces, pieces * 60, now);
    // A reading takes a moment itself.
    now += wait + 0.3;
    send(wait + 0.3);
  }
  return { behind: unsent + socket, reads };
}

Deno.test("GatherPace reads seldom where little comes", () => {
  const { behind, reads } = follow(0.1, 0, 10);
  assert.ok(behind < 20, `${behind} behind`);
  assert.ok(reads < 150, `${reads} reads`);
});

Deno.test("GatherPace keeps up with short lines, however fast", () => {
  for (const rate of [1, 2.5, 10, 50]) {
    const { behind } = follow(rate, 0, 5);
    assert.ok(behind < 280, `${behind} behind at ${rate} lines a millisecond`);
  }
});

Deno.test("GatherPace does not pause in a backlog", () => {
  const { behind } = follow(2.5, 50_000, 2);
  assert.ok(behind < 280, `${behind} behind`);
  const pace = new GatherPace();
  assert.equal(pace.after(278, 278 * 40, performance.now() + 100), 0);
});

Deno.test("GatherPace is paused for a while at most", () => {
  const pace = new GatherPace();
  assert.equal(pace.after(1, 10, performance.now() + 60_000), GATHER);
});

Deno.test("BulkPace lets the first reads pass, and those of a peer that is not busy", async () => {
  const pace = new BulkPace();
  for (let i = 0; i < 4; i++) assert.equal(pace.after(100), false);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(pace.after(100), false);
});
