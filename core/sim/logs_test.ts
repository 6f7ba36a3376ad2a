/** The ring of a log, pipes, and the clock that tests turn by hand. */
import assert from "node:assert/strict";
import { LogRing, PIECE, rfc3339Nano } from "./logs.ts";
import { BytePipe } from "./pipe.ts";
import { ManualClock } from "./clock.ts";
import { utf8 } from "./wire.ts";

Deno.test("LogRing cuts output into lines and pieces, each stream for itself", () => {
  const ring = new LogRing(100, 1e6);
  ring.write(1, utf8("a\nop"), 1n);
  ring.write(2, utf8("err\n"), 2n);
  ring.write(1, utf8("en\n"), 3n);
  ring.write(1, utf8("x".repeat(PIECE + 3) + "\n"), 4n);
  ring.write(1, utf8("last"), 5n);
  const all = () =>
    Array.from({ length: ring.next - ring.first }, (_, i) => ring.at(ring.first + i)!)
      .map((e) => [e.stream, e.time, e.data.length]);
  const before = [[1, 1n, 2], [2, 2n, 4], [1, 1n, 5], [1, 4n, PIECE], [1, 4n, 4]];
  assert.deepEqual(all(), before);
  ring.flush();
  assert.deepEqual(all(), [...before, [1, 5n, 4]]);
});

Deno.test("LogRing keeps to its bounds, by entries and by bytes", () => {
  const few = new LogRing(10, 1e6);
  for (let i = 0; i < 5_000; i++) few.write(1, utf8(`${i}\n`), BigInt(i));
  assert.equal(few.next - few.first, 10);
  assert.equal(few.first, 4_990);
  assert.equal(few.at(4_989), undefined);
  assert.equal(new TextDecoder().decode(few.at(4_999)!.data), "4999\n");
  const small = new LogRing(1e6, 1_000);
  for (let i = 0; i < 500; i++) small.write(1, utf8("0123456789\n"), 1n);
  assert.ok(small.bytes <= 1_000);
});

Deno.test("rfc3339Nano() writes nine digits", () => {
  assert.equal(rfc3339Nano(1_768_478_400_000_000_007n), "2026-01-15T12:00:00.000000007Z");
});

Deno.test("BytePipe makes the writer wait, and lets it go when the reader leaves", async () => {
  const pipe = new BytePipe(10);
  pipe.push(new Uint8Array(20));
  let room = false;
  const waiting = pipe.room().then(() => room = true);
  await Promise.resolve();
  assert.equal(room, false);
  for await (const chunk of pipe) {
    assert.equal(chunk.length, 20);
    break;
  }
  await waiting;
  pipe.push(new Uint8Array(5));
  assert.equal(pipe.size, 0);
});

Deno.test("ManualClock.advance() wakes in the order of time, also those who sleep again", async () => {
  const clock = new ManualClock(0);
  const seen: string[] = [];
  const loop = async (name: string, ms: number) => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(ms);
      seen.push(`${name}${clock.now()}`);
    }
  };
  const running = [loop("a", 10), loop("b", 15)];
  await clock.advance(30);
  assert.deepEqual(seen, ["a10", "b15", "a20", "b30", "a30"]);
  await clock.advance(15);
  await Promise.all(running);
  assert.equal(clock.now(), 45);
  await assert.rejects(clock.sleep(1, AbortSignal.abort(new Error("no"))), /no/);
});
