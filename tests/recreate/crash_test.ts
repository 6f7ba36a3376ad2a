/** A recreate that is cut off after any of its steps is finished or undone at the next start. */
import assert from "node:assert/strict";
import { anyJournal, recoverRecreates, type RecreateStep } from "../../core/mod.ts";
import { backupOf } from "../../core/recreate/names.ts";
import { killAfter, planOf, serve, signal, type Stage, stage } from "./stage.ts";

const STEPS: readonly RecreateStep[] = [
  "create",
  "connect",
  "disconnect",
  "hold",
  "disarm",
  "stop",
  "make room",
  "take over",
  "start",
  "gate",
  "pause",
  "dependents",
];

/** The one container of the name, with its volume, running; nothing left over but backups. */
async function checkWhole(s: Stage, name: string, volume: string): Promise<string> {
  const all = await s.engine.containers.list({ all: true });
  const mine = all.filter((c) => c.name === name);
  assert.equal(mine.length, 1, `containers called ${name}`);
  assert.equal(mine[0].state, "running");
  assert.ok(mine[0].mounts.some((m) => m.name === volume), "its volume is there");
  const backups = all.filter((c) => backupOf(c.name));
  assert.deepEqual(backups.filter((c) => c.state === "running").map((c) => c.name), []);
  const of = backups.map((c) => backupOf(c.name)!.of);
  assert.equal(new Set(of).size, of.length, `one backup each: ${of}`);
  const rest = all.filter((c) => c.name !== name && c.name !== "side" && !backupOf(c.name));
  assert.deepEqual(rest.map((c) => c.name), []);
  assert.equal(anyJournal(s.dir), false);
  return mine[0].id;
}

for (const step of STEPS) {
  Deno.test(`recoverRecreates() puts right what was killed after "${step}"`, async () => {
    // Before 1.44 networks are connected one by one.
    await using s = await stage({ api: step === "connect" ? "1.41" : "1.51" });
    await s.engine.networks.create({ Name: "front" });
    await s.engine.networks.create({ Name: "back" });
    const old = await serve(s.engine, "web", {
      Volumes: { "/data": {} },
      HostConfig: { NetworkMode: "front", RestartPolicy: { Name: "always" } },
    });
    await s.engine.networks.connect("back", old);
    if (step === "disconnect") await s.engine.networks.disconnect("front", old);
    if (step === "dependents") {
      await serve(s.engine, "side", { HostConfig: { NetworkMode: `container:${old}` } });
    }
    const { Mounts } = await s.engine.containers.inspect(old);
    if (step === "pause") await s.engine.containers.pause(old);
    const plan = await planOf(s, "web", { edits: { config: { Env: ["NEW=1"] } } });
    assert.equal(await killAfter(s, plan, step), true, "the plan has that step");
    assert.equal(anyJournal(s.dir), true);

    const [recovered] = await recoverRecreates(s.engine, { dir: s.dir, signal });
    const late = ["start", "gate", "pause", "dependents"].includes(step);
    assert.equal(recovered.outcome, late ? "finished" : "undone", recovered.text);
    if (step === "pause") await s.engine.containers.unpause("web");
    const id = await checkWhole(s, "web", Mounts[0].Name!);
    assert.equal(id === old, !late);
    const now = await s.engine.containers.inspect(id);
    assert.equal(now.HostConfig.RestartPolicy?.Name, "always");
    if (step === "dependents") {
      const side = await s.engine.containers.inspect("side");
      assert.equal(side.HostConfig.NetworkMode, `container:${id}`);
      assert.equal(side.State.Running, true);
    }
    assert.deepEqual(await recoverRecreates(s.engine, { dir: s.dir, signal }), []);
  });
}

Deno.test("recoverRecreates() puts right what was killed while it was undone", async () => {
  await using s = await stage();
  const old = await serve(s.engine, "web", { Volumes: { "/data": {} } });
  const { Mounts } = await s.engine.containers.inspect(old);
  const plan = await planOf(s, "web");
  assert.equal(await killAfter(s, plan, "make room"), true);
  // The undoing itself is cut off at its first change.
  s.fake.fault({ on: "POST /containers/{}/rename", times: 1, close: true });
  s.fake.fault({ on: "POST /containers/{}/start", times: 1, close: true });
  for (let i = 0; i < 3; i++) {
    await recoverRecreates(s.engine, { dir: s.dir, signal }).catch(() => {});
  }
  assert.equal(await checkWhole(s, "web", Mounts[0].Name!), old);
});

Deno.test("recoverRecreates() leaves a container alone at which somebody works", async () => {
  await using s = await stage();
  await serve(s.engine, "web");
  const plan = await planOf(s, "web");
  const { executeRecreate, openJournal } = await import("../../core/mod.ts");
  let go!: () => void;
  const there = new Promise<void>((resolve) => go = resolve);
  let on!: () => void;
  const hold = new Promise<void>((resolve) => on = resolve);
  const work = executeRecreate(plan, s.engine, {
    journal: (name) => openJournal(s.dir, s.engine.transport.endpoint, name),
    signal,
    gate: { steady: 20 },
    afterStep: (step) => {
      if (step !== "stop") return;
      go();
      return hold;
    },
  });
  await there;
  assert.deepEqual(await recoverRecreates(s.engine, { dir: s.dir, signal }), []);
  // And a second one is told who is at it.
  await assert.rejects(
    openJournal(s.dir, s.engine.transport.endpoint, "web"),
    (e: Error) => e.message.includes(`process ${Deno.pid}`) && e.message.includes("since 20"),
  );
  on();
  const { id } = await work;
  assert.equal((await s.engine.containers.inspect("web")).Id, id);
});

Deno.test("recoverRecreates() believes no journal that others could have written", async () => {
  await using s = await stage();
  await serve(s.engine, "web");
  assert.equal(await killAfter(s, await planOf(s, "web"), "create"), true);
  const [file] = [...Deno.readDirSync(s.dir)].filter((e) => e.name.endsWith(".json"));
  await Deno.chmod(`${s.dir}/${file.name}`, 0o666);
  const said: string[] = [];
  const all = await recoverRecreates(s.engine, { dir: s.dir, signal, say: (p) => said.push(p) });
  assert.deepEqual(all, []);
  assert.match(said.join(), /not a file of yours alone/);
  await Deno.chmod(`${s.dir}/${file.name}`, 0o600);
  await Deno.writeTextFile(`${s.dir}/${file.name}`, "{}");
  assert.deepEqual(await recoverRecreates(s.engine, { dir: s.dir, signal, say: () => {} }), []);
});
