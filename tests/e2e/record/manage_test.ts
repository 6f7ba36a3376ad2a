/** The recorder is started, asked, stopped and set right by the binary. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder } from "./_recorder.ts";

engineTest("record start, status and stop keep one recorder in the background", async (c) => {
  const dir = join(c.dir, "record");
  const on = (...args: string[]) => c.cli(["record", ...args, "--dir", dir]);
  const none = await on("status");
  assert.equal(none.code, 1);
  assert.match(none.stdout, /^No recorder of unix:\/\/.* runs\n/);
  const stopped = await on("stop");
  assert.equal(stopped.code, 1);
  assert.match(stopped.stderr, /No recorder of .* runs/);
  const started = await c.cli(["record", "start", "--dir", dir]);
  try {
    assert.equal(started.code, 0, started.stderr);
    const pid = Number(/pid (\d+)/.exec(started.stdout)![1]);
    const log = /own log to (.*)\n/.exec(started.stdout)![1];
    assert.match(await Deno.readTextFile(log), /Recording unix:/);
    const { recorder } = JSON.parse((await on("status", "--json")).stdout);
    assert.equal(recorder.pid, pid);
    assert.equal(recorder.state, "recording");
    assert.equal(recorder.endpoint, c.host);
    for (const verb of ["start", "run"]) {
      const second = await on(verb);
      assert.equal(second.code, 1);
      assert.match(second.stderr, new RegExp(`runs already: pid ${pid} on `));
    }
    const human = await on("status");
    assert.equal(human.code, 0);
    assert.match(human.stdout, /^State: +recording$/m);
  } finally {
    const end = await c.cli(["record", "stop", "--dir", dir]);
    assert.equal(end.code, 0, end.stderr);
    assert.match(end.stdout, /has ended/);
  }
  assert.equal((await on("status")).code, 1);
});

engineTest("record tells in one message what is wrong with settings and folders", async (c) => {
  const recorder = new TestRecorder(c);
  await recorder.configure({ logs: { file: "{nam}.log" }, stats: { every: "1ms" } });
  for (const verb of ["run", "start", "status"]) {
    const { code, stderr } = await c.cli(["record", verb]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /"record\.logs\.file" in .*config\.json has no field \{nam\}; there are \{date\}/,
    );
    assert.match(stderr, /"record\.stats\.every" in .* must be 1000 ms at least/);
  }
  await recorder.configure({});
  for (const verb of ["run", "start"]) {
    const { code, stderr } = await c.cli(["record", verb, "--dir", "/dev/null/record"]);
    assert.equal(code, 1, verb);
    assert.match(stderr, /Cannot write to \/dev\/null\/record\/.*: Not a directory/);
  }
});

const DAMAGED = "record run sets a damaged database aside and lists its logs anew";
engineTest(DAMAGED, { on: "every" }, async (c) => {
  await using recorder = new TestRecorder(c);
  const name = `${c.prefix}-web`;
  await c.docker([
    "run",
    "--network",
    "none",
    "--name",
    name,
    c.image,
    "sh",
    "-c",
    "echo one; echo two",
  ]);
  recorder.start();
  await recorder.until(name, (r) => r.marks.length === 1);
  await recorder.end();
  const index = join(await recorder.place(), "index.db");
  await Deno.writeTextFile(index, "this is no database ".repeat(500));
  recorder.start();
  await c.docker(["start", name]);
  await recorder.until(name, (r) => r.lines.length === 4);
  const { said } = await recorder.end();
  assert.match(said, /database was damaged .* set aside as .*index\.db\.corrupt-/);
  const db = new DatabaseSync(index, { readOnly: true });
  const { lines, seq } = db.prepare("SELECT lines, seq FROM segments").get()!;
  assert.deepEqual([lines, seq], [4, 1]);
  assert.equal(db.prepare("SELECT name FROM containers").get()!.name, name);
  db.close();
});

engineTest("record run samples what containers use and notes every event once", async (c) => {
  await using recorder = new TestRecorder(c);
  await recorder.configure({ stats: { every: "1s" } });
  const name = `${c.prefix}-busy`;
  recorder.start();
  await recorder.recording();
  await c.docker([
    "run",
    "-d",
    "--network",
    "none",
    "--name",
    name,
    c.image,
    "sh",
    "-c",
    "while :; do :; done",
  ]);
  const rows = async (sql: string) => {
    try {
      const db = new DatabaseSync(join(await recorder.place(), "index.db"), { readOnly: true });
      try {
        return db.prepare(sql).all();
      } finally {
        db.close();
      }
    } catch {
      return [];
    }
  };
  await eventually(
    async () => (await rows("SELECT * FROM samples WHERE cpu > 1")).length > 2,
    () => "no samples",
  );
  await recorder.end("SIGKILL");
  recorder.start();
  await c.docker(["rm", "-f", name]);
  const events = `SELECT action FROM events e JOIN containers c ON c.id = e.id ` +
    `WHERE c.name = '${name}' AND action IN ('create', 'start', 'die', 'destroy') ORDER BY time_ns`;
  await eventually(
    async () => (await rows(events)).some((r) => r.action === "destroy"),
    () => "no event of the end",
  );
  assert.deepEqual((await rows(events)).map((r) => r.action), [
    "create",
    "start",
    "die",
    "destroy",
  ]);
  const [sample] = await rows("SELECT * FROM samples ORDER BY time DESC");
  assert.ok(Number(sample.memory) > 10_000 && Number(sample.memory) < 100_000_000);
  assert.equal(sample.pids, 1);
  const [row] = await rows(`SELECT * FROM containers WHERE name = '${name}'`);
  assert.equal(row.exit_code, 137);
  const removed = `SELECT name FROM containers WHERE name = '${name}' AND removed_at IS NOT NULL`;
  await eventually(async () => (await rows(removed)).length === 1);
});

engineTest("record install writes a unit that systemd takes", async (c) => {
  const dry = await c.cli(["record", "install", "--dry-run", "--exclude", "a b%$", "--dir", "/r"]);
  assert.equal(dry.code, 0, dry.stderr);
  assert.match(
    dry.stdout,
    /^ExecStart=\S+ record run --dir \/r --exclude "a b%%\$\$"$/m,
  );
  assert.match(dry.stdout, new RegExp(`^Environment=DOCKER_HOST=${c.host}$`, "m"));
  const { code, stdout } = await c.cli(["record", "install"]);
  assert.equal(code, 0);
  assert.match(stdout, /systemctl --user enable --now dockerctl-record/);
  const file = join(c.dir, "home/.config/systemd/user/dockerctl-record.service");
  assert.match(await Deno.readTextFile(file), /WantedBy=default\.target/);
  const twice = await c.cli(["record", "install"]);
  assert.equal(twice.code, 1);
  assert.match(twice.stderr, /is there already; --force replaces it/);
  assert.equal((await c.cli(["record", "install", "--force"])).code, 0);
});
