/** Tests of alerts on a record that is being written. */
import assert from "node:assert/strict";
import { alertsFile } from "../keep/database.ts";
import { Stage } from "../testing/stage.ts";

const TO = { ops: { webhook: "http://127.0.0.1:1/" } };
const settings = (rules: Record<string, unknown>) => ({ to: TO, rules });
const quick = { group: "0s", cooldown: "1m", resolve: "20s" };

Deno.test("LiveAlerts fires and resolves rules of every kind once, each by what is recorded", async () => {
  await using stage = await Stage.open(settings({
    event: { event: "oom", ...quick },
    log: { log: "panic", ...quick },
    cpu: { metric: "cpu", above: 90, over: "10s", ...quick },
    restarts: { metric: "restarts", above: 1, over: "30s", ...quick },
    crashloop: { crashloop: { times: 2, within: "30s" }, ...quick },
    unhealthy: { unhealthy: true, ...quick },
    hostDown: { hostDown: true, ...quick, for: "10s" },
    gap: { gap: true, ...quick },
  }));
  const web = stage.container("web");
  stage.event(web, "create");
  stage.event(web, "start");
  await stage.pass(5);
  stage.event(web, "oom");
  await stage.lines(web, ["all is well", "panic: 1", "panic: 2"]);
  stage.event(web, "health_status: unhealthy");
  for (let i = 0; i < 5; i++) {
    stage.sample(web, 99);
    await stage.pass(5);
  }
  stage.event(web, "health_status: healthy");
  for (let i = 0; i < 2; i++) {
    stage.event(web, "die", { exitCode: "1" });
    stage.event(web, "start");
    await stage.pass(1);
  }
  stage.alerts.link(false, "refused");
  for (let i = 0; i < 20; i++) {
    stage.sample(web, 1);
    await stage.pass(5);
  }
  stage.alerts.link(true);
  await stage.pass(30);
  const of = (rule: string) =>
    stage.sent.filter((s) => s.notice.rule === rule).map((s) =>
      `${s.notice.kind} ${s.notice.count}`
    );
  assert.deepEqual(of("event"), ["firing 1", "resolved 1"]);
  assert.deepEqual(of("log"), ["firing 2", "resolved 2"]);
  for (const rule of ["cpu", "restarts", "unhealthy", "hostDown"]) {
    assert.deepEqual(of(rule), ["firing 0", "resolved 0"], rule);
  }
  assert.deepEqual(of("crashloop"), ["firing 2", "resolved 2"]);
  const ids = stage.sent.map((s) => s.notice.id);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    stage.alerts.store.history(0, 100).map((h) => h.resolved !== undefined && h.told)
      .filter((ok) => !ok),
    [],
  );
});

Deno.test("LiveAlerts neither repeats nor loses anything over kills and a container made anew", async () => {
  const rules = settings({
    errors: { log: { match: "error", count: 3, within: "20s" }, ...quick },
    dies: { event: "die", ...quick, by: "rule" },
    sick: { unhealthy: true, ...quick, for: "5s" },
    busy: { metric: "cpu", above: 50, over: "10s", ...quick },
  });
  const play = async (kills: boolean): Promise<string[]> => {
    let stage = await Stage.open(rules);
    const { dir } = stage;
    let seed = 11;
    const random = (n: number) => (seed = seed * 1103515245 + 12345 & 0x7fffffff) % n;
    let rows = ["web", "db"].map((name) => stage.container(name));
    const sent = [...stage.sent];
    for (let s = 0; s < 150; s++) {
      for (const row of rows) {
        if (random(6) === 0) await stage.lines(row, ["fine", "an error", "fine"]);
        if (random(40) === 0) stage.event(row, "die");
        if (random(25) === 0) {
          stage.event(row, `health_status: ${random(2) === 0 ? "un" : ""}healthy`);
        }
        if (s % 5 === 0) stage.sample(row, s % 50 < 25 ? 99 : 1);
      }
      await stage.pass(1);
      if (s === 77) {
        // Another container of the same name takes its place.
        const old = rows[0];
        stage.event(old, "destroy");
        rows = [stage.container("web"), rows[1]];
      }
      if (kills && s % 9 === 3) {
        sent.push(...stage.sent);
        const { now } = stage;
        stage.kill();
        stage = await Stage.open(rules, dir);
        stage.now = now;
        rows = rows.map((row) => stage.store.rows.get(row.id)!);
      }
    }
    await stage.pass(90);
    sent.push(...stage.sent);
    await stage[Symbol.asyncDispose]();
    return sent.map(({ notice: { id, count } }) => `${id} ${count}`);
  };
  const whole = await play(false);
  const killed = await play(true);
  assert.ok(whole.length > 12, String(whole.length));
  assert.deepEqual(killed.toSorted(), whole.toSorted());
});

Deno.test("LiveAlerts makes its file for its owner alone, and anew where it is removed", async () => {
  await using stage = await Stage.open(settings({ dies: { event: "die", ...quick } }));
  const file = alertsFile(stage.place.dir);
  assert.equal(Deno.statSync(file).mode! & 0o777, 0o600);
  const web = stage.container("web");
  stage.event(web, "die");
  await stage.pass(5);
  assert.deepEqual(stage.words, ["ops firing dies web 1"]);
  for (const end of ["", "-wal", "-shm"]) Deno.removeSync(file + end);
  await stage.pass(5);
  assert.equal(stage.alerts.store.current().length, 1);
  await stage.pass(40);
  assert.deepEqual(stage.words, ["ops firing dies web 1", "ops resolved dies web 1"]);
});

Deno.test("LiveAlerts takes new settings as they are saved, and leaves what is the same alone", async () => {
  await using stage = await Stage.open(settings({ dies: { event: "die", ...quick } }));
  const web = stage.container("web");
  stage.event(web, "die");
  await stage.pass(5);
  stage.settings = settings({
    dies: { event: "die", ...quick, severity: "critical" },
    other: { log: "x+y", ...quick },
  });
  await stage.pass(8);
  await stage.lines(web, ["xxy"]);
  await stage.pass(5);
  stage.settings = settings({ other: { log: "x+y", ...quick } });
  await stage.pass(60);
  assert.deepEqual(stage.words, [
    "ops firing dies web 1",
    "ops firing other web 1",
    "ops resolved other web 1",
  ]);
  assert.deepEqual(stage.alerts.store.current(), []);
  stage.settings = "nonsense";
  await stage.pass(8);
  assert.match(stage.alerts.status().trouble ?? "", /must be an object/);
});

Deno.test("LiveAlerts follows a clock that is set back", async () => {
  await using stage = await Stage.open(settings({ dies: { event: "die", ...quick } }));
  const web = stage.container("web");
  await stage.pass(5);
  stage.now -= 3_600_000;
  await stage.pass(2);
  stage.event(web, "die");
  await stage.pass(30);
  assert.deepEqual(stage.words, ["ops firing dies web 1", "ops resolved dies web 1"]);
});

Deno.test("LiveAlerts asks registries at intervals, and tells what is outdated until it is not", async () => {
  await using stage = await Stage.open(settings({ old: { outdated: { every: "1h" }, ...quick } }));
  const newest = new Map([["web", "nginx:2"]]);
  let asked = 0;
  const rows = ["web", "db"].map((name) => stage.container(name));
  stage.store.flush();
  stage.kill();
  await stage.start({
    outdated: (id) => {
      asked++;
      const { name } = stage.store.rows.get(id)!;
      if (name === "db") return Promise.resolve(undefined);
      return Promise.resolve(newest.has(name) ? { newest: newest.get(name) } : {});
    },
    send: (way, notice) => {
      stage.sent.push({ way: way.name, notice, at: stage.now });
      return Promise.resolve();
    },
  });
  await stage.pass(20);
  assert.deepEqual(stage.words, ["ops firing old web 0"]);
  assert.equal(stage.sent[0].notice.value, "nginx:2 is newer");
  assert.equal(asked, rows.length);
  newest.clear();
  await stage.pass(60);
  assert.equal(asked, rows.length);
  stage.now += 3_600_000;
  await stage.pass(30);
  assert.deepEqual(stage.words, ["ops firing old web 0", "ops resolved old web 0"]);
});

Deno.test("LiveAlerts tells from memory while nothing can be written, and keeps it later", async () => {
  await using stage = await Stage.open(settings({ dies: { event: "die", ...quick } }));
  const web = stage.container("web");
  await stage.pass(3);
  stage.alerts.store.db.exec("PRAGMA query_only = 1");
  stage.event(web, "die");
  await stage.pass(8);
  assert.deepEqual(stage.words, ["ops firing dies web 1"]);
  assert.match(stage.alerts.status().trouble ?? "", /Alerts cannot be kept/);
  stage.alerts.store.db.exec("PRAGMA query_only = 0");
  await stage.pass(8);
  assert.equal(stage.alerts.status().trouble, undefined);
  assert.equal(stage.alerts.store.current().length, 1);
  assert.deepEqual(stage.alerts.store.outbox(), []);
  stage.now += 7_200_000;
  await stage.pass(8);
  assert.deepEqual(stage.words, ["ops firing dies web 1", "ops resolved dies web 1"]);
});

Deno.test("LiveAlerts sets a damaged file aside, and takes names of rules as what they are", async () => {
  const rules = settings({ constructor: { event: "die", ...quick, resolve: "1h" } });
  await using stage = await Stage.open(rules);
  const web = stage.container("web");
  stage.event(web, "die");
  await stage.pass(8);
  assert.deepEqual(stage.alerts.status(), { rules: 1, broken: 0, firing: 1, waiting: 0 });
  stage.kill();
  await stage.start();
  await stage.pass(8);
  assert.equal(stage.alerts.status().firing, 1);
  stage.kill();
  const file = alertsFile(stage.place.dir);
  for (const end of ["-wal", "-shm"]) await Deno.remove(file + end).catch(() => {});
  await Deno.writeTextFile(file, "no database ".repeat(1_000));
  await stage.start();
  assert.match(stage.said.join("\n"), /damaged .* and is set aside as/);
  await stage.pass(3);
  assert.equal(Deno.statSync(file).mode! & 0o777, 0o600);
});
