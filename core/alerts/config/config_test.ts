/** Tests of the settings of alerts: what is wrong with them, and where. */
import assert from "node:assert/strict";
import { parseAlertsConfig, problemLine } from "./config.ts";
import { LineScanner } from "../patterns/scanner.ts";
import { linesOf } from "./json_lines.ts";

/** The sentences, with their lines. */
function wrong(text: string): string[] {
  const { problems, file } = parseAlertsConfig(text, "c.json");
  return problems.map((p) => problemLine(file, p));
}

Deno.test("parseAlertsConfig() says what is wrong on which line, and uses the rest", () => {
  const text = `{
  "alerts": {
    "to": {
      "ops": { "webhook": "ftp://x" },
      "run": { "exec": ["relative"] },
      "ok": { "desktop": true }
    },
    "rules": {
      "a": { "event": "die", "to": ["nobody"] },
      "b": {
        "log": "x",
        "for": "soon"
      },
      "c": { "event": "die", "log": "x" },
      "d": { "metric": "cpu" },
      "e": { "unhealthy": true, "colour": 1 },
      "good": { "gap": true }
    }
  }
}`;
  const { config } = parseAlertsConfig(text, "c.json");
  assert.deepEqual(config.rules.map((r) => r.name), ["good"]);
  assert.deepEqual(config.ways.map((w) => w.name), ["ok"]);
  const says = wrong(text);
  const starts = [
    'c.json:4: "alerts.to.ops.webhook" must begin with https://',
    'c.json:5: "alerts.to.run.exec" must begin with the absolute path',
    'c.json:9: "alerts.rules.a.to[0]" is no way of alerts.to: "ops", "run", "ok"',
    'c.json:12: "alerts.rules.b.for" must be a length of time',
    'c.json:14: "alerts.rules.c" must be an object with exactly one of event',
    'c.json:15: "alerts.rules.d" must have a bound',
    'c.json:16: "alerts.rules.e.colour" is no setting; here are',
  ];
  assert.equal(says.length, starts.length, says.join("\n"));
  starts.forEach((start, i) => assert.ok(says[i].startsWith(start), `${says[i]}\n${start}`));
});

Deno.test("parseAlertsConfig() survives whatever stands in the file", () => {
  assert.match(wrong("{\n\n  nonsense")[0], /^c\.json(:3)?: is no JSON/);
  for (
    const text of ["[]", "1", "null", '{"alerts":[]}', '{"alerts":{"rules":[1],"to":7}}'].concat(
      "[".repeat(3_000) + "]".repeat(3_000),
      '{"alerts":{"rules":{"__proto__":{"log":"x"},"constructor":{"toString":1}}}}',
    )
  ) assert.deepEqual(parseAlertsConfig(text, "c.json").config.rules.map((r) => r.name), []);
  assert.deepEqual(wrong("{}"), []);
});

Deno.test("linesOf() finds values however the text is laid out", () => {
  const text = '{"a":[1,\n{"b\\"c":"}\\"",\n"d":{}}],\n"a2":"x","e":[[[[]]]],\n\n"f":null}';
  assert.deepEqual(
    linesOf(text, [[], ["a"], ["a", 1, 'b"c'], ["a", 1, "d"], ["a2"], ["f"], ["g"]]),
    [1, 1, 2, 3, 4, 6, undefined],
  );
});

Deno.test("parseAlertsConfig() quotes nothing of a text that is no JSON, and knows the line", () => {
  const secret = '"webhook": https://hooks.example.com/SECRET';
  for (
    const [text, line] of [
      [`{\n"alerts": {\n${secret}\n}}`, 3],
      [`{\n"a": 1\n${secret}}`, 3],
      [`{\n\n"a": SECRET}`, 3],
      [`{"a": "SECRET`, 1],
      [`{"a": [1,\n2\n`, 3],
      [`{"a": 1}\nSECRET`, 2],
    ] as const
  ) {
    const [says] = wrong(text);
    assert.match(says, new RegExp(`^c\\.json:${line}: is no JSON: `), `${text}: ${says}`);
    assert.doesNotMatch(says, /SECRET|hooks/);
  }
});

Deno.test("a large file of settings is read in a moment, and 1,000 rules are looked for in time", () => {
  const rules = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, i) => [`rule-${i}`, {
      log: i % 3 === 0 ? `(?i)failure ${i} of` : `failure number ${i}$`,
      note: "x".repeat(5_000),
    }]),
  );
  const text = JSON.stringify({ alerts: { rules: { ...rules, bad: { log: 1 } } } }, null, 1);
  assert.ok(text.length > 5_000_000);
  let start = performance.now();
  const { config, problems } = parseAlertsConfig(text, "c.json");
  assert.ok(performance.now() - start < 3_000);
  assert.equal(config.rules.length, 1_000);
  assert.equal(problems[0].line, text.split("\n").length - 4);
  start = performance.now();
  const scanner = new LineScanner(config.rules);
  const web = { id: "a", name: "web", image: "i", labels: {} };
  const line = "2026-11-30T00:00:00.000000000Z out GET /items/1 200 as long as lines often are\n";
  const found = line.replace("GET", "failure number 7");
  const bytes = new TextEncoder().encode(line.repeat(1_000) + found.replace(" /items.*", ""));
  scanner.scan(web, bytes, "text", 0);
  assert.ok(performance.now() - start < 5_000, `${performance.now() - start}`);
});
