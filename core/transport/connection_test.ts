/** Tests of connection.ts: how an answer is read. */
import assert from "node:assert/strict";
import { BlockReader, type Connection } from "./connection.ts";

/** A connection that has so many bytes ready, and the sizes of what it was asked for. */
function ready(bytes: number, most = Infinity): { conn: Connection; asked: number[] } {
  const asked: number[] = [];
  let at = 0;
  const conn = {
    read(into: Uint8Array) {
      asked.push(into.length);
      const n = Math.min(into.length, most, bytes - at);
      for (let i = 0; i < n; i++) into[i] = (at + i) % 251;
      at += n;
      return Promise.resolve(n === 0 ? null : n);
    },
    write: (from: Uint8Array) => Promise.resolve(from.length),
    close: () => {},
  } as unknown as Connection;
  return { conn, asked };
}

/** All that a reader gives, kept until the end: nothing is overwritten. */
async function whole(conn: Connection): Promise<Uint8Array> {
  const reader = new BlockReader(conn);
  const pieces: Uint8Array[] = [];
  for (let piece = await reader.read(); piece !== null; piece = await reader.read()) {
    pieces.push(piece);
  }
  return new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

const KIB = 1024;

Deno.test("BlockReader asks for more at once the longer an answer is, up to a bound", async () => {
  const { conn, asked } = ready(1_000 * KIB);
  const bytes = await whole(conn);
  assert.equal(bytes.length, 1_000 * KIB);
  assert.ok(bytes.every((byte, i) => byte === i % 251));
  assert.deepEqual(asked.map((n) => n / KIB), [64, 128, 256, 256, 256, 256, 216]);
});

Deno.test("BlockReader fills one block by small reads", async () => {
  const { conn, asked } = ready(300 * KIB, 10 * KIB);
  const bytes = await whole(conn);
  assert.ok(bytes.every((byte, i) => byte === i % 251));
  assert.equal(Math.max(...asked), 64 * KIB);
  assert.ok(asked.filter((n) => n === 64 * KIB).length <= 6, String(asked));
});
