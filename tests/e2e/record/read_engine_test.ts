/** The record beside an engine that answers, and one that is stopped. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { leaveRecord, WEB } from "./_made.ts";

engineTest("logs and ps --removed know what the engine has no more", async (c) => {
  leaveRecord(c.env.HOME, c.host);
  const name = `${c.prefix}-here`;
  const words = ["run", "-d", "--name", name, "--label", c.label, "--network", "none", c.image];
  await c.docker([...words, "sh", "-c", "echo alive; sleep 600"]);
  const own = await c.cli(["logs", name]);
  assert.deepEqual([own.code, own.stdout, own.stderr], [0, "alive\n", ""]);

  const gone = await c.cli(["logs", WEB.slice(0, 12)]);
  assert.equal(gone.code, 0);
  assert.match(gone.stdout, /^GET \/0 200\n(GET .*\n)*last words\n$/);
  assert.match(
    gone.stderr,
    /^Container web was removed About an hour ago: this is what was recorded of it\n/,
  );
  // Without a record of it, the words are docker's.
  const [ours, docker] = await Promise.all([
    c.cli(["logs", "nobody-was-called-so"]),
    c.docker(["logs", "nobody-was-called-so"]),
  ]);
  assert.equal(ours.stderr, docker.stderr);
  assert.deepEqual([ours.code, ours.stdout], [docker.code, docker.stdout]);

  const list = await c.cli(["ps", "-a", "--removed", "--format", "{{.Names}} {{.State}}"]);
  assert.equal(list.stderr, "");
  const rows = list.stdout.trimEnd().split("\n");
  assert.ok(rows.includes(`${name} running`), list.stdout);
  assert.ok(rows.includes("web removed"), list.stdout);
  // Those that the record takes to be there, and the engine does not have, are not shown.
  assert.ok(!rows.includes("web running"), list.stdout);
  const only = await c.cli(["ps", "--removed", "-f", "status=removed", "--format", "{{.Names}}"]);
  assert.equal(only.stdout, "web\n");
  const narrow = await c.cli(["ps", "--removed", "-q", "--no-trunc", "-f", "name=web"]);
  assert.ok(narrow.stdout.includes(WEB));
});

engineTest("ps --removed and logs answer while the engine is stopped", { own: true }, async (c) => {
  leaveRecord(c.env.HOME, c.host);
  await c.own!.halt();
  const list = await c.cli(["ps", "-a", "--removed", "--format", "{{.Names}} {{.State}}"]);
  assert.equal(list.code, 0, list.stderr);
  assert.equal(list.stdout, "web running\nweb removed\ndb exited\n");
  assert.match(
    list.stderr,
    /^Cannot connect to the Docker daemon at .*This is what was recorded, /s,
  );
  const logs = await c.cli(["logs", "-n", "1", "db"]);
  assert.deepEqual([logs.code, logs.stdout], [0, "LOG: \x1b]0;x\x07slow timeout\n"]);
  const offered = await c.cli(["__complete", "words", "start", "d"]);
  assert.match(offered.stdout, /^db\t/);
});
