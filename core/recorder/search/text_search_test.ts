/** Tests that lines are found by bytes as they are found by asking each of them. */
import assert from "node:assert/strict";
import { encodeFileLine, TEXT_DATA } from "../format/line_codec.ts";
import { stampOf } from "../../logs/time.ts";
import { Kernel } from "./kernel/kernel.ts";
import { literalsOf } from "./literals.ts";
import { planSearch } from "./plan.ts";
import { effortOf, longestFor } from "./effort.ts";
import { counted, isLight, NeedsThread, TextSearch } from "./text_search.ts";

/** Small numbers that come back the same each time (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let a = seed;
  return (below) => {
    a = a + 0x6d2b79f5 | 0;
    let t = Math.imul(a ^ a >>> 15, 1 | a);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) % below;
  };
}
type Pick = ReturnType<typeof numbers>;
const oneOf = <T>(pick: Pick, list: readonly T[]): T => list[pick(list.length)];

// Short words of few letters, so that they are found; letters with a third case; what stands in
// times and tags, too.
const WORDS = [
  "err",
  "out",
  "user",
  "Kiss",
  "kiss",
  "KISS",
  "a",
  "b",
  "=",
  " ",
  "é",
  "日本",
  "x.y",
];
WORDS.push("2026", "T0", "Z", "0", "\t", "😀", "\u212a", "\u017f", "U\u017fer", "\r", "--- ", "~");
const ATOMS = ["err", "user", "kiss", "k", "s", "a", "b", "x\\.y", "é", "日", "[ab]", "[kK]", "."];
ATOMS.push("\\d", "\\w", "[^a]", "\\b", "^", "$", "=", " ", "2026", "out", "\\t", "😀", "(?=b)");
ATOMS.push("\\x61", "\\u0062", "[]", "[^]", "(?!k)");
const OFTEN = ["", "", "", "", "", "*", "+", "?", "{2}", "{1,2}", "{0}", "*?", "{2,}"];
/** Of what may have a `*` itself: more would backtrack for years. */
const FEW = ["", "", "?", "{2}", "{0}"];

function expression(pick: Pick, depth = 0): string {
  let source = "";
  for (let n = 1 + pick(4); n > 0; n--) {
    const kind = pick(10);
    if (kind === 0 && depth < 2) source += `(${expression(pick, depth + 1)})${oneOf(pick, FEW)}`;
    else if (kind === 1 && depth < 2) {
      source += `(?:${expression(pick, depth + 1)}|${expression(pick, depth + 1)})`;
    } else if (kind === 2 && pick(3) === 0) source += "|";
    else source += oneOf(pick, ATOMS) + oneOf(pick, OFTEN);
  }
  return source;
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();
const START = 1_764_054_625_123_456_789n;

interface Line {
  bytes: Uint8Array;
  /** Unset: no line that is searched. */
  data?: string;
  stream: "stdout" | "stderr";
  time: bigint;
}

function drawLine(pick: Pick, i: number): Line {
  const time = START + BigInt(i);
  const stream = oneOf(pick, ["stdout", "stderr"] as const);
  const kind = pick(20);
  if (kind === 0) {
    return { bytes: encodeFileLine("text", { type: "mark", mark: "gap", time }), stream, time };
  }
  if (kind === 1) {
    const garbage = oneOf(pick, [
      "",
      "user",
      `${stampOf(time)} out`,
      `${stampOf(time)} xut user kiss`,
    ]);
    return { bytes: encoder.encode(garbage + "\n"), stream, time };
  }
  let data = encoder.encode("");
  for (let n = pick(7); n > 0; n--) {
    const word = pick(12) === 0 ? oneOf(pick, BAD) : encoder.encode(oneOf(pick, WORDS));
    data = joined([data, word]);
  }
  if (pick(30) === 0) data = joined([data, new Uint8Array(20).fill(0x2e), encoder.encode("user")]);
  const bytes = encodeFileLine("text", { type: "line", stream, time, data, complete: pick(4) > 0 });
  return { bytes, stream, time, data: new TextDecoder("utf-8", { ignoreBOM: true }).decode(data) };
}

/** Bytes that are no text: cut off, not allowed, a sign for them by itself. */
const BAD = [[0xff], [0xe2, 0x84], [0xc5], [0xf0, 0x9f], [0x80], [0xef, 0xbf, 0xbd]].map((b) =>
  new Uint8Array(b)
);

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  parts.reduce((at, p) => (out.set(p, at), at + p.length), 0);
  return out;
}

/** A block in the kernel's buffer, behind what may be left there of another. */
function put(kernel: Kernel, bytes: Uint8Array): Uint8Array {
  while (kernel.buffer.bytes.length < bytes.length) kernel.buffer.grow();
  kernel.buffer.bytes.set(bytes);
  return kernel.buffer.bytes.subarray(0, bytes.length);
}

Deno.test("TextSearch finds the lines that asking each would find, for any expression", () => {
  const pick = numbers(20261130);
  const kernel = Kernel.open(4096)!;
  let found = 0, byBytes = 0, exact = 0;
  for (let round = 0; round < 3000; round++) {
    const source = expression(pick);
    const flags = oneOf(pick, ["", "i", "u", "iu"]);
    const re = compiled(source, flags);
    if (re === undefined) continue;
    const lines = Array.from({ length: 1 + pick(30) }, (_, i) => drawLine(pick, i));
    const plan = planSearch(re);
    if (plan.texts !== undefined) byBytes++;
    if (plan.exact) exact++;
    const query = {
      plan,
      invert: pick(3) === 0,
      stream: oneOf(pick, [undefined, undefined, "stdout", "stderr"] as const),
      ...(pick(4) === 0 && { since: stampOf(START + 3n), until: stampOf(START + 9n) }),
    };
    const wanted = lines.filter(({ data, stream, time }) => {
      if (data === undefined) return false;
      const hit = re.test(data) || data.endsWith("\r") && re.test(data.slice(0, -1));
      return hit !== query.invert && (query.stream ?? stream) === stream &&
        (query.since === undefined || time >= START + 3n && time <= START + 9n);
    });
    const block = put(kernel, joined(lines.map((line) => line.bytes)));
    const search = new TextSearch(kernel, query);
    // Again and again: each of the ways is tried.
    for (let time = 0; time < 3; time++) {
      kernel.gather(search.places(block));
      const { lines: got, ends } = kernel.take();
      const what = `/${source}/${flags} ${JSON.stringify({ ...query, plan: undefined })}`;
      assert.deepEqual(got, joined(wanted.map((line) => line.bytes)), what);
      let at = 0;
      assert.deepEqual([...ends], wanted.map((line) => at += line.bytes.length), what);
    }
    found += wanted.length;
  }
  assert.ok(found > 5000 && byBytes > 700 && exact > 150, `${found} ${byBytes} ${exact}`);
});

Deno.test("TextSearch finds texts at every place of a block, and where blocks are full", () => {
  const kernel = Kernel.open(4096)!;
  const line = (data: string, i: number) =>
    encodeFileLine("text", {
      type: "line",
      stream: "stdout",
      time: START + BigInt(i),
      data: encoder.encode(data),
      complete: true,
    });
  for (const re of [/qz/, /qz|zq/, /QZ/i, /q/, /q|z/, /q.*z/]) {
    const search = new TextSearch(kernel, { plan: planSearch(re) });
    for (let before = 0; before < 140; before++) {
      const bytes = joined([line("-".repeat(before), 0), line("qz", 1), line("-", 2)]);
      const found = search.places(put(kernel, bytes));
      assert.deepEqual(
        [...found].map((at) => at - found[0]),
        [0, TEXT_DATA + 3],
        `${re} ${before}`,
      );
    }
  }
  // More lines than are noted at once.
  const many = joined(Array.from({ length: 20_000 }, (_, i) => line(i % 2 ? "qz" : "-", i)));
  const found = new TextSearch(kernel, { plan: planSearch(/qz/) }).places(put(kernel, many));
  assert.equal(found.length / 2, 10_000);
  // What was there before, behind the block's end, is not found.
  const end = line("-", 0);
  assert.equal(
    new TextSearch(kernel, { plan: planSearch(/qz/) }).places(put(kernel, end)).length,
    0,
  );
});

Deno.test("TextSearch makes no text of lines that hold none of an expression's texts", () => {
  const kernel = Kernel.open(64 * 1024)!;
  const lines = Array.from({ length: 500 }, (_, i) =>
    encodeFileLine("text", {
      type: "line",
      stream: "stdout",
      time: START + BigInt(i),
      data: encoder.encode(`GET /items/${i} user=${i % 5 ? "bob" : "alice"} ${i % 100} ms`),
      complete: true,
    }));
  const block = put(kernel, joined(lines));
  const cost = (re: RegExp, invert = false) => {
    const before = { ...counted };
    const search = new TextSearch(kernel, { plan: planSearch(re), invert });
    // By bytes, once, and not by what the clock says of both ways.
    const found = search.places(block).length / 2;
    const { bytes, decoded, asked } = counted;
    assert.equal(bytes - before.bytes, block.length);
    return { found, decoded: decoded - before.decoded, asked: asked - before.asked };
  };
  for (const re of [/user=alice/, /user=(alice|nobody)/, /USER=ALICE/i, /al?ice/u]) {
    assert.deepEqual(cost(re), { found: 100, decoded: 0, asked: 0 }, String(re));
    assert.deepEqual(cost(re, true), { found: 400, decoded: 0, asked: 0 }, String(re));
  }
  assert.deepEqual(cost(/[0-9]+ zzzz.* 97[0-9] ms/), { found: 0, decoded: 0, asked: 0 });
  const few = cost(/items\/490 .* ms$/);
  assert.deepEqual([few.found, few.asked], [1, 1]);
  assert.ok(few.decoded < 200, `${few.decoded}`);
});

Deno.test("TextSearch leaves to another thread what could hold up this one", () => {
  const kernel = Kernel.open(64 * 1024)!;
  const line = (data: string) =>
    encodeFileLine("text", {
      type: "line",
      stream: "stdout",
      time: START,
      data: encoder.encode(data),
      complete: true,
    });
  const light = (re: RegExp) => isLight(planSearch(re));
  for (const re of [/alice/, /timed? ?out/i, /[0-9]+ Timeout.* 97[0-9] ms/, /^GET .*\bx$/]) {
    assert.ok(light(re), String(re));
  }
  for (const re of [/(a+)+ err/, /.*.*.*.*err/, /(err)\1/, /err(?=x)/, /[0-9]+/, /(a|a)*err/]) {
    assert.ok(!light(re), String(re));
  }
  const places = (re: RegExp, bytes: Uint8Array) =>
    new TextSearch(kernel, { plan: planSearch(re) }, true).places(put(kernel, bytes)).length / 2;
  assert.equal(places(/err.*x/, line("an err or x")), 1);
  assert.throws(() => places(/err.*x.*y/, line("an err" + "x".repeat(2000))), NeedsThread);
  assert.equal(places(/err.*x.*y/, line("no error".slice(0, 4) + "x".repeat(2000))), 0);
  assert.throws(() => places(/err.*x/, joined(Array(100).fill(line("err x")))), NeedsThread);
  assert.throws(() => places(/KISS.*x/i, line("a \u212aiss x")), NeedsThread);
  // Texts alone cannot hold it up.
  assert.equal(places(/err/, line("an err" + "x".repeat(20_000))), 1);
});

Deno.test("effortOf() tells how much an expression can be made to try", () => {
  const effort = (re: RegExp) => effortOf(re.source);
  assert.deepEqual(effort(/abc/), { degree: 1, times: 1 });
  assert.deepEqual(effort(/a?b{2,4}[c-e]{3}/), { degree: 1, times: 2 * 4 * 3 });
  assert.deepEqual(effort(/(?:a|b)(?<x>c|d|e)/), { degree: 1, times: 6 });
  assert.deepEqual(effort(/a*?\(.+\d{2,}/), { degree: 4, times: 1 });
  assert.deepEqual(effort(/(ab)*c/), { degree: 2, times: 1 });
  for (const re of [/(a*)*/, /(a|b)+/, /(a?b){2}/, /(a)\1/, /(?<!a)b/, /(?:(?:a|b)c)+/]) {
    assert.equal(effort(re), undefined, String(re));
  }
  assert.equal(effortOf("(?:" + "(a|a)".repeat(60) + ")"), undefined);
  assert.equal(longestFor({ degree: 2, times: 4 }, 4e8), 10_000);
});

Deno.test("literalsOf() tells texts of which each match holds one, and where there are no others", () => {
  const texts = (re: RegExp) => literalsOf(re.source, re.ignoreCase)?.texts;
  const exact = (re: RegExp) => literalsOf(re.source, re.ignoreCase)?.exact;
  assert.deepEqual(texts(/timed? ?out/), ["timeout", "time out", "timedout", "timed out"]);
  assert.deepEqual(texts(/TIMED?OUT/i), ["timeout", "timedout"]);
  assert.deepEqual(texts(/[Ee]rror: (a|b{2})/), ["Error: a", "Error: bb", "error: a", "error: bb"]);
  assert.deepEqual(texts(/\d+ refused by (?<who>.*)/), [" refused by "]);
  assert.deepEqual(texts(/^GET|POST /), ["GET", "POST "]);
  for (const re of [/a/, /(ab|c)d/, /x\.y/, /a{3}/, /(?:)ab/]) {
    assert.equal(exact(re), true, `${re}`);
  }
  for (const re of [/^ab/, /ab$/, /\bab/, /ab.*/, /(?=x)ab/, /ab(?!x)/, /abc+/]) {
    assert.equal(exact(re), false, `${re}`);
  }
  for (
    const re of [
      /./,
      /a|./,
      /a*/,
      /[0-9]+/,
      /(a|b)?/,
      /(.)\1/,
      /(?<a>.)\k<a>/,
      /é/i,
      /\ud83d/,
      /(?:)/,
    ]
  ) {
    assert.notEqual(exact(re), true, `${re}`);
  }
  assert.equal(texts(/a|.b/), undefined);
  assert.equal(texts(/\ufffdx/), undefined);
});
