/** `--at`: what was true at fifty moments, noted from outside while it happened, is what is shown later. */
import assert from "node:assert/strict";
import { fuzzed } from "../../../core/testing/fuzz.ts";
import { type EngineContext, engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder } from "./_recorder.ts";

/** All fifty with `--all`. */
const MOMENTS = Math.max(15, fuzzed(50));

interface Row {
  Id: string;
  Names: string[];
  State: string;
  Status: string;
  Image: string;
  Labels: Record<string, string>;
}

/** What an outsider saw at a moment. */
interface Truth {
  at: string;
  did: string;
  states: Record<string, string>;
  logs?: { name: string; text: string };
  stats?: { name: string; pids: number; memory: number };
}

/** Always the same numbers, so that a failure can be had again. */
function dice(seed: number): (sides: number) => number {
  let x = seed;
  return (sides) => {
    x = (x * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(x / 65_536) % sides;
  };
}

async function rows(c: EngineContext): Promise<Row[]> {
  return (await c.api("GET", "/containers/json?all=1")).json() as Row[];
}

/** The state in the engine's words without what grows by the second. */
const words = (state: string, status: string) =>
  `${state} ${status.replace(/(Up|\)) .*?( ago)?( \(.*\))?$/, "$1$3")}`;

/** Starts one that writes ten lines a second. */
async function make(c: EngineContext, name: string): Promise<string> {
  const script = "i=0; while :; do echo $HOSTNAME $i; i=$((i+1)); sleep 0.1; done";
  const run = ["run", "-d", "--name", name, "--label", c.label, "--stop-timeout", "0"];
  const { code, stderr } = await c.docker([...run, c.image, "sh", "-c", script]);
  assert.equal(code, 0, stderr);
  return `run ${name}`;
}

/** One that nothing is done to: of those that live for less than a step there is no sample. */
const steady = (c: EngineContext) => `${c.prefix}steady`;

/** Does something to one of the containers, and waits until the engine has done it. */
async function act(c: EngineContext, roll: (sides: number) => number): Promise<string> {
  const name = `${c.prefix}w${roll(4)}`;
  const row = (await rows(c)).find((r) => r.Names[0] === `/${name}`);
  if (row === undefined) return await make(c, name);
  const choices: Record<string, string[][]> = {
    running: [["stop"], ["pause"], ["kill"], ["restart"], ["rm", "-f"], ["kill", "-s", "TERM"]],
    paused: [["unpause"], ["unpause"], ["rm", "-f"]],
    exited: [["start"], ["start"], ["rm"]],
    created: [["start"], ["rm"]],
  };
  const all = choices[row.State] ?? [["rm", "-f"]];
  const verb = all[roll(all.length)];
  await c.docker([...verb, name]);
  return `${verb.join(" ")} ${name}`;
}

/** What holds before and after is what holds now. */
async function truth(c: EngineContext, did: string, roll: (n: number) => number): Promise<Truth> {
  const seen = async () =>
    Object.fromEntries(
      (await rows(c)).filter((r) => c.label.endsWith(r.Labels[c.label.split("=")[0]] ?? "-"))
        .map((r) => [r.Names[0].slice(1), words(r.State, r.Status)]),
    );
  for (;;) {
    const before = await seen();
    const at = `${Math.floor(Date.now() / 1000)}.${String(Date.now() % 1000).padStart(3, "0")}`;
    const found: Truth = { at, did, states: before };
    const up = Object.keys(before).filter((n) => before[n].startsWith("running"));
    const name = roll(2) === 0 ? steady(c) : up[roll(up.length || 1)];
    if (name !== undefined) {
      const logs = await c.docker(["logs", "--until", `${at}000000`, name]);
      assert.equal(logs.code, 0, logs.stderr);
      found.logs = { name, text: logs.stdout };
      const stats = (await c.api("GET", `/containers/${name}/stats?stream=0&one-shot=1`))
        .json() as {
          pids_stats: { current?: number };
          memory_stats: { usage?: number; stats?: { inactive_file?: number } };
        };
      const { usage = 0, stats: parts } = stats.memory_stats;
      found.stats = {
        name,
        pids: stats.pids_stats.current ?? 0,
        memory: usage - (parts?.inactive_file ?? 0),
      };
    }
    const after = await seen();
    if (JSON.stringify(after) === JSON.stringify(before)) return found;
  }
}

engineTest("--at shows what was true at fifty moments", { own: true }, async (c) => {
  const recorder = new TestRecorder(c);
  await using _recorder = recorder;
  await recorder.configure({ dir: recorder.dir, stats: { every: "1s" } });
  recorder.start();
  await recorder.recording();
  await make(c, steady(c));
  await eventually(async () => {
    const at = new Date().toISOString();
    const { stdout } = await c.cli(["stats", "--at", at, "--json", steady(c)]);
    return /"PIDs":"?\d/.test(stdout);
  }, () => "nothing is sampled");
  const roll = dice(19);
  const moments: Truth[] = [];
  for (let i = 0; i < MOMENTS; i++) {
    const did = await act(c, roll);
    moments.push(await truth(c, did, roll));
  }
  const last = moments[MOMENTS - 1];
  // What was written until the last moment is recorded a moment later.
  const written = moments.findLast((m) => m.logs !== undefined)!;
  await eventually(async () => {
    const { stdout } = await c.cli(["logs", "--at", written.at, written.logs!.name]);
    return stdout === written.logs!.text;
  }, () => `the log of ${written.logs!.name} is not recorded`);
  // Samples are written a moment later; what ran for less than their step has none.
  await eventually(async () => {
    let measured = 0;
    for (const { at, stats } of moments) {
      if (stats?.name !== steady(c)) continue;
      const used = await c.cli(["stats", "--at", at, "--json", stats.name]);
      if (/"PIDs":"?\d/.test(used.stdout)) measured++;
    }
    return measured > MOMENTS / 4;
  }, () => "too few moments have samples");
  let measured = 0;
  for (const { at, did, states, logs, stats } of moments) {
    const told = `at ${at}, after ${did}`;
    const shown = await c.cli([
      "ps",
      "-a",
      "--at",
      at,
      "--format",
      "{{.Names}}\t{{.State}}\t{{.Status}}",
    ]);
    assert.equal(shown.stderr, "", told);
    const seen = shown.stdout.split("\n").filter(Boolean).map((line) => line.split("\t"));
    assert.deepEqual(
      Object.fromEntries(seen.map(([name, state, status]) => [name, words(state, status)])),
      states,
      told,
    );
    if (logs !== undefined) {
      const written = await c.cli(["logs", "--at", at, logs.name]);
      assert.equal(written.stdout, logs.text, told);
    }
    // Of others the nearest sample may be from before their processes were there.
    if (stats?.name === steady(c)) {
      const used = await c.cli(["stats", "--at", at, "--json", stats.name]);
      const row = used.stdout === "" ? undefined : JSON.parse(used.stdout);
      if (row === undefined || row.PIDs === "--") continue;
      measured++;
      assert.ok(Math.abs(Number(row.PIDs) - stats.pids) <= 1, `${told}: ${used.stdout}`);
    }
  }
  assert.ok(measured > MOMENTS / 4, `${measured} moments had samples`);
  const name = Object.keys(last.states)[0];
  const past = await c.cli(["inspect", "--at", last.at, "-f", "{{.State.Status}}", name]);
  assert.equal(past.stdout.trim(), last.states[name].split(" ")[0]);
  const before = await c.cli(["ps", "--at", "2h"]);
  assert.deepEqual([before.code, before.stdout], [1, ""]);
  assert.match(before.stderr, /^The record begins at .*: nothing is known of /);
  assert.match((await c.cli(["ps", "--at", "2999-01-01"])).stderr, /that time is yet to come/);
  assert.match((await c.cli(["ps", "--at", "soon"])).stderr, /^invalid value for "at"/);
  await recorder.end();
  const down = await c.cli(["net", "graph", "--at", last.at]);
  assert.equal(down.code, 0, down.stderr);
});
