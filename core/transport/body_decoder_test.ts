/** Bodies by length and by chunks, cut at every place. */
import assert from "node:assert/strict";
import { fuzzed } from "../testing/fuzz.ts";
import { EngineError } from "../errors.ts";
import { Random } from "../stream/_test_random.ts";
import { BodyDecoder } from "./body_decoder.ts";
import { concat } from "./http1.ts";

const bytes = (s: string) => new TextEncoder().encode(s);
const head = (headers: Record<string, string>, status = 200) => ({
  status,
  headers,
  keepAlive: true,
});
const CHUNKED = head({ "transfer-encoding": "chunked" });

/** All that a decoder makes of `pieces`; what it takes is copied, as its memory is written to. */
function decoded(decoder: BodyDecoder, pieces: readonly Uint8Array[]): Uint8Array {
  return concat(pieces.map((p) => decoder.take(p.slice()).slice()));
}

/** `body` in chunks of all sizes, as servers and proxies write them. */
function chunked(body: Uint8Array, r: Random): Uint8Array {
  const out: Uint8Array[] = [];
  for (let at = 0; at < body.length;) {
    const size = 1 + r.below(r.pick([3, 40, 5000]));
    const piece = body.subarray(at, at + size);
    const digits = r.pick(["", "0", "000"]) + piece.length.toString(16);
    const line = r.pick([digits, digits.toUpperCase(), `${digits} `, `${digits};name="v"`]);
    out.push(bytes(line + "\r\n"), piece, bytes("\r\n"));
    at += size;
  }
  out.push(bytes(r.pick(["0\r\n\r\n", "0;x\r\nA: b\r\nC: d\r\n\r\n", "0\n\n"])));
  return concat(out);
}

Deno.test("BodyDecoder.take() gives the bytes of chunks however they are cut", () => {
  for (let seed = 0; seed < fuzzed(4000); seed++) {
    const r = new Random(seed);
    const body = Uint8Array.from(
      { length: r.below(r.pick([1, 10, 300, 20_000])) },
      () => r.below(256),
    );
    const decoder = new BodyDecoder(CHUNKED, "GET");
    const behind = r.pick(["", "HTTP/1.1"]);
    const wire = concat([chunked(body, r), bytes(behind)]);
    const got = decoded(decoder, r.cut(wire, r.pick([1, 2, 7, 100, 100_000])));
    assert.deepEqual(got, body, `seed ${seed}`);
    assert.ok(decoder.done, `seed ${seed}`);
    assert.equal(decoder.rest !== undefined, behind !== "", `seed ${seed}`);
  }
});

Deno.test("BodyDecoder.take() answers any bytes by bytes or an EngineError", () => {
  const WORDS = [
    "0",
    "5",
    "f",
    "\r\n",
    "\n",
    ";",
    " ",
    "hello",
    "zz",
    "\r",
    "ffffffffffffffff",
    "-1",
  ];
  for (let seed = 0; seed < fuzzed(20_000); seed++) {
    const r = new Random(seed);
    const decoder = new BodyDecoder(CHUNKED, "GET");
    const wire = bytes(Array.from({ length: r.below(12) }, () => r.pick(WORDS)).join(""));
    try {
      assert.ok(decoded(decoder, r.cut(wire, r.pick([1, 3, 50]))).length <= wire.length);
    } catch (e) {
      assert.ok(e instanceof EngineError && e.code === "protocol", `seed ${seed}: ${e}`);
    }
  }
});

Deno.test("BodyDecoder.take() bounds lines and trailers", () => {
  for (const start of ["5;", "0\r\nA: "]) {
    const decoder = new BodyDecoder(CHUNKED, "GET");
    decoder.take(bytes(start));
    assert.throws(() => {
      for (let n = 0; n < 100; n++) decoder.take(bytes("x".repeat(1024)));
    }, { code: "protocol" });
  }
  const trailers = new BodyDecoder(CHUNKED, "GET");
  trailers.take(bytes("0\r\n"));
  assert.throws(() => {
    for (let n = 0; n < 20_000; n++) trailers.take(bytes("a: b\r\n"));
  }, { code: "protocol" });
});

Deno.test("BodyDecoder counts a length, and knows answers without a body", () => {
  const counted = new BodyDecoder(head({ "content-length": "5" }), "GET");
  assert.equal(
    new TextDecoder().decode(decoded(counted, [bytes("he"), bytes("llo, you")])),
    "hello",
  );
  assert.deepEqual([counted.done, counted.rest?.length], [true, 5]);
  for (
    const none of [
      new BodyDecoder(head({ "content-length": "5" }), "HEAD"),
      new BodyDecoder(head({ "content-length": "5" }, 304), "GET"),
      new BodyDecoder(head({ "transfer-encoding": "chunked" }, 204), "POST"),
      new BodyDecoder(head({ "content-length": "0" }), "GET"),
    ]
  ) assert.deepEqual([none.done, none.untilClose], [true, false]);
  const open = new BodyDecoder(head({}), "GET");
  assert.deepEqual([open.done, open.untilClose], [false, true]);
  for (const told of ["-1", "5, 5", "1e3", ""]) {
    assert.throws(() => new BodyDecoder(head({ "content-length": told }), "GET"), {
      code: "protocol",
    });
  }
});
