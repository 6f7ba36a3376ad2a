/** Rules and a recorder that is killed: at whatever moment, nothing is lost and nothing told twice. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { call } from "../../../tests/engine/http.ts";
import { type FakeEngine, startFakeEngine } from "../../../tests/fake_engine/mod.ts";
import { defaultRecordConfig } from "../../recorder/config.ts";
import { Recorder } from "../../recorder/write/recorder.ts";
import type { RecorderSink } from "../../recorder/write/sink.ts";
import type { EngineEvent } from "../../system/types.ts";
import { createTransport } from "../../transport/create.ts";
import { parseAlertsConfig } from "../config/config.ts";
import { Stage } from "../testing/stage.ts";
import type { Notice } from "../types.ts";
import { openAlerts } from "../reader.ts";
import { LiveAlerts } from "./live_alerts.ts";

const quick = { group: "0s", cooldown: "0s", resolve: "1h" };
const SETTINGS = JSON.stringify({
  alerts: {
    to: { ops: { webhook: "http://127.0.0.1:1/" } },
    rules: { errors: { log: "boom [0-9]+", ...quick }, dies: { event: "die", ...quick } },
  },
});

/** A recorder with its alerts in this process. */
class Running {
  readonly #stop = new AbortController();
  #done!: Promise<void>;
  recorder!: Recorder;

  private constructor(readonly sent: Notice[]) {}

  /** `look` is called whenever something may have been written. */
  static async start(
    fake: FakeEngine,
    dir: string,
    { now = () => new Date(), look = () => {}, sent = [] }: {
      now?: () => Date;
      look?: () => void;
      sent?: Notice[];
    } = {},
  ): Promise<Running> {
    const running = new Running(sent);
    const watched = () => {
      look();
      return now();
    };
    const recorder = running.recorder = await Recorder.open(createTransport(fake.host), {
      config: {
        ...defaultRecordConfig({}),
        dir,
        include: { names: ["web*"], labels: [], projects: [] },
      },
      version: "test",
      now: watched,
      say: look,
      sink: async ({ place, endpoint, index, segments, rows, chosen }) => {
        const alerts = await LiveAlerts.open({
          record: { dir: place.dir, endpoint, index: () => index.db, segments, rows, chosen },
          load: () => Promise.resolve(parseAlertsConfig(SETTINGS, "c.json")),
          stamp: () => Promise.resolve(""),
          env: {},
          host: "here",
          now: watched,
          say: look,
          send: (_way, notice) => {
            running.sent.push(notice);
            return Promise.resolve();
          },
        });
        return lookedAt(alerts, look);
      },
    });
    running.#done = recorder.run(running.#stop.signal);
    return running;
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.recorder.transport.close();
  }
}

/** Looks before and after each call of a sink. */
function lookedAt(sink: RecorderSink, look: () => void): RecorderSink {
  const around = <T>(call: () => T): T => {
    look();
    const result = call();
    look();
    return result;
  };
  return {
    sample: (sample) => around(() => sink.sample(sample)),
    link: (up, error) => around(() => sink.link(up, error)),
    ended: (end) => around(() => sink.ended(end)),
    listed: (containers) => around(() => sink.listed(containers)),
    flushed: (lag) => around(() => sink.flushed(lag)),
    status: () => sink.status(),
    end: () => sink.end(),
  };
}

/** What a kill -9 at this moment would leave: each that differs from the ones before. */
class Images {
  readonly #seen = new Set<string>();
  /** Copies, and what was told until then. */
  readonly all: { dir: string; told: readonly Notice[] }[] = [];

  constructor(readonly from: string, readonly to: string, readonly sent: readonly Notice[]) {}

  take(): void {
    const hash = createHash("sha256");
    const files: [path: string, bytes: Uint8Array][] = [];
    const read = (under: string) => {
      for (const entry of Deno.readDirSync(join(this.from, under))) {
        const path = join(under, entry.name);
        if (entry.isDirectory) read(path);
        else if (!/-shm$|\/lock/.test(path)) {
          const bytes = Deno.readFileSync(join(this.from, path));
          files.push([path, bytes]);
          hash.update(path).update(bytes);
        }
      }
    };
    read("");
    const key = hash.digest("hex");
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const dir = join(this.to, `${this.all.length}`);
    for (const [path, bytes] of files) {
      Deno.mkdirSync(join(dir, path, ".."), { recursive: true, mode: 0o700 });
      Deno.writeFileSync(join(dir, path), bytes, { mode: 0o600 });
    }
    this.all.push({ dir, told: [...this.sent] });
  }
}

async function until(condition: () => boolean, what: () => string): Promise<void> {
  const end = Date.now() + 30_000;
  while (!condition()) {
    assert.ok(Date.now() < end, what());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const wordsOf = (sent: readonly Notice[]) =>
  [...new Map(sent.map((n) => [n.id, `${n.kind} ${n.rule} ${n.who} ${n.count}`])).values()].sort();

async function inFolder(body: (fake: FakeEngine, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "killed-" });
  try {
    await using fake = await startFakeEngine();
    await body(fake, dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** A container that writes a line and dies. */
async function boom(fake: FakeEngine, name: string): Promise<void> {
  const socket = fake.host.slice("unix://".length);
  const made = await call(socket, "POST", `/containers/create?name=${name}`, {
    Image: "busybox",
    Cmd: ["sh", "-c", "echo boom 1; exit 1"],
  });
  const { Id } = made.json<{ Id: string }>();
  await call(socket, "POST", `/containers/${Id}/start`);
  await call(socket, "POST", `/containers/${Id}/wait`);
}

Deno.test("nothing is lost, and nothing told twice, wherever a recorder is killed", () =>
  inFolder(async (fake, dir) => {
    await Deno.mkdir(join(dir, "first"));
    const sent: Notice[] = [];
    const images = new Images(join(dir, "first"), dir, sent);
    let looks = false;
    const look = () => looks && images.take();
    const first = await Running.start(fake, join(dir, "first"), { look, sent });
    await until(() => first.recorder.status().state === "recording", () => "it does not record");
    // Killed now, the record knows nothing of what comes.
    looks = true;
    look();
    await boom(fake, "web");
    await until(() => {
      look();
      return first.sent.length >= 2;
    }, () => JSON.stringify(first.sent));
    await first.end();
    assert.ok(images.all.length > 5, `${images.all.length}`);
    const began = Date.now();
    // What is left to wait for goes by faster.
    const now = () => new Date(began + (Date.now() - began) * 10);
    await Promise.all(images.all.map(async ({ dir, told }, i) => {
      const again = await Running.start(fake, dir, { now });
      const all = () => wordsOf([...told, ...again.sent]);
      const what = () => `killed at ${i}: ${JSON.stringify(all())}`;
      try {
        await until(() => all().length >= 2, what);
        // Nothing comes after.
        const at = now().getTime();
        await until(() => now().getTime() > at + 20_000, what);
        assert.deepEqual(all(), ["firing dies web 1", "firing errors web 1"], what());
        using alerts = openAlerts(again.recorder.place.dir);
        assert.deepEqual(alerts.history(0).map((h) => h.alert.rule).sort(), ["dies", "errors"]);
      } finally {
        await again.end();
      }
    }));
  }));

const stageSettings = {
  to: { ops: { webhook: "http://127.0.0.1:1/" } },
  rules: { dies: { event: "die", ...quick, by: "rule" }, errors: { log: "boom", ...quick } },
};

/** The events that are recorded. */
function eventsOf(stage: Stage): EngineEvent[] {
  const all = stage.store.index.db.prepare("SELECT * FROM events ORDER BY no");
  all.setReadBigInts(true);
  return all.all().map((r) => {
    const timeNano = r.time_ns as bigint;
    return {
      type: String(r.type),
      action: String(r.action),
      id: String(r.id),
      attributes: JSON.parse(String(r.attributes)),
      time: new Date(Number(timeNano / 1_000_000n)),
      timeNano,
      scope: "local",
    };
  });
}

/** A recorder is killed, and another one begins `later` seconds after it. */
async function again(stage: Stage, later = 0): Promise<void> {
  stage.kill();
  stage.now += later * 1_000;
  await stage.start();
}

Deno.test("an event counts though its container is not listed yet; others' do not", async () => {
  await using stage = await Stage.open(stageSettings);
  const { config } = stage.store;
  config.include.names = ["web*"];
  stage.kill();
  await stage.start({}, config);
  const [web, other] = ["web", "other"].map((name) => stage.container(name));
  // Their making was among what the engine had dropped.
  stage.store.rows.clear();
  stage.event(web, "die");
  stage.event(other, "die");
  await stage.pass(5);
  assert.deepEqual(stage.words, ["ops firing dies  1"]);
});

Deno.test("what an engine tells late counts, also by a recorder that begins again before", async () => {
  await using stage = await Stage.open(stageSettings);
  const web = stage.container("web");
  await stage.pass(10);
  stage.alerts.link(false, "refused");
  const then = stage.now + 1_000;
  await stage.pass(300);
  await again(stage);
  stage.alerts.link(false, "refused");
  await stage.pass(100);
  await again(stage);
  const row = stage.store.rows.get(web.id)!;
  const { now } = stage;
  stage.now = then;
  stage.event(row, "die");
  await stage.lines(row, ["boom"]);
  stage.now = now;
  await stage.pass(20);
  assert.deepEqual(stage.words.toSorted(), ["ops firing dies  1", "ops firing errors web 1"]);
});

Deno.test("no event is lost, and none told again, where the record's database is another", async () => {
  await using stage = await Stage.open(stageSettings);
  const web = stage.container("web");
  for (let i = 0; i < 3; i++) stage.event(web, "die");
  await stage.pass(5);
  const told = eventsOf(stage);
  const { place } = stage;
  stage.kill();
  for (const end of ["", "-wal", "-shm"]) await Deno.remove(place.index + end).catch(() => {});
  await stage.start();
  stage.store.rows.set(web.id, web);
  // The engine tells the last one again, and more than there was before.
  stage.store.addEvent(told.at(-1)!);
  for (let i = 0; i < 5; i++) stage.event(web, "die");
  await stage.pass(10);
  assert.equal(told.length, 3);
  assert.equal(stage.alerts.store.current()[0].count, 8);
});

Deno.test("an event of the second in which a clock is set back counts", async () => {
  await using stage = await Stage.open(stageSettings);
  const web = stage.container("web");
  await stage.pass(5);
  stage.now -= 3_600_000;
  stage.event(web, "die");
  await stage.pass(10);
  assert.deepEqual(stage.words, ["ops firing dies  1"]);
  stage.now -= 3_600_000;
  stage.event(web, "die");
  await stage.flush();
  await again(stage, 5);
  await stage.pass(10);
  assert.equal(stage.alerts.store.current()[0].count, 2);
});

Deno.test("an end that no event tells counts once, over kills and however often it is found", async () => {
  await using stage = await Stage.open(stageSettings);
  const row = stage.container("web");
  await stage.pass(10);
  const end = { row, time: BigInt(stage.now) * 1_000_000n, exitCode: 3 };
  await again(stage, 600);
  stage.alerts.ended(end);
  stage.alerts.ended(end);
  await stage.flush();
  await again(stage);
  stage.alerts.ended(end);
  await stage.pass(10);
  assert.equal(stage.alerts.store.current()[0].count, 1);
  assert.equal(stage.alerts.store.current()[0].last!.text, "die exitCode=3");
  stage.alerts.ended({ ...end, time: end.time - 3_600_000_000_000n });
  await stage.pass(10);
  assert.equal(stage.alerts.store.current()[0].count, 1);
});
