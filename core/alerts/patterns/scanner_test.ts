/** Tests of what lines fit which rules. */
import assert from "node:assert/strict";
import { fuzzed } from "../../testing/fuzz.ts";
import { readAlertsConfig } from "../config/config.ts";
import type { Rule, Subject } from "../types.ts";
import { compileExpression } from "./expression.ts";
import { levelOf } from "./level.ts";
import { literalsOf } from "./literals.ts";
import { LineScanner } from "./scanner.ts";

const web: Subject = { id: "a".repeat(64), name: "web", image: "nginx:1", labels: {} };

function rulesOf(rules: Record<string, unknown>): Rule[] {
  const { config, problems } = readAlertsConfig({ rules });
  assert.deepEqual(problems, []);
  return [...config.rules];
}

/** Lines of a file, one a second; a line that begins with `!` is of stderr. */
function block(lines: readonly string[]): Uint8Array {
  const text = lines.map((line, i) => {
    const time = new Date(Date.UTC(2026, 10, 30) + i * 1000).toISOString().slice(0, 19);
    const [tag, data] = line.startsWith("!") ? ["err", line.slice(1)] : ["out", line];
    return `${time}.123456789Z ${tag} ${data}\n`;
  }).join("");
  return new TextEncoder().encode(`#dockerctl-record 1 {"error":"panic"}\n${text}`);
}

/** Which lines a rule finds. */
function found(rule: unknown, lines: readonly string[]): number[] {
  const scanner = new LineScanner(rulesOf({ r: rule }));
  assert.deepEqual([...scanner.broken], []);
  const hits = scanner.scan(web, block(lines), "text", 0);
  return hits.flatMap((h) => (h.time - Date.UTC(2026, 10, 30)) / 1000);
}

Deno.test("LineScanner finds lines by text, expression, case, stream and level", () => {
  const lines = ["all is well", "!Error: no", "an error", "\x1b[31mERROR\x1b[0m red", "2026 fatal"];
  assert.deepEqual(
    found({ log: { level: "error" } }, [
      "E0101 12:00:00 x",
      "!F0101 12:00:00 x",
      "xE0101 12:00:00",
    ]),
    [0, 1],
  );
  assert.deepEqual(
    found({ log: { level: "warn" } }, ['{"level":40}', '{"level":30}', "level=50"]),
    [
      0,
      2,
    ],
  );
  assert.deepEqual(found({ log: "error" }, lines), [2]);
  assert.deepEqual(found({ log: "(?i)error" }, lines), [1, 2, 3]);
  assert.deepEqual(found({ log: { match: "error", ignoreCase: true } }, lines), [1, 2, 3]);
  assert.deepEqual(found({ log: { match: "(?i)error", stream: "stderr" } }, lines), [1]);
  assert.deepEqual(found({ log: { level: "error" } }, lines), [1, 3, 4]);
  assert.deepEqual(found({ log: { level: "fatal" } }, lines), [4]);
  assert.deepEqual(found({ log: "^an|^ERROR red$" }, lines), [2, 3]);
  assert.deepEqual(found({ log: "out|2026-" }, lines), [], "not in what stands before the data");
  assert.deepEqual(found({ log: "\\d{4}" }, lines), [4]);
});

Deno.test("LineScanner tells first, last and how many by the second, and nothing older than asked", () => {
  const scanner = new LineScanner(rulesOf({ r: { log: "x\\d" } }));
  const at = "2026-11-30T00:00:01.5";
  const text = [1, 2, 3].map((n) => `${at}0000000${n}Z out x${n}\x1b]0;t\x07\u202e!\n`).join("");
  const bytes = new TextEncoder().encode(text);
  const [hits, ...more] = scanner.scan(web, bytes, "text", 0);
  assert.deepEqual([more.length, hits.count, hits.first.text, hits.last.text], [
    0,
    3,
    "x1!",
    "x3!",
  ]);
  assert.deepEqual(scanner.scan(web, bytes, "text", hits.time + 5_000), []);
  const json = `{"time":"${at}00000000Z","stream":"stderr","data":"x7 \\"quoted\\""}\n`;
  const [of] = scanner.scan(web, new TextEncoder().encode(json), "json", 0);
  assert.equal(of.first.text, 'x7 "quoted"');
});

Deno.test("LineScanner finds the same by blocks as line by line", () => {
  let seed = 3;
  const random = (n: number) => (seed = seed * 1103515245 + 12345 & 0x7fffffff) % n;
  const pick = <T>(list: readonly T[]) => list[random(list.length)];
  const words = [
    "error",
    "ERROR",
    "warn",
    "time",
    "out",
    "Kä",
    "fail",
    "x",
    " ",
    "50",
    "level=",
    "m",
  ];
  const parts = [
    "error",
    "fail(ed)?",
    "(warn|time)",
    "x*",
    "\\d+",
    ".",
    "(?:out)+",
    "[kK]ä",
    "^",
    "$",
    "|",
  ];
  for (let i = 0; i < fuzzed(3_000); i++) {
    const match = Array.from({ length: 1 + random(4) }, () => pick(parts)).join("");
    const ignoreCase = random(2) === 0;
    const lines = Array.from(
      { length: 8 },
      () => Array.from({ length: random(6) }, () => pick(words)).join(pick(["", " "])),
    );
    let expression;
    try {
      expression = compileExpression(match, ignoreCase);
    } catch {
      continue;
    }
    const wanted = lines.flatMap((line, n) => expression.test(line.replace(/^!/, "")) ? [n] : []);
    assert.deepEqual(found({ log: { match, ignoreCase } }, lines), wanted, `${match} in ${lines}`);
  }
});

Deno.test("literalsOf() finds nothing that a match can do without", () => {
  const texts = (source: string) => literalsOf(source, false)?.texts;
  assert.deepEqual(texts("connection (refused|reset)"), ["connection "]);
  assert.deepEqual(texts("(timeout|refused)"), ["timeout", "refused"]);
  assert.deepEqual(texts("(timeout)?"), undefined);
  assert.deepEqual(texts("abc|x"), undefined);
  assert.deepEqual(texts("abcd?"), ["abc"]);
  assert.deepEqual(texts("ab{2}c"), ["abbc"]);
  assert.deepEqual(texts("ab{2,}c"), ["abb"]);
  assert.deepEqual(texts("ab{0,2}c"), undefined);
  assert.deepEqual(literalsOf("took [0-9]{5,} ms", false)?.sources, [
    "took [0-9][0-9][0-9][0-9][0-9]",
  ]);
  assert.deepEqual(literalsOf("status=5\\d\\d", false)?.sources, ["status=5[0-9][0-9]"]);
  assert.deepEqual(texts("\\Qabc\\E"), undefined);
  assert.deepEqual(texts("a\\.bc[xyz]"), ["a.bc"]);
  assert.deepEqual(texts("foo(?i)bar"), undefined);
});

Deno.test("An expression that others cannot do ends at once, and one that looks around is refused", () => {
  const line = "a".repeat(8_000) + "!";
  const start = performance.now();
  for (const source of ["^(a+)+$", "(a|aa)+$", "(.*a){20}b", "(x+x+)+y"]) {
    assert.equal(compileExpression(source, false).test(line), false);
  }
  assert.ok(performance.now() - start < 2_000);
  assert.throws(() => compileExpression("(?=x)", false), /look around/);
  assert.throws(() => compileExpression("(((a{50}){50}){50})", false), /RE2|repeats/);
  assert.throws(() => compileExpression("(", false), /no expression/);
});

Deno.test("LineScanner leaves an expression alone that takes too long, and says so", () => {
  let now = 0;
  const scanner = new LineScanner(rulesOf({ r: { log: "slow.y" } }), () => now += 400);
  const lines = block(Array.from({ length: 50 }, () => "slowly"));
  assert.equal(scanner.scan(web, lines, "text", 0).length, 50);
  // That took long; now each line is looked at.
  assert.ok(scanner.scan(web, lines, "text", 0).length < 20);
  assert.match(scanner.broken.get("r") ?? "", /not looked for any more/);
  assert.deepEqual(scanner.scan(web, lines, "text", 0), []);
});

Deno.test("levelOf() knows the usual forms, and no word in a sentence", () => {
  const levels = {
    '{"level":"error","msg":"x"}': "error",
    '{"level":50,"msg":"info"}': "error",
    "time=1 level=warn msg=x": "warn",
    "E0101 12:00:00.1 klog": "error",
    "level=60 x": "fatal",
    "2026-11-30 12:00:00,123 WARNING x": "warn",
    "[error] 12#12: x": "error",
    "error: cannot open": "error",
    "2026-11-30T12:00:00Z info started": "info",
    "PANIC: out of memory": "fatal",
    "there is no error here": undefined,
    "0 errors": undefined,
    "INFO the last ERROR is gone": "info",
  };
  for (const [line, level] of Object.entries(levels)) assert.equal(levelOf(line), level, line);
});
