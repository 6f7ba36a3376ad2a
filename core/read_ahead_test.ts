/** Tests of reading ahead within a bound. */
import assert from "node:assert/strict";
import { readAhead } from "./read_ahead.ts";
import type { StdChunk } from "./logs/frames.ts";
import { items } from "./testing/_recorded.ts";

const chunk = (stream: StdChunk["stream"], size: number, fill = 0): StdChunk => ({
  stream,
  data: new Uint8Array(size).fill(fill),
});

/** A source that tells how far it was read. */
function source(chunks: readonly StdChunk[], end?: Error) {
  const seen = { read: 0, over: Promise.withResolvers<void>() };
  return {
    seen,
    async *[Symbol.asyncIterator]() {
      try {
        for (const c of chunks) {
          seen.read++;
          yield c;
        }
        if (end) throw end;
      } finally {
        seen.over.resolve();
      }
    },
  };
}

Deno.test("readAhead() hands on everything to a reader that keeps up", async () => {
  const chunks = Array.from({ length: 5000 }, (_, i) => chunk(i % 3 ? "stdout" : "stderr", i % 7));
  assert.deepEqual(await items(readAhead(source(chunks), 4096)), chunks);
});

Deno.test("readAhead() reads without a reader, keeps the newest and counts the rest", async () => {
  const chunks = Array.from({ length: 3000 }, (_, i) => chunk("stdout", 1000, i));
  const from = source(chunks);
  const ahead = readAhead(from, 10 * (1000 + 256));
  await from.seen.over.promise;
  assert.equal(from.seen.read, 3000);
  const got = await items(ahead);
  assert.equal(got.length, 10);
  assert.equal(got[0].dropped, 2990 * 1000);
  assert.deepEqual(got.slice(1), chunks.slice(-9));
  assert.deepEqual(got[0].data, chunks[2990].data);
});

Deno.test("readAhead() counts what small chunks cost, too", async () => {
  const from = source(Array.from({ length: 100_000 }, () => chunk("stdout", 1)));
  const ahead = readAhead(from, 1024 * 1024);
  await from.seen.over.promise;
  const got = await items(ahead);
  assert.ok(got.length <= 1024 * 1024 / 256, `${got.length}`);
  assert.equal(got.length + got[0].dropped!, 100_000);
});

Deno.test("readAhead() tells each stream's loss in its place, even after the last chunk", async () => {
  const chunks = [chunk("stderr", 5), chunk("stdout", 7), chunk("stdout", 9), chunk("stdout", 11)];
  const from = source(chunks, new Error("cut"));
  const ahead = readAhead(from, 600);
  await from.seen.over.promise;
  const got: StdChunk[] = [];
  await assert.rejects(
    async () => {
      for await (const c of ahead) got.push(c);
    },
    /^Error: cut$/,
  );
  assert.deepEqual(got, [
    { ...chunks[2], dropped: 7 },
    chunks[3],
    { stream: "stderr", data: new Uint8Array(0), dropped: 5 },
  ]);
});

Deno.test("readAhead() keeps one chunk that is larger than its bound", async () => {
  const got = await items(readAhead(source([chunk("stdout", 5000)]), 100));
  assert.deepEqual(got.map((c) => [c.data.length, c.dropped]), [[5000, undefined]]);
});

Deno.test("readAhead() goes on reading when its loop is left, and is read once", async () => {
  const from = source(Array.from({ length: 500 }, () => chunk("stdout", 100)));
  const ahead = readAhead(from, 1000);
  for await (const _ of ahead) break;
  await from.seen.over.promise;
  assert.equal(from.seen.read, 500);
  await assert.rejects(() => items(ahead), TypeError);
});
