/** A name's containers as one history over recreations, and how its health went, on a real engine. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder } from "./_recorder.ts";

engineTest("record timeline tells what was made anew, what was changed, and health", async (c) => {
  const name = `${c.prefix}web`;
  const recorder = new TestRecorder(c);
  await using _recorder = recorder;
  await recorder.configure({ dir: recorder.dir });
  recorder.start();
  await recorder.recording();
  const ok = async (words: string[]) => {
    const done = await c.cli(words);
    assert.equal(done.code, 0, done.stderr);
    return done.stdout;
  };
  const probe = ["--health-cmd", "ls /ok", "--health-interval", "300ms", "--health-retries", "2"];
  await ok([
    ...["run", "-d", "--name", name, "--label", c.label, "--restart", "always"],
    ...["--stop-timeout", "0", "-e", "A=1", "-e", "GONE=1", "-e", "SECRET=hunter2", ...probe],
    ...[c.image, "sh", "-c", "touch /ok; sleep 1000"],
  ]);
  const healthy = async () =>
    (await c.docker(["inspect", "-f", "{{.State.Health.Status}}", name])).stdout.trim();
  await eventually(async () => await healthy() === "healthy");
  await c.docker(["exec", name, "rm", "/ok"]);
  await eventually(async () => await healthy() === "unhealthy");
  await c.docker(["update", "--memory", "64m", "--memory-swap", "128m", name]);
  await ok([
    ...["recreate", name, "-e", "A=2", "-e", "B=1", "-e", "SECRET=hunter3"],
    ...["--no-healthcheck", "--discard-changes", "--steady", "100ms"],
  ]);
  const timeline = () => ok(["record", "timeline", name]);
  await eventually(async () => /made anew, as number 2: .*HostConfig|Env/.test(await timeline()));
  const told = await timeline();
  assert.match(told, /health: healthy/);
  assert.match(
    told,
    /health: unhealthy, was healthy, 2 probes failed, the first with 1: ls: \/ok: No such file/,
  );
  assert.match(told, /changed: HostConfig\.Memory: 0 → 67108864/);
  const anew = told.split("\n").find((line) => line.includes("made anew"))!;
  assert.match(anew, /Env: \+B, A changed, SECRET changed/);
  assert.ok(!anew.includes("RestartPolicy"), anew);
  assert.ok(!told.includes("hunter"), told);
  const json = await ok(["record", "timeline", "--json", name]);
  const kinds = json.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const generation = kinds.find((e) => e.kind === "generation");
  assert.equal(generation.number, 2);
  assert.ok(kinds.some((e) => e.kind === "health" && e.output?.startsWith("ls: /ok")));
  await c.docker(["rm", "-f", name]);
  const kept = await ok(["record", "inspect", "--document", "-f", "{{.Config.Image}}", name]);
  assert.equal(kept.trim(), c.image);
});
