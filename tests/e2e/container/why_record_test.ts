/** why with a recorder beside the engine: what the engine has forgotten, and a killed engine. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder } from "../record/_recorder.ts";

async function docker(c: EngineContext, words: readonly string[]): Promise<string> {
  const done = await c.docker(words);
  assert.equal(done.code, 0, `${words.join(" ")}: ${done.stderr}`);
  return done.stdout.trim();
}

engineTest(
  "why knows from the record what the engine has forgotten",
  { own: true, long: true },
  async (c) => {
    await using recorder = new TestRecorder(c);
    await recorder.configure({ dir: recorder.dir, stats: { every: "1s" } });
    recorder.start([]);
    await recorder.recording();
    const base = ["run", "-d", "--label", c.label, "--network", "none"];
    const eaten = `${c.prefix}-eaten`;
    const grow = "a=$(head -c 3000000 /dev/zero | tr '\\0' x); " +
      "while :; do b=$b$a; echo more >&2; sleep 0.7; done";
    const limits = ["-m", "24m", "--memory-swap", "24m"];
    await docker(c, [...base, "--name", eaten, ...limits, c.image, "sh", "-c", grow]);
    const lost = `${c.prefix}-lost`;
    await docker(c, [...base, "--name", lost, c.image, "sleep", "1000"]);
    assert.equal(await docker(c, ["wait", eaten]), "137");
    await docker(c, ["rm", eaten]);
    await eventually(async () => {
      const { stdout } = await c.cli(["why", "--json", eaten]);
      return stdout !== "" && JSON.parse(stdout).kind === "oom";
    }, () => "the record does not tell of it");
    const said = JSON.parse((await c.cli(["why", "--json", eaten])).stdout);
    const told = JSON.stringify(said, null, 1);
    assert.deepEqual([said.certainty, said.now, said.exitCode], ["certain", "removed", 137], told);
    const texts = said.evidence.map((p: { text: string }) => p.text).join("\n");
    assert.match(texts, /used .*MiB of 24MiB \(\d+%\)/, told);
    assert.match(texts, /^wrote: more$/m, told);
    // Its limit is known from its document, which was recorded.
    assert.match(said.words, /it needed more than its limit/, told);
    assert.match(said.next[0], /update -m 48m/, told);

    await c.own!.kill();
    const down = await c.cli(["why", lost]);
    assert.equal(down.code, 0, down.stderr);
    assert.match(down.stderr, /This is what was recorded/);
    await c.own!.start();
    await eventually(async () => {
      const state = await c.docker(["inspect", "-f", "{{.State.Running}}", lost]);
      return state.stdout === "false\n";
    }, () => "the engine does not tell that it is dead");
    const after = JSON.parse((await c.cli(["why", "--json", lost])).stdout);
    assert.equal(after.kind, "engine_gone", JSON.stringify(after, null, 1));
  },
);
