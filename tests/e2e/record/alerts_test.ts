/** Alerts through the binary: told once over kills of the recorder, and shown by the commands. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Receiver } from "../../../core/alerts/testing/receiver.ts";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder } from "./_recorder.ts";

async function configure(c: EngineContext, alerts: unknown): Promise<void> {
  const dir = join(c.dir, "home/.config/dockerctl");
  await Deno.mkdir(dir, { recursive: true });
  await Deno.writeTextFile(join(dir, "config.json"), JSON.stringify({ alerts }), { mode: 0o600 });
}

async function run(c: EngineContext, name: string, script: string): Promise<void> {
  const words = ["run", "-d", "--network", "none", "--label", c.label, "--name", name];
  const { code, stderr } = await c.docker([...words, c.image, "sh", "-c", script]);
  assert.equal(code, 0, stderr);
}

engineTest(
  "alerts are told once over kill -9 of the recorder and a container that is made anew",
  async (c) => {
    await using receiver = new Receiver();
    const quick = { group: "0s", cooldown: "0s", resolve: "4s" };
    await configure(c, {
      to: { ops: { webhook: `${receiver.url}/hook/SECRETPATH` } },
      rules: {
        errors: { log: "boom [0-9]+", ...quick },
        dies: { event: "die", ...quick },
        none: { log: "x", containers: "nothing-of-that-name" },
      },
    });
    await using recorder = new TestRecorder(c);
    const dir = ["--dir", recorder.dir];
    const web = `${c.prefix}-web`;
    recorder.start();
    await recorder.recording();
    for (let round = 1; round <= 4; round++) {
      await run(c, web, `echo boom ${round}; exit 1`);
      // Before, while and after it is looked at.
      await new Promise((resolve) => setTimeout(resolve, round * 700));
      await recorder.end("SIGKILL");
      recorder.start();
      // What was taken a moment before the kill comes again, with the same id.
      const fired = () =>
        new Set(receiver.messages.filter((m) => m.kind === "resolved").map((m) => m.id)).size;
      await eventually(
        () => Promise.resolve(fired() >= round * 2),
        () => `round ${round}: ${JSON.stringify(receiver.messages.map((m) => [m.rule, m.kind]))}`,
      );
      await c.docker(["rm", "-f", web]);
    }
    const history = await c.cli(["alerts", "history", "--json", ...dir]);
    const rows = history.stdout.trim().split("\n").map((l) => JSON.parse(l));
    assert.equal(rows.length, 8, history.stdout + history.stderr);
    assert.ok(rows.every((r) => r.told && r.resolvedAt > r.firedAt && r.count === 1));
    const ids = new Set(receiver.messages.map((m) => m.id));
    const wanted = rows.flatMap((r) => [`${r.id}-firing`, `${r.id}-resolved`]);
    assert.deepEqual([...ids].sort(), wanted.sort());
    assert.deepEqual(
      rows.filter((r) => r.rule === "errors").map((r) => r.last.text).sort(),
      ["boom 1", "boom 2", "boom 3", "boom 4"],
    );
    const preview = await c.cli(["alerts", "preview", "errors", "--json", ...dir]);
    const previewed = preview.stdout.trim().split("\n").map((l) => JSON.parse(l))
      .filter((change) => change.kind === "fired").map((change) => change.alert.id);
    assert.deepEqual(
      previewed.sort(),
      rows.flatMap((r) => r.rule === "errors" ? [r.id] : []).sort(),
    );
    const ls = await c.cli(["alerts", "ls", ...dir]);
    assert.match(ls.stdout, /none +log x +0 +ops +fits no container/);
    assert.match(ls.stdout, /ops +webhook +http:\/\/127\.0\.0\.1:\d+\/… \(json\) +sent \d+/);
    // It is told once a second.
    let status = await c.cli(["record", "status", ...dir]);
    await eventually(async () => {
      status = await c.cli(["record", "status", ...dir]);
      return /Alerts: +3 rules, 0 firing/.test(status.stdout);
    }, () => status.stdout);
    for (const { stdout, stderr } of [history, preview, ls, status]) {
      assert.doesNotMatch(stdout + stderr, /SECRETPATH/);
    }
  },
);

engineTest("alerts are muted, tested and checked", async (c) => {
  await using receiver = new Receiver();
  await configure(c, {
    to: {
      ops: { webhook: receiver.url },
      gone: { webhook: "http://169.254.169.254/latest/meta-data/" },
    },
    rules: { errors: { log: "(", to: ["ops"] }, dies: { event: "die", group: "0s", to: ["ops"] } },
  });
  await using recorder = new TestRecorder(c);
  const dir = ["--dir", recorder.dir];
  const check = await c.cli(["alerts", "check"]);
  assert.equal(check.code, 1);
  assert.match(
    check.stdout,
    /config\.json:1: "alerts\.rules\.errors\.log" is no expression of RE2/,
  );
  assert.match(check.stdout, /Warning: No rule tells by gone/);
  const test = await c.cli(["alerts", "test", ...dir]);
  assert.equal(test.code, 1);
  assert.match(test.stdout, /ops: sent to http:\/\/127/);
  assert.match(test.stdout, /gone: 169\.254\.169\.254 is a link-local address/);
  assert.equal(receiver.messages[0].kind, "test");
  const early = await c.cli(["alerts", "mute", "dies", ...dir]);
  assert.match(early.stderr, /No alerts are kept for this engine/);
  recorder.start();
  await recorder.recording();
  const mute = await c.cli(["alerts", "mute", "dies", "--for", "1h", ...dir]);
  assert.equal(mute.code, 0, mute.stderr);
  assert.match((await c.cli(["alerts", "mute", "diez", ...dir])).stderr, /no rule diez; there are/);
  await run(c, `${c.prefix}-web`, "exit 3");
  const ls = async () => (await c.cli(["alerts", "ls", ...dir])).stdout;
  await eventually(async () => /firing \(muted\) +dies/.test(await ls()), () => "it does not fire");
  assert.match(await ls(), /errors +log \( .*broken: is no expression/);
  assert.equal(receiver.messages.length, 1);
  assert.equal((await c.cli(["alerts", "unmute", "dies", ...dir])).code, 0);
  await eventually(
    () => Promise.resolve(receiver.messages.some((m) => m.kind === "firing")),
    () => "it is not told after the mute",
  );
  assert.equal((await c.cli(["alerts", "unmute", "dies", ...dir])).code, 1);
});
