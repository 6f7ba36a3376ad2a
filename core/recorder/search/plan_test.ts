/** Tests of what a search looks for before it reads. */
import assert from "node:assert/strict";
import { Choice, planSearch } from "./plan.ts";
import { scanBlock } from "./scan_block.ts";
import { encodeFileLine } from "../format/line_codec.ts";

Deno.test("planSearch() looks for what every match holds", () => {
  const literal = (re: RegExp) => planSearch(re).literal;
  assert.equal(literal(/[a-z]+@example\.com$/), "@example.com");
  assert.equal(literal(/foo(bar)?quux/), "quux");
  assert.equal(literal(/error{2}s/), "erro");
  assert.equal(literal(/(abcd)+/), undefined);
  assert.equal(literal(/abcd|efgh/), undefined);
  assert.equal(literal(/abcd/i), undefined);
  assert.equal(literal(/ab?cdef/), "cdef");
});

Deno.test("planSearch() tells a mere text from what has to be asked of each line", () => {
  const plain = (re: RegExp) => planSearch(re).plain === true;
  for (const re of [/alice/, /a\.b\/c/, /"GET "/u]) assert.ok(plain(re), String(re));
  for (const re of [/alice/i, /ali.e/, /^alice/, /alice+/, /(alice)/, /alice|bob/, /alicé/]) {
    assert.ok(!plain(re), String(re));
  }
  const block = new TextEncoder().encode(
    "2026-11-30T00:00:00.000000001Z out a out\n2026-11-30T00:00:00.000000002Z out b\n" +
      "2026-11-30T00:00:00.000000003Z err 000000003Z out",
  );
  const whole = joined([block, new TextEncoder().encode("\n")]);
  const found = (re: RegExp) => linesIn(whole, scanBlock(whole, "text", { plan: planSearch(re) }));
  assert.deepEqual(found(/out/).map((l) => l.slice(29)), ["Z out a out", "Z err 000000003Z out"]);
  assert.deepEqual(found(/0003Z out/).length, 1);
});

Deno.test("Choice tries both ways, and goes on with the quicker one", () => {
  const wait = (ms: number) => {
    for (const end = performance.now() + ms; performance.now() < end;);
  };
  for (const quick of ["literal", "block"] as const) {
    const choice = new Choice();
    const taken: string[] = [];
    const way = (name: string) => () => {
      if (name !== quick) wait(3);
      taken.push(name);
    };
    for (let i = 0; i < 20; i++) choice.run(100, { literal: way("literal"), block: way("block") });
    assert.ok(taken.slice(0, 8).includes("literal") && taken.slice(0, 8).includes("block"));
    assert.ok(taken.slice(8).every((name) => name === quick), taken.join(" "));
  }
});

Deno.test("planSearch() goes line by line where a line's surroundings would count", () => {
  for (const re of [/a(?=b)/, /a(?!b)/, /(?<=a)b/, /(?<!a)b/, /(a)\1/, /(?<n>a)\k<n>/]) {
    assert.equal(planSearch(re).block, undefined, String(re));
  }
});

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

const ATOMS = ["a", "b", "ab", ".", "é", "日", "[ab]", "[^a]", "\\s", "\\d", "\\w", "\\W", "\\D"];
ATOMS.push("\\S", "[\\s\\S]", "[^\\n]", " ", "2", "0", ":", "-", "Z", "out", "\\.", "\\b", "x{2}");
const OFTEN = ["", "", "", "*", "+", "?", "{1,2}", "*?", "+?"];

function expression(pick: (below: number) => number, depth = 0): string {
  let source = "";
  for (let n = 1 + pick(4); n > 0; n--) {
    const kind = pick(12);
    if (kind === 0 && depth < 2) source += `(${expression(pick, depth + 1)})`;
    else if (kind === 1 && depth < 2) source += `(?:${expression(pick, depth + 1)})?`;
    else if (kind === 2) source += "^";
    else if (kind === 3) source += "$";
    else if (kind === 4) source += "|";
    else {
      const atom = ATOMS[pick(ATOMS.length)];
      source += atom === "\\b" ? atom : atom + (/[*+?}]$/.test(atom) ? "" : OFTEN[pick(9)]);
    }
  }
  return source;
}

const WORDS = [
  "a",
  "b",
  "ab",
  " ",
  "é",
  "日本",
  "2026",
  ":",
  "-",
  "xx",
  "out",
  ".",
  "\r",
  "\t",
  "Z",
];

Deno.test("scanBlock() finds the lines that line by line would find, for any expression", () => {
  const pick = numbers(20260101);
  let found = 0;
  for (let round = 0; round < 3000; round++) {
    const source = expression(pick);
    const flags = ["", "i", "u", "iu"][pick(4)];
    let re: RegExp;
    try {
      re = new RegExp(source, flags);
    } catch {
      continue;
    }
    const datas = Array.from({ length: 8 }, () => {
      let data = "";
      for (let n = pick(6); n > 0; n--) data += WORDS[pick(WORDS.length)];
      return data;
    });
    for (const format of ["text", "json"] as const) {
      const lines = datas.map((data, i) =>
        encodeFileLine(format, {
          type: "line",
          stream: i % 2 ? "stderr" : "stdout",
          time: 1_764_054_625_123_456_789n + BigInt(i),
          data: new TextEncoder().encode(data),
          complete: i % 3 > 0,
        })
      );
      const block = joined(lines);
      for (const invert of [false, true]) {
        const plan = planSearch(re);
        const got = linesIn(block, scanBlock(block, format, { plan, invert }));
        // Twice: the first time by what every match holds, then by the expression.
        assert.deepEqual(linesIn(block, scanBlock(block, format, { plan, invert })), got);
        const want = lines.filter((_, i) => {
          const data = datas[i];
          const hit = re.test(data) || data.endsWith("\r") && re.test(data.slice(0, -1));
          return hit !== invert;
        }).map(decode);
        assert.deepEqual(got, want, `/${source}/${flags} ${format} ${invert}`);
        found += got.length;
      }
    }
  }
  assert.ok(found > 10_000, `${found} lines found`);
});

Deno.test("scanBlock() keeps to bytes where they are no UTF-8", () => {
  const bad = new Uint8Array([0xff, 0x61, 0xc3, 0x20, 0x62, 0x62]);
  const data = [bad, new TextEncoder().encode("é bb"), bad];
  const lines = data.map((d, i) =>
    encodeFileLine("text", {
      type: "line",
      stream: "stdout",
      time: BigInt(i),
      data: d,
      complete: true,
    })
  );
  const block = joined(lines);
  const ranges = scanBlock(block, "text", { plan: planSearch(/^.a.*bb$/) });
  assert.deepEqual(ranges, [
    0,
    lines[0].length,
    lines[0].length + lines[1].length,
    block.length,
  ]);
});

Deno.test("scanBlock() leaves out other times, the other stream and marks", () => {
  const time = 1_764_054_625_000_000_000n;
  const at = (n: number, stream: "stdout" | "stderr") =>
    encodeFileLine("text", {
      type: "line",
      stream,
      time: time + BigInt(n),
      data: new TextEncoder().encode("gap"),
      complete: true,
    });
  const mark = encodeFileLine("text", { type: "mark", mark: "gap", time });
  const block = joined([at(1, "stdout"), mark, at(2, "stderr"), at(3, "stdout"), at(4, "stdout")]);
  const query = {
    plan: planSearch(/gap/),
    stream: "stdout" as const,
    since: "2025-11-25T07:10:25.000000002Z",
    until: "2025-11-25T07:10:25.000000003Z",
  };
  assert.deepEqual(linesIn(block, scanBlock(block, "text", query)), [decode(at(3, "stdout"))]);
});

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  parts.reduce((at, p) => (out.set(p, at), at + p.length), 0);
  return out;
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).slice(0, -1);

function linesIn(block: Uint8Array, ranges: readonly number[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    const text = new TextDecoder().decode(block.subarray(ranges[i], ranges[i + 1]));
    lines.push(...text.split("\n").slice(0, -1));
  }
  return lines;
}
