/** Tests of JSON documents in a stream, cut at every place. */
import assert from "node:assert/strict";
import { fuzzed } from "../testing/fuzz.ts";
import { EngineError } from "../errors.ts";
import { bodyOf, Random } from "./_test_random.ts";
import { jsonLines, jsonTexts } from "./json_stream.ts";

const bytes = (s: string) => new TextEncoder().encode(s);

async function all(pieces: readonly Uint8Array[], limit?: number): Promise<unknown[]> {
  const out: unknown[] = [];
  for await (const o of jsonLines(bodyOf(pieces), { limit })) out.push(o);
  return out;
}

Deno.test("jsonLines() finds documents with anything or nothing between, cut at every byte", async () => {
  const objects = [
    { a: 1 },
    { s: 'br}ace "quoted\\" {', u: "größe 🐳", e: "\\" },
    [[], {}, "]"],
    { deep: { deeper: [{ x: null }] } },
  ];
  for (const between of ["", "\n", "\r\n", "\n\x1e", "  \t"]) {
    const wire = bytes(between + objects.map((o) => JSON.stringify(o)).join(between) + between);
    for (let at = 0; at <= wire.length; at++) {
      assert.deepEqual(await all([wire.slice(0, at), wire.slice(at)]), objects);
    }
    assert.deepEqual(await all([...wire].map((b) => Uint8Array.of(b))), objects);
  }
});

Deno.test("jsonTexts() gives the engine's own bytes", async () => {
  const text = '{"n": 12345678901234567890, "s":"\\u003c"}';
  for await (const t of jsonTexts(bodyOf([bytes(text + "\n")]))) assert.equal(t, text);
});

Deno.test("jsonLines() is the same however the bytes are cut", async () => {
  for (let seed = 0; seed < fuzzed(5000); seed++) {
    const r = new Random(seed);
    const value = (depth: number): unknown => {
      switch (r.below(depth > 3 ? 3 : 5)) {
        case 0:
          return r.below(1000);
        case 1:
          return r.pick(['"', "\\", "}{", "🐳", "ä", "\n", "", "\u001e"]).repeat(r.below(4));
        case 2:
          return r.pick([true, null]);
        case 3:
          return Array.from({ length: r.below(4) }, () => value(depth + 1));
        default:
          return Object.fromEntries(
            Array.from({ length: r.below(4) }, (_, i) => [`k${i}"`, value(depth + 1)]),
          );
      }
    };
    const objects = Array.from({ length: r.below(6) }, () => ({ v: value(0) }));
    const between = r.pick(["", "\n", "\x1e", "\r\n"]);
    const wire = bytes(objects.map((o) => JSON.stringify(o)).join(between));
    assert.deepEqual(await all(r.cut(wire, r.pick([1, 3, 20, 1000]))), objects, `seed ${seed}`);
  }
});

Deno.test("jsonLines() throws nothing but EngineErrors, whatever comes", async () => {
  const pieces = ['{"a":', "}", "[", "]", '"', "\\", "1", "{}", "\n", "<html>", "nul", "\xff", ","];
  for (let seed = 0; seed < fuzzed(20_000); seed++) {
    const r = new Random(seed);
    const wire = r.below(2) === 0
      ? r.bytes(r.below(60))
      : bytes(Array.from({ length: r.below(20) }, () => r.pick(pieces)).join(""));
    try {
      await all(r.cut(wire, 7));
    } catch (e) {
      assert.ok(e instanceof EngineError, `seed ${seed}: ${e}`);
    }
  }
});

Deno.test("jsonLines() gives what came before a failure, then tells of it", async () => {
  const cases: [string, string][] = [
    ['{"a":1}<html>', "protocol"],
    ['{"a":1}{"b":', "cut"],
    ['{"a":1}{b}', "protocol"],
    ['{"a":1}{"b":}]', "protocol"],
    ['{"a":1} 5', "protocol"],
  ];
  for (const [text, code] of cases) {
    const got: unknown[] = [];
    await assert.rejects(async () => {
      for await (const o of jsonLines(bodyOf([bytes(text)]))) got.push(o);
    }, (e: unknown) => e instanceof EngineError && e.code === code);
    assert.deepEqual(got, [{ a: 1 }], text);
  }
});

Deno.test("jsonLines() bounds one document, not the stream", async () => {
  const one = bytes(JSON.stringify({ s: "x".repeat(900) }));
  assert.equal((await all(Array.from({ length: 100 }, () => one), 1000)).length, 100);
  await assert.rejects(
    all(Array.from({ length: 100 }, () => bytes('{"s":"xxxxxxxxxxxxxxxxx')), 1000),
    (e: unknown) => e instanceof EngineError && e.code === "too_large",
  );
});

Deno.test("jsonLines() survives brackets nested a million deep", async () => {
  const wire = bytes("[".repeat(1_000_000) + "]".repeat(1_000_000));
  try {
    await all([wire]);
  } catch (e) {
    assert.ok(e instanceof EngineError, `${e}`);
  }
});
