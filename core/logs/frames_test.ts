/** Tests of the parser of log frames, cut at every place. */
import assert from "node:assert/strict";
import { fuzzed } from "../testing/fuzz.ts";
import { EngineError } from "../errors.ts";
import { concat } from "../transport/http1.ts";
import { bodyOf, Random } from "../stream/_test_random.ts";
import { copyFrames } from "./copy_frames.ts";
import { demultiplex, FrameReader, MAX_WHOLE_FRAME, type Std, type StdChunk } from "./frames.ts";

function frame(type: number, payload: Uint8Array, length = payload.length): Uint8Array {
  const b = new Uint8Array(8 + payload.length);
  b[0] = type;
  new DataView(b.buffer).setUint32(4, length);
  b.set(payload, 8);
  return b;
}
const bytes = (s: string) => new TextEncoder().encode(s);
const words = (b: Uint8Array) => new TextDecoder().decode(b);

async function collect(pieces: readonly Uint8Array[], merge: boolean): Promise<StdChunk[]> {
  const out: StdChunk[] = [];
  for await (const c of demultiplex(bodyOf(pieces), { whole: merge ? 0 : undefined })) out.push(c);
  return out;
}
function joined(chunks: readonly StdChunk[]): Record<string, string> {
  const of = (s: string) => words(concat(chunks.filter((c) => c.stream === s).map((c) => c.data)));
  return { stdout: of("stdout"), stderr: of("stderr") };
}

async function copied(pieces: readonly Uint8Array[]): Promise<[string, string][]> {
  const writes: [string, string][] = [];
  const side = (name: string) => ({
    write: (b: Uint8Array) => Promise.resolve(void writes.push([name, words(b)])),
  });
  await copyFrames(bodyOf(pieces), side("stdout"), side("stderr"));
  return writes;
}

Deno.test("demultiplex() gives each frame, cut at every byte", async () => {
  const wire = concat([
    frame(1, bytes("one\n")),
    frame(2, bytes("two\n")),
    frame(0, bytes("three\n")),
    frame(1, bytes("")),
    frame(1, bytes("four")),
  ]);
  const want = [["stdout", "one\n"], ["stderr", "two\n"], ["stdout", "three\n"], ["stdout", ""], [
    "stdout",
    "four",
  ]];
  for (let a = 0; a <= wire.length; a++) {
    for (let b = a; b <= wire.length; b++) {
      const pieces = [wire.slice(0, a), wire.slice(a, b), wire.slice(b)];
      const got = await collect(pieces, false);
      assert.deepEqual(got.map((c) => [c.stream, words(c.data)]), want, `cut at ${a} and ${b}`);
      assert.deepEqual(joined(await collect(pieces, true)), {
        stdout: "one\nthree\nfour",
        stderr: "two\n",
      });
    }
  }
});

Deno.test("demultiplex() gives views of what came, not copies", async () => {
  const wire = concat([frame(1, bytes("one")), frame(2, bytes("two"))]);
  for (const merge of [false, true]) {
    for (const c of await collect([wire], merge)) assert.equal(c.data.buffer, wire.buffer);
  }
});

Deno.test("copyFrames() moves neighbours of one stream together and keeps their order", async () => {
  const wire = concat(
    [1, 1, 1, 2, 2, 1].map((t, i) => frame(t, bytes(`${i}${"x".repeat(i % 2 * 600)}\n`))),
  );
  const x = "x".repeat(600);
  assert.deepEqual(await copied([wire]), [
    ["stdout", `0\n1${x}\n2\n`],
    ["stderr", `3${x}\n4\n`],
    ["stdout", `5${x}\n`],
  ]);
});

Deno.test("demultiplex() is the same however the bytes are cut", async () => {
  for (let seed = 0; seed < fuzzed(4000); seed++) {
    const r = new Random(seed);
    const frames = Array.from({ length: r.below(12) }, () => {
      const size = r.below(4) === 0 ? r.below(700) : r.below(60);
      return { type: r.below(3), data: bytes("abcdefghij".repeat(size / 10 + 1)).slice(0, size) };
    });
    const wire = concat(frames.map((f) => frame(f.type, f.data)));
    const pieces = r.cut(wire, r.pick([1, 7, 9, 100, 5000]));
    const got = await collect(pieces, false);
    const want = frames.map((f) => [f.type === 2 ? "stderr" : "stdout", words(f.data)]);
    assert.deepEqual(got.map((c) => [c.stream, words(c.data)]), want, `seed ${seed}`);
    const merged = await collect(pieces, true);
    assert.deepEqual(joined(merged), joined(got), `seed ${seed}, merged`);
    const writes = await copied(pieces.map((p) => p.slice()));
    const side = (name: string) => writes.filter(([to]) => to === name).map(([, t]) => t).join("");
    assert.deepEqual(
      { stdout: side("stdout"), stderr: side("stderr") },
      joined(got),
      `seed ${seed}`,
    );
  }
});

Deno.test("demultiplex() throws nothing but EngineErrors, whatever comes", async () => {
  for (let seed = 0; seed < fuzzed(20_000); seed++) {
    const r = new Random(seed);
    const wire = r.bytes(r.below(80));
    // Half of them look like frames at first.
    for (let i = 0; i < wire.length && r.below(2) === 0; i += 12) {
      wire.set([r.below(5), 0, 0, 0, 0, 0, 0, r.below(5)].slice(0, wire.length - i), i);
    }
    for (const merge of [false, true]) {
      try {
        await collect(r.cut(wire, 9), merge);
      } catch (e) {
        assert.ok(e instanceof EngineError, `seed ${seed}: ${e}`);
      }
    }
  }
});

Deno.test("demultiplex() streams a frame of 4 GiB and holds nothing of it", () => {
  for (const pieces of [false, true]) {
    const parser = new FrameReader(pieces ? { whole: 0 } : {});
    const piece = new Uint8Array(64 * 1024);
    let size = 0, calls = 0;
    const emit = (_: Std, data: Uint8Array, from: number, to: number) => {
      size += to - from;
      calls++;
      assert.equal(data.buffer, piece.buffer);
    };
    parser.push(frame(2, new Uint8Array(0), 0xffffffff), emit);
    for (let i = 0; i < 65536; i++) parser.push(i === 65535 ? piece.subarray(1) : piece, emit);
    assert.equal(size, 0xffffffff);
    assert.equal(calls, 65536);
    assert.equal(parser.open, false);
    let last = "";
    parser.push(
      frame(1, bytes("after")),
      (std, b, from, to) => last = `${std} ${words(b.subarray(from, to))}`,
    );
    assert.equal(last, "0 after");
  }
});

Deno.test("demultiplex() takes memory for a frame only up to its bound", async () => {
  const data = new Uint8Array(MAX_WHOLE_FRAME + 1).fill(97);
  const wire = frame(1, data);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < wire.length; at += 65536) pieces.push(wire.slice(at, at + 65536));
  const got = await collect(pieces, false);
  assert.ok(got.length > 1);
  assert.equal(got.reduce((n, c) => n + c.data.length, 0), data.length);
  const whole = await collect([
    frame(1, data.subarray(1)).slice(0, 100_000),
    frame(1, data.subarray(1)).slice(100_000),
  ], false);
  assert.equal(whole.length, 1);
});

Deno.test("demultiplex() throws the engine's own words, after what came before them", async () => {
  const wire = concat([
    frame(1, bytes("before\n")),
    frame(3, bytes("Error grabbing logs: gone\n")),
    frame(1, bytes("never")),
  ]);
  for (let cut = 0; cut <= wire.length; cut++) {
    for (const merge of [false, true]) {
      const out: string[] = [];
      let closed = false;
      const body = {
        async *[Symbol.asyncIterator]() {
          try {
            yield* bodyOf([wire.slice(0, cut), wire.slice(cut)]);
          } finally {
            closed = true;
          }
        },
      };
      await assert.rejects(async () => {
        for await (const c of demultiplex(body, { whole: merge ? 0 : undefined, op: "logs" })) {
          out.push(words(c.data));
        }
      }, (e: unknown) =>
        e instanceof EngineError && e.code === "engine" && e.op === "logs" &&
        e.message === "Error grabbing logs: gone");
      assert.equal(out.join(""), "before\n");
      assert.ok(closed);
    }
  }
});

Deno.test("demultiplex() tells at once of a stream without frames", async () => {
  for (const start of ["<html>", '{"message"', "Hello\r\n", "\x01\x00\x07", "\x04"]) {
    // The body never ends: the error must come from the first bytes.
    let left = false;
    const body = {
      async *[Symbol.asyncIterator]() {
        try {
          yield bytes(start);
          await new Promise(() => {});
        } finally {
          left = true;
        }
      },
    };
    await assert.rejects(
      async () => {
        for await (const _ of demultiplex(body));
      },
      (e: unknown) => e instanceof EngineError && e.code === "protocol",
    );
    assert.ok(left);
  }
});

Deno.test("demultiplex() drops a short tail and passes on how the body ended", async () => {
  const wire = concat([frame(1, bytes("whole\n")), frame(1, bytes("short"))]);
  for (let n = 14; n < wire.length; n++) {
    assert.deepEqual(joined(await collect([wire.slice(0, n)], false)).stdout, "whole\n");
  }
  const cut = new EngineError("cut", { code: "cut", op: "x" });
  const got: string[] = [];
  await assert.rejects(async () => {
    const body = bodyOf([wire], () => {
      throw cut;
    });
    for await (const c of demultiplex(body)) got.push(words(c.data));
  }, (e: unknown) => e === cut);
  assert.deepEqual(got, ["whole\n", "short"]);
});

Deno.test("demultiplex() answers next() calls in order when they are made at once", async () => {
  const wire = concat(["a", "b", "c"].map((s) => frame(1, bytes(s))));
  const it = demultiplex(bodyOf([wire.slice(0, 10), wire.slice(10)]))[Symbol.asyncIterator]();
  const got = await Promise.all([it.next(), it.next(), it.next(), it.next()]);
  assert.deepEqual(got.map((r) => r.done ? "end" : words(r.value.data)), ["a", "b", "c", "end"]);
});
