/** Tests of the rules at work: what fires, when, how often, and what is told. */
import assert from "node:assert/strict";
import { rulesOf as checked } from "../testing/rules.ts";
import type { Change, Input, Rule, Subject } from "../types.ts";
import { RuleEngine } from "./engine.ts";

const T0 = Date.UTC(2026, 10, 30, 12);
const S = 1_000, M = 60 * S;

/** Without a wait before the first message, unless a rule says so. */
function rulesOf(rules: Record<string, unknown>): Rule[] {
  return checked(Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, { group: "0s", ...rule as object }]),
  ));
}

const web: Subject = { id: "a".repeat(64), name: "web", image: "nginx:1", labels: {} };

function engine(rules: Record<string, unknown>): RuleEngine {
  return new RuleEngine(rulesOf(rules), { host: "here" }, { at: T0 });
}

function event(at: number, action: string, attributes: Record<string, string> = {}): Input {
  const { id, name, image } = web;
  const all = { name, image, ...attributes };
  return { kind: "event", time: T0 + at, type: "container", action, id, attributes: all };
}

function hits(at: number, count: number, rule = "r", subject = web): Input {
  const time = T0 + at;
  const proof = (n: number) => ({ time: time + n, text: `line ${at + n}` });
  return { kind: "hits", time, rule, subject, count, first: proof(0), last: proof(count - 1) };
}

const sample = (at: number, cpu: number): Input & { kind: "sample" } => ({
  kind: "sample",
  time: T0 + at,
  subject: web,
  cpu,
  memory: 10,
  memoryLimit: 100,
  span: 5 * S,
});

/** What came of it, in words: seconds since the beginning and what. */
function words(changes: readonly Change[]): string[] {
  return changes.map((c) =>
    c.kind === "notice"
      ? `${(c.time - T0) / S} ${c.notice.kind} ${c.notice.count} -> ${c.notice.to}`
      : `${(c.time - T0) / S} ${c.kind}`
  );
}

function story(rules: Record<string, unknown>, inputs: readonly Input[], to: number): string[] {
  const e = engine(rules);
  for (const input of inputs) e.feed(input);
  return words(e.advance(T0 + to));
}

Deno.test("RuleEngine fires an event once, tells it once and resolves it once", () => {
  const rules = { r: { event: "die", to: ["ops"] } };
  assert.deepEqual(story(rules, [event(500, "die", { exitCode: "1" })], 10 * M), [
    "1 fired",
    "1 firing 1 -> ops",
    "301 resolved",
    "301 resolved 1 -> ops",
  ]);
});

Deno.test("RuleEngine gathers what comes while it fires, and tells it when the cooldown is over", () => {
  const rules = {
    r: { log: "error", to: ["ops"], group: "10s", cooldown: "3m", resolve: "2m" },
  };
  const inputs = [hits(0, 5), hits(4 * S, 2), hits(60 * S, 20), hits(150 * S, 27)];
  const e = engine(rules);
  inputs.forEach((i) => e.feed(i));
  const changes = e.advance(T0 + 20 * M);
  assert.deepEqual(words(changes), [
    "1 fired",
    "11 firing 7 -> ops",
    "191 again 47 -> ops",
    "271 resolved",
    "271 resolved 54 -> ops",
  ]);
  const again =
    changes.flatMap((c) => c.kind === "notice" && c.notice.kind === "again" ? [c.notice] : [])[0];
  assert.equal(again.first?.text, "line 60000");
  assert.equal(again.last?.text, "line 150026");
});

Deno.test("RuleEngine counts within a window, with what came before it fired", () => {
  const rules = { r: { log: { match: "x", count: 5, within: "10s" }, to: ["ops"] } };
  const slow = [0, 6, 12, 18, 24].map((s) => hits(s * S, 1));
  assert.deepEqual(story(rules, slow, 60 * S), []);
  const quick = [0, 2, 4].map((s) => hits(s * S, 2));
  assert.deepEqual(story(rules, quick, 60 * S), ["5 fired", "5 firing 6 -> ops"]);
});

Deno.test("RuleEngine holds back what would be told again too soon, but not what goes on", () => {
  const rules = { r: { unhealthy: true, resolve: "0s", cooldown: "10m", to: ["ops"] } };
  const up = (s: number) => event(s * S, "health_status: healthy");
  const down = (s: number) => event(s * S, "health_status: unhealthy");
  assert.deepEqual(story(rules, [down(0), up(60), down(120), up(180), down(240)], 20 * M), [
    "1 fired",
    "1 firing 0 -> ops",
    "61 resolved",
    "61 resolved 0 -> ops",
    "121 fired",
    "181 resolved",
    "241 fired",
    "601 firing 0 -> ops",
  ]);
});

Deno.test("RuleEngine waits for `for`, and tells others when it goes on", () => {
  const rules = {
    r: {
      unhealthy: true,
      for: "30s",
      resolve: "0s",
      to: ["ops"],
      escalate: [{ after: "5m", to: ["boss"] }],
    },
  };
  const down = event(0, "health_status: unhealthy");
  assert.deepEqual(story(rules, [down, event(20 * S, "die")], 20 * M), []);
  assert.deepEqual(
    story(rules, [down, event(400 * S, "health_status: healthy")], 20 * M),
    [
      "31 fired",
      "31 firing 0 -> ops",
      "331 escalation 0 -> boss",
      "401 resolved",
      "401 resolved 0 -> ops,boss",
    ],
  );
});

Deno.test("RuleEngine tells in windows alone; what is over before one opens is not told", () => {
  // T0 is Monday, 12:00 UTC.
  const windows = [{ days: "mon", from: "13:00", to: "14:00", zone: "UTC" }];
  const rules = { r: { event: "die", resolve: "2h", to: ["ops"], windows } };
  assert.deepEqual(story(rules, [event(0, "die")], 90 * M), ["1 fired", "3600 firing 1 -> ops"]);
  const short = { r: { ...rules.r, resolve: "10m" } };
  assert.deepEqual(story(short, [event(0, "die")], 90 * M), ["1 fired", "601 resolved"]);
});

Deno.test("RuleEngine tells a crash loop from ends that were asked for", () => {
  const rules = { r: { crashloop: { times: 3, within: "10m" }, to: ["ops"] } };
  const crash = [0, 10, 20].map((s) => event(s * S, "die", { exitCode: "1" }));
  assert.deepEqual(story(rules, crash, 5 * M), ["21 fired", "21 firing 3 -> ops"]);
  const asked = [0, 10, 20].flatMap((s) => [
    event(s * S - 100, "kill", { signal: "15" }),
    event(s * S, "die", { exitCode: "143" }),
  ]);
  assert.deepEqual(story(rules, asked, 5 * M), []);
});

Deno.test("RuleEngine looks at the mean of minutes, and ends an alert of what is gone", () => {
  const rules = { r: { metric: "cpu", above: 90, over: "2m", resolve: "0s", to: ["ops"] } };
  const inputs: Input[] = [];
  for (let s = 0; s < 300; s += 5) inputs.push(sample(s * S, s < 60 ? 10 : 95));
  assert.deepEqual(story(rules, inputs, 20 * M), [
    "180 fired",
    "180 firing 0 -> ops",
    "361 resolved",
    "361 resolved 0 -> ops",
  ]);
});

Deno.test("RuleEngine says the same whether it is fed at once or second by second, and started anew", () => {
  const rules = {
    r: {
      log: { match: "x", count: 3, within: "30s" },
      to: ["ops"],
      cooldown: "1m",
      resolve: "40s",
    },
    c: { crashloop: true, to: ["ops"] },
    m: { metric: "cpu", above: 50, over: "1m", to: ["ops"] },
    u: { unhealthy: true, to: ["ops"], for: "5s" },
    e: {
      event: ["die", "oom"],
      by: "rule",
      to: ["ops"],
      escalate: [{ after: "1m", to: ["boss"] }],
    },
  };
  let seed = 7;
  const random = (n: number) => (seed = seed * 1103515245 + 12345 & 0x7fffffff) % n;
  const inputs: Input[] = [];
  const actions = ["die", "kill", "oom", "health_status: unhealthy", "health_status: healthy"];
  for (let i = 0; i < 400; i++) {
    const at = random(3_600) * S + random(1_000);
    const which = random(3);
    if (which === 0) inputs.push(hits(at, 1 + random(4)));
    else if (which === 1) inputs.push(event(at, actions[random(actions.length)]));
  }
  for (let s = 0; s < 3_600; s += 5) inputs.push(sample(s * S, random(100)));
  inputs.sort((a, b) => a.time - b.time);
  const all = engine(rules);
  inputs.forEach((i) => all.feed(i));
  const once = all.advance(T0 + 2 * 60 * M);
  let e = engine(rules);
  let next = 0;
  const piecewise: Change[] = [];
  for (let s = 1; s <= 7_200; s++) {
    while (next < inputs.length && inputs[next].time < T0 + s * S) e.feed(inputs[next++]);
    piecewise.push(...e.advance(T0 + s * S));
    if (s % 97 === 0) {
      // As a recorder that is killed and started: its state, and the samples of the record.
      const state = JSON.parse(JSON.stringify(e.state()));
      e = new RuleEngine(rulesOf(rules), { host: "here" }, state);
      for (const i of inputs) if (i.kind === "sample" && i.time < T0 + s * S) e.recall(i);
    }
  }
  assert.ok(once.length > 40, String(once.length));
  assert.deepEqual(piecewise, once);
});
