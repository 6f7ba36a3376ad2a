/** Tests that a preview says what fired live. */
import assert from "node:assert/strict";
import { openForWriting } from "../recorder/index/database.ts";
import { IndexWriter } from "../recorder/index/index_writer.ts";
import { thin } from "../recorder/index/thin.ts";
import { openRecord } from "../recorder/read/reader.ts";
import { previewRule } from "./preview.ts";
import { openAlerts } from "./reader.ts";
import { rulesOf } from "./testing/rules.ts";
import type { Change, Rule } from "./types.ts";
import { Stage, T0 } from "./testing/stage.ts";

const quick = { group: "2s", cooldown: "40s", resolve: "20s", to: ["ops"] };

Deno.test("previewRule() says of the record what each rule said live", async () => {
  const rules = {
    errors: { log: { match: "(?i)error", count: 3, within: "15s" }, ...quick },
    any: { log: { level: "error" }, by: "rule", ...quick },
    dies: { event: "die", ...quick, escalate: [{ after: "30s", to: ["boss"] }] },
    loop: { crashloop: { times: 2, within: "30s" }, ...quick },
    sick: { unhealthy: true, ...quick, for: "5s" },
    busy: { metric: "cpu", above: 50, over: "1m", ...quick },
    quickly: { metric: "memory", above: 50, over: "10s", ...quick },
    again: { metric: "restarts", above: 1, over: "1m", ...quick },
    down: { hostDown: true, ...quick, for: "3s" },
  };
  const settings = { rules, to: { ops: { desktop: true }, boss: { syslog: true } } };
  await using stage = await Stage.open(settings);
  let seed = 5;
  const random = (n: number) => (seed = seed * 1103515245 + 12345 & 0x7fffffff) % n;
  const rows = ["web", "db", "job"].map((name) => stage.container(name));
  for (let s = 0; s < 300; s++) {
    for (const row of rows) {
      stage.now += 7;
      if (random(9) === 0) await stage.lines(row, ["fine", "an Error", "ERROR 2"]);
      if (random(30) === 0) {
        stage.event(row, "die", { exitCode: "1" });
        stage.event(row, "start");
      }
      if (random(20) === 0) {
        stage.event(row, `health_status: ${random(2) === 0 ? "un" : ""}healthy`);
      }
      if (s % 5 === 0) stage.sample(row, s % 140 < 70 ? 99 : 1, s % 60 < 30 ? 0.9 : 0.1);
    }
    if (s % 90 === 40) stage.alerts.link(false, "gone");
    if (s % 90 === 60) stage.alerts.link(true);
    await stage.pass(1);
  }
  await stage.pass(200);
  const until = stage.now - 3_000;
  const live = stage.sent.map(({ notice: { id, count } }) => `${id} ${count}`);
  await stage.stop();
  const { db } = openForWriting(stage.place.index, new Date(until));
  const minutes = new IndexWriter(db, "e");
  await using reader = await openRecord(stage.place.dir);
  using alerts = openAlerts(stage.place.dir);
  const facts = alerts.facts(0, until);
  const previewed: string[] = [];
  const fired: string[] = [];
  const preview = (rule: Rule) =>
    previewRule({
      rule,
      reader,
      facts,
      since: T0,
      until,
      host: "here",
      key: "here unix:///test.sock",
      signal: new AbortController().signal,
    });
  for (const rule of rulesOf(rules)) {
    const { changes, names, lacks } = await preview(rule);
    assert.deepEqual([names, lacks], [["db", "job", "web"], []]);
    for (const change of changes) {
      if (change.kind === "fired") fired.push(`${change.alert.id} ${change.time}`);
      else if (change.kind === "notice") {
        for (const _ of change.notice.to) {
          previewed.push(`${change.notice.id} ${change.notice.count}`);
        }
      }
    }
  }
  assert.ok(live.length > 40, String(live.length));
  assert.deepEqual(previewed.sort(), live.sort());
  const history = alerts.history(0, 1_000).map(({ alert, fired }) => `${alert.id} ${fired}`);
  assert.deepEqual(fired.sort(), history.sort());
  // The record keeps one sample a minute of what is older: that is all that rules by minutes see.
  const [busy] = rulesOf({ busy: rules.busy });
  const before = (await preview(busy)).changes;
  const stats = { enabled: true, every: 5_000, keepFine: 1, keepMinutes: 0 };
  minutes.together(() =>
    thin(db, { stats, events: { enabled: true, keepAge: 0 } }, until + 120_000)
  );
  db.close();
  const words = (changes: readonly Change[]) =>
    changes.map((c) => `${c.time} ${c.kind === "notice" ? c.notice.id : c.alert.id}`).sort();
  assert.ok(before.length >= 4, String(before.length));
  assert.deepEqual(words((await preview(busy)).changes), words(before));
});
