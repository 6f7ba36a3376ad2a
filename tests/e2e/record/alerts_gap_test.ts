/** An alert on lines that were lost: what the engine rotated away while no recorder ran. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Receiver } from "../../../core/alerts/testing/receiver.ts";
import { engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder, texts } from "./_recorder.ts";

engineTest(
  "an alert fires where lines of a log were lost while the recorder was away",
  async (c) => {
    await using receiver = new Receiver();
    const settings = join(c.dir, "home/.config/dockerctl");
    await Deno.mkdir(settings, { recursive: true });
    const alerts = {
      to: { ops: { webhook: receiver.url } },
      rules: { lost: { gap: true, group: "0s", cooldown: "0s", resolve: "3s" } },
    };
    await Deno.writeTextFile(join(settings, "config.json"), JSON.stringify({ alerts }), {
      mode: 0o600,
    });
    const [web, still] = [`${c.prefix}-web`, `${c.prefix}-still`];
    const script = "echo first; until [ -e /go ]; do sleep 0.1; done; seq 1 5000; echo last; " +
      "sleep 1000";
    for (const [name, text] of [[web, script], [still, "echo first; sleep 1000"]]) {
      const words = ["run", "-d", "--network", "none", "--label", c.label, "--name", name];
      words.push("--log-opt", "max-size=20k");
      const made = await c.docker([...words, c.image, "sh", "-c", text]);
      assert.equal(made.code, 0, made.stderr);
    }
    await using recorder = new TestRecorder(c);
    recorder.start();
    for (const name of [web, still]) await recorder.until(name, (r) => texts(r).includes("first"));
    await recorder.end("SIGKILL");
    assert.equal((await c.docker(["exec", web, "touch", "/go"])).code, 0);
    await eventually(
      async () => (await c.docker(["logs", "--tail", "1", web])).stdout.trim() === "last",
      () => "it has not written all",
    );
    recorder.start();
    const kinds = () =>
      receiver.messages.filter((m) => m.rule === "lost").map((m) => `${m.kind} ${m.who}`);
    await eventually(
      () => Promise.resolve(kinds().includes(`resolved ${web}`)),
      () => `told: ${JSON.stringify(kinds())}`,
    );
    assert.deepEqual(kinds(), [`firing ${web}`, `resolved ${web}`]);
    const preview = await c.cli(["alerts", "preview", "lost", "--json", "--dir", recorder.dir]);
    const fired = preview.stdout.trim().split("\n").map((l) => JSON.parse(l))
      .filter((change) => change.kind === "fired");
    assert.equal(fired.length, 1, preview.stdout + preview.stderr);
  },
);
