/** Tests of a log's entries: lines with their time and stream. */
import assert from "node:assert/strict";
import { EngineError } from "../errors.ts";
import { EntryReader } from "./entries.ts";

const encoder = new TextEncoder();
const TIME = "2025-11-25T07:10:25.123456789Z";

function frame(type: number, text: string): Uint8Array {
  const data = encoder.encode(text);
  const b = new Uint8Array(8 + data.length);
  b[0] = type;
  new DataView(b.buffer).setUint32(4, data.length);
  b.set(data, 8);
  return b;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((p) => [...p]));
}

function read(chunks: readonly Uint8Array[], tty = false): string[] {
  const seen: string[] = [];
  const decoder = new TextDecoder();
  const reader = new EntryReader(tty, { op: "x", endpoint: "e" }, (stamp, at, tag, b, from, to) => {
    seen.push(
      `${decoder.decode(stamp.subarray(at, at + 30))} ${tag} ${
        decoder.decode(b.subarray(from, to))
      }`,
    );
  });
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

Deno.test("EntryReader gives the same however the answer is cut", () => {
  const all = join(
    frame(1, `${TIME} one\n`),
    frame(2, `${TIME} two\n`),
    frame(1, `${TIME} \n`),
    frame(1, `2025-11-25T08:10:25.5+01:00 podman\n`),
    frame(1, `${TIME} ${"x".repeat(100)}`),
  );
  const want = [
    `${TIME} 0 one\n`,
    `${TIME} 1 two\n`,
    `${TIME} 0 \n`,
    "2025-11-25T07:10:25.500000000Z 0 podman\n",
    `${TIME} 0 ${"x".repeat(100)}`,
  ];
  for (let a = 0; a <= all.length; a++) {
    assert.deepEqual(read([all.subarray(0, a), all.subarray(a)]), want);
  }
  assert.deepEqual(read([...all].map((byte) => new Uint8Array([byte]))), want);
});

Deno.test("EntryReader takes apart a terminal's log", () => {
  const text = encoder.encode(`${TIME} one\r\n${TIME} two\r\n`);
  assert.deepEqual(read([text.subarray(0, 40), text.subarray(40)], true), [
    `${TIME} 0 one\r\n`,
    `${TIME} 0 two\r\n`,
  ]);
});

Deno.test("EntryReader throws in the engine's words, after what came before them", () => {
  let seen = 0;
  const reader = new EntryReader(false, { op: "x", endpoint: "e" }, () => seen++);
  assert.throws(
    () => reader.push(join(frame(1, `${TIME} a\n`), frame(3, "Error grabbing logs: EOF\n"))),
    (e) =>
      e instanceof EngineError && e.code === "engine" && e.message === "Error grabbing logs: EOF",
  );
  assert.equal(seen, 1);
  for (const garbage of ["HTTP/1.1 200 OK\r\n", "\x01\x00\x00\x00\x7f\x00\x00\x00"]) {
    assert.throws(
      () => read([encoder.encode(garbage)]),
      (e) => e instanceof EngineError && e.code === "protocol",
    );
  }
});
