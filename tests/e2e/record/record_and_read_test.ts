/** What a real recorder writes, read while it writes and after all else is gone. */
import assert from "node:assert/strict";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

/** Asks again until the answer is right; a recorder needs its time. */
async function eventually(c: EngineContext, words: readonly string[], want: RegExp) {
  for (const end = Date.now() + 45_000;;) {
    const answer = await c.cli(words);
    if (want.test(answer.stdout)) return answer;
    if (Date.now() > end) assert.fail(`${words.join(" ")}: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

engineTest("what is recorded is read when the container is gone", { own: true }, async (c) => {
  const name = `${c.prefix}-web`;
  const words = [c.binary, "record", "run", "--name", `${c.prefix}*`];
  const recorder = new Deno.Command(words[0], {
    args: words.slice(1),
    env: { ...c.env, XDG_STATE_HOME: c.dir },
    clearEnv: true,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const env = { ...c.env, XDG_STATE_HOME: c.dir };
  const on: EngineContext = { ...c, cli: (args, o) => c.cli(args, { ...o, env }) };
  try {
    await eventually(on, ["record", "status"], /^State: +recording$/m);
    const script = "echo one; echo 'two: für Käse' >&2; sleep 1; echo three; exit 3";
    const run = ["run", "-d", "--name", name, "--label", c.label, "--network", "none", c.image];
    for (let i = 0; i < 2; i++) {
      await c.docker([...run, "sh", "-c", script]);
      await c.docker(["wait", name]);
      await eventually(on, ["logs", "--recorded", name], new RegExp(`^(one\nthree\n){${i + 1}}$`));
      await c.docker(["rm", name]);
    }
    const list = ["record", "ls", "--format", "{{.State}} {{.Lines}}", "-f", `name=${name}`];
    await eventually(on, list, /^removed 3\nremoved 3\n$/);
    const gone = await on.cli(["logs", name]);
    assert.equal(gone.stdout, "one\nthree\n");
    assert.match(
      gone.stderr,
      /^Container .* was removed .*: this is what was recorded of it; an earlier run is shown by /,
    );
    assert.match(gone.stderr, /\ntwo: für Käse\n/);
    const found = await on.cli(["logs", "--grep", "^t.*(e|ä)"]);
    const padded = `${name} | `;
    assert.equal(
      found.stdout,
      `${padded}two: für Käse\n${padded}three\n`.repeat(2),
    );
    await eventually(on, ["record", "timeline", name], /failed with 3\n.*removed\n$/s);
    const timeline = await on.cli(["record", "timeline", name]);
    assert.equal(timeline.stdout.match(/ started\n/g)?.length, 2);
    assert.equal(timeline.stdout.match(/ wrote 3 lines /g)?.length, 2);
    await c.own!.halt();
    const down = await on.cli(["ps", "-a", "--removed", "--format", "{{.Names}} {{.State}}"]);
    assert.equal(down.stdout, `${name} removed\n`.repeat(2));
  } finally {
    recorder.kill("SIGTERM");
    await recorder.status;
  }
});
