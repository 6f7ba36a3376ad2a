/** kill -9 of dockerctl and of the engine after every step; the next call puts it right. */
import assert from "node:assert/strict";
import { connect, executeRecreate, gatherPlan, openJournal } from "../../../core/mod.ts";
import { type EngineContext, engineTest } from "../../engine/mod.ts";

const STEPS = [
  "create",
  "hold",
  "disarm",
  "stop",
  "make room",
  "take over",
  "start",
  "gate",
] as const;

interface Row {
  Id: string;
  Names: string[];
  State: string;
  Mounts: { Name: string; Destination: string }[];
}

/** The one container of the name, running, with the data it had. */
async function checkWhole(c: EngineContext, name: string): Promise<string> {
  const rows = (await c.api("GET", "/containers/json?all=1")).json<Row[]>();
  const mine = rows.filter((r) => r.Names.some((n) => n.startsWith(`/${name}`)));
  const own = mine.filter((r) => r.Names.includes(`/${name}`));
  assert.equal(own.length, 1, JSON.stringify(mine.map((r) => [r.Names, r.State])));
  assert.equal(own[0].State, "running");
  const others = mine.filter((r) => r !== own[0]).map((r) => r.Names[0]);
  assert.ok(others.every((n) => n.includes(".dockerctl-backup-")), others.join());
  for (const path of ["/data/written", "/named/written"]) {
    const read = await c.docker(["exec", name, "cat", path]);
    assert.equal(read.stdout, "kept\n", `${path}: ${read.stderr}`);
  }
  return own[0].Id;
}

async function serve(c: EngineContext, name: string): Promise<string> {
  const made = await c.cli([
    ...["run", "-d", "--name", name, "--label", c.label, "--stop-timeout", "0", "-v", "/data"],
    ...["-v", `${name}:/named`, "--restart", "always", c.image, "sh", "-c"],
    "echo kept > /data/written; echo kept > /named/written; exec sleep 1000",
  ]);
  assert.equal(made.code, 0, made.stderr);
  return made.stdout.trim();
}

engineTest("a killed dockerctl leaves nothing that the next one does not put right", async (c) => {
  for (const [n, step] of STEPS.entries()) {
    const name = `${c.prefix}web${n}`;
    const old = await serve(c, name);
    const killed = await c.cli(["recreate", name, "-e", "NEW=1", "--steady", "200ms"], {
      env: { DOCKERCTL_TEST_KILL_AFTER: step },
    });
    assert.equal(killed.code, 137, `${step}: ${killed.stderr}`);
    const next = await c.cli(["ps", "-a"]);
    assert.equal(next.code, 0, next.stderr);
    assert.match(next.stderr, /cut off and is (undone|finished)/, step);
    const now = await checkWhole(c, name);
    assert.equal(now === old, !["start", "gate"].includes(step), step);
    assert.equal((await c.cli(["ps", "-a"])).stderr, "", "it is put right once");
    await c.docker(["rm", "-f", name]);
  }
});

engineTest("a killed engine leaves nothing that the next call does not put right", {
  own: true,
}, async (c) => {
  const dir = `${c.dir}/home/.local/state/dockerctl/recreate`;
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  for (const [n, step] of STEPS.entries()) {
    const name = `${c.prefix}web${n}`;
    const old = await serve(c, name);
    await using engine = await connect({ host: c.host, env: {} });
    const signal = AbortSignal.timeout(120_000);
    const edits = { config: { Env: ["NEW=1"] } };
    const plan = await gatherPlan(engine, name, { edits, now: new Date(), signal });
    await assert.rejects(
      executeRecreate(plan, engine, {
        journal: (own) => openJournal(dir, engine.transport.endpoint, own),
        signal,
        gate: { steady: 200 },
        afterStep: async (done) => {
          if (done !== step) return;
          await c.own!.kill();
          throw new Error("killed");
        },
      }),
      /could not be put back yet/,
      step,
    );
    await c.own!.start();
    const next = await c.cli(["ps", "-a"]);
    assert.equal(next.code, 0, next.stderr);
    assert.match(next.stderr, /cut off and is (undone|finished)/, step);
    const now = await checkWhole(c, name);
    if (!["start", "gate"].includes(step)) assert.equal(now, old, step);
    await c.docker(["rm", "-f", name]);
  }
});
