/** The panes of a swarm, on the simulated engine. */
import assert from "node:assert/strict";
import type { CommandHost } from "../../cli/tui/line/commands.ts";
import { swarmOf } from "../../cli/tui/model/swarm.ts";
import { createEngine } from "../../core/mod.ts";
import { SimEngine } from "../../core/sim/engine.ts";
import type { SimOptions } from "../../core/sim/options.ts";
import { SimTransport } from "../../core/sim/transport.ts";
import { type DriveOptions, driveTui } from "../driver/tui.ts";

/** A screen of 80x24 on a simulated manager, in the pane that this key leads to. */
async function swarmTui(pane: string, sim: SimOptions = {}, more: Partial<DriveOptions> = {}) {
  const simulated = new SimEngine({ swarm: 3, ...sim });
  const engine = createEngine(new SimTransport(simulated));
  const tui = driveTui({ engine, columns: 80, rows: 24, ...more });
  await tui.until(() => tui.model.link.state === "live", () => "the engine");
  await tui.press(pane);
  return {
    tui,
    engine,
    swarm: simulated.sim.swarm,
    async [Symbol.asyncDispose]() {
      await tui[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
    },
  };
}

/** Selects the row of this name in the pane that has the focus. */
async function select(tui: Awaited<ReturnType<typeof swarmTui>>["tui"], name: string) {
  await tui.press("g");
  for (let n = 0; n < 40 && tui.model.lists[tui.model.list].name !== name; n++) {
    await tui.press("j");
  }
  assert.equal(tui.model.lists[tui.model.list].name, name);
}

Deno.test("runTui() says in words what an engine in no swarm can do", async () => {
  await using s = await swarmTui("M-s", { swarm: 0 });
  await s.tui.see(/in no swarm. `:swarm init` begins one, `:swarm join`\s/);
  await s.tui.press("M-n");
  await s.tui.see("This engine is in no swarm");
});

Deno.test("runTui() shows services with their tasks and what is wrong with them", async () => {
  await using s = await swarmTui("M-s");
  const { tui } = s;
  await tui.see(/shop_web +● 3\/3 +updated \d+d ago/);
  await tui.see(/shop_api +◐ 2\/3 +1 not running: st/);
  await tui.see(/search +◐ 1\/2 +update paused: failur/);
  await tui.see(/agent +● 3\/3 +runs/);
  await select(tui, "shop_api");
  await tui.press("i");
  await tui.see("port is already allocated");
  await tui.press("M-s", "/");
  await tui.type("stack:shop");
  await tui.press("enter");
  await tui.see("agent", false);
});

Deno.test("runTui() leads from a service and a node to their tasks, and tells errors in full", async () => {
  await using s = await swarmTui("M-s", {}, { columns: 120 });
  const { tui } = s;
  await tui.see("shop_api");
  await select(tui, "shop_api");
  await tui.press("enter");
  await tui.see("/service:shop_api · 1/5 of");
  await tui.see(/shop_api.1 +✗ failed \(1\)/);
  await tui.press(".");
  await tui.see("1/3 of");
  await tui.see("failed (1)", false);
  await tui.press(".");
  await tui.press("j", "i");
  await tui.see("task: non-zero exit (1): database is locked");
  await tui.press("M-n");
  await tui.see(/manager-1 +● ready +leader/);
  await tui.press("enter");
  await tui.see("/node:manager-1 ·");
  await tui.press("M-c", "enter");
  await tui.see("/stack:shop ·");
});

Deno.test("runTui() shows the log of a service over its tasks, and goes on with new ones", async () => {
  await using s = await swarmTui("M-s", {}, { rows: 30 });
  const { tui, engine } = s;
  await tui.see("shop_db");
  await select(tui, "shop_db");
  await tui.see(/shop_db.1 +│ shop_db line 3/);
  const { Version, Spec } = await engine.services.inspect("shop_db");
  Spec.Mode = { Replicated: { Replicas: 2 } };
  await engine.services.update("shop_db", Version.Index, Spec);
  await tui.see(/shop_db.2 +│ postgres:17 is up/);
  await select(tui, "shop_web");
  await tui.see(/shop_web.3 +│ shop_web line 1/);
  await tui.see("shop_db line", false);
});

Deno.test("runTui() scales what is marked, and takes nothing that is no number", async () => {
  await using s = await swarmTui("M-s");
  const { tui } = s;
  await tui.see("shop_web");
  await select(tui, "shop_web");
  await tui.press("s");
  await tui.see("Tasks of shop_web: 3");
  await tui.press("C-u");
  await tui.type("-1");
  await tui.press("enter");
  await tui.see('"-1" is no number of tasks');
  await select(tui, "shop_db");
  await tui.press("space", "space", "s");
  await tui.see("Tasks of 2 services");
  await tui.press("C-u");
  await tui.type("4");
  await tui.press("enter");
  await tui.see("docker service scale shop_db=4 shop_web=4");
  await tui.see(/shop_web +● 4\/4/);
  await tui.see(/shop_db +● 4\/4/);
  await tui.press("escape");
  await select(tui, "agent");
  await tui.press("s");
  await tui.see("agent runs one task on each node");
});

Deno.test("runTui() updates an image by a plan, and rolls back what went wrong", async () => {
  await using s = await swarmTui("M-s", {}, { columns: 120 });
  const { tui } = s;
  await tui.see("shop_web");
  await select(tui, "shop_web");
  await tui.press("U", "C-u");
  await tui.type("nginx:missing");
  await tui.press("enter");
  await tui.see("shop_web: nginx:1.27 → nginx:missing");
  await tui.see("1 task at a time, 10 s between; a failure: pause");
  await tui.press("n");
  assert.equal((await s.engine.services.inspect("shop_web")).UpdateStatus?.State, "completed");
  await tui.press("U", "C-u");
  await tui.type("nginx:missing");
  await tui.press("enter", "y");
  await tui.see(/shop_web +◐ 2\/3 +update paused: failure/);
  await tui.press("b");
  await tui.see("shop_web: image nginx:missing → nginx:1.27");
  await tui.press("y");
  await tui.see(/shop_web +● 3\/3 +rolled back \d+s ago/);
  await tui.press("b");
  await tui.see("shop_web was never updated: there is nothing to roll back to");
});

Deno.test("runTui() has the command update an image, as it knows credentials, and says why not", async () => {
  const ran: string[][] = [];
  const commands: CommandHost = {
    async run(argv, streams) {
      ran.push([...argv]);
      await streams.stderr.write("Error response from daemon: no such \x1b[2Jservice\n");
      return 1;
    },
    interactive: () => Promise.resolve(false),
  };
  await using s = await swarmTui("M-s", {}, { commands });
  const { tui } = s;
  await tui.see("shop_web");
  await select(tui, "shop_web");
  await tui.press("U", "C-u");
  await tui.type("nginx:2");
  await tui.press("enter", "y");
  await tui.until(() => tui.model.errors > 0, () => "the failure");
  assert.equal(tui.model.messages.at(-1)!.text, "shop_web: no such service");
  const { id } = swarmOf(tui.model).services.find((o) => o.name === "shop_web")!;
  assert.deepEqual(ran, [["service", "update", "--detach", "--image=nginx:2", id]]);
});

Deno.test("runTui() removes a service and a stack after showing what ends", async () => {
  await using s = await swarmTui("M-s", {}, { columns: 120 });
  const { tui } = s;
  await tui.see("shop_web");
  await select(tui, "shop_web");
  await tui.press("d");
  await tui.see(/shop_web: 3 tasks on \d nodes end; port 8080 closes on all nodes/);
  await tui.press("y");
  await tui.see(/shop_web +●/, false);
  await tui.press("M-c", "d");
  await tui.see("shop_api: 2 tasks of 3");
  await tui.press("y");
  await tui.see("No stacks here");
});

Deno.test("runTui() drains and pauses a node and makes it active again, promotes and demotes", async () => {
  await using s = await swarmTui("M-n", {}, { columns: 120 });
  const { tui } = s;
  await tui.see("worker-3");
  await select(tui, "worker-3");
  await tui.press("D");
  await tui.see(/worker-3 +○ drained/);
  await tui.press("D");
  await tui.see("docker node update --availability active worker-3");
  await tui.see(/worker-3 +● ready/);
  await tui.press("p");
  await tui.see(/worker-3 +◐ paused: no new tasks/);
  await tui.press("m");
  await tui.see(/worker-3 .*paused.* manager/);
  await tui.press("M");
  await tui.see("Two managers are left: both must be online");
  await tui.press("y");
  await tui.see(/worker-3 .*paused.* worker/);
  await tui.press("d");
  await tui.see("worker-3 is ready: it has to leave first");
});

Deno.test("runTui() says that the swarm has no leader, changes nothing then, and heals", async () => {
  await using s = await swarmTui("M-s");
  const { tui } = s;
  await tui.see("shop_web");
  s.swarm!.leads = false;
  await tui.press("R");
  await tui.see("The swarm has no leader: more than half of its managers must");
  await tui.see("no leader: as it was");
  await select(tui, "shop_web");
  await tui.press("s");
  await tui.see("nothing can be changed until");
  s.swarm!.leads = true;
  await tui.see("The swarm has a leader again");
  await tui.see("as it was", false);
});

Deno.test("runTui() shows hostile names, labels and errors of a swarm without their effects", async () => {
  await using s = await swarmTui("M-s", { hostile: true });
  const { tui } = s;
  await tui.see("evil");
  await tui.see("update paused: paused");
  await select(tui, "\x1b[31mevil\x1b[0m\n");
  await tui.press("i");
  await tui.see("so long so long");
  await tui.press("enter", "M-s", "enter");
  await tui.see(/evil \.1 +◐ preparing/);
  await tui.press("M-c", "G", "d");
  await tui.see("Remove stack");
  await tui.press("n", "M-s", "G", "d", "n", "M-n", "x");
  for (const hostile of ["title\x07", "gone\x07", "\x1b[2Jso", "\u202E"]) {
    assert.ok(!tui.written.includes(hostile), JSON.stringify(hostile));
  }
});

Deno.test("runTui() refuses to change a swarm where it may only look", async () => {
  await using s = await swarmTui("M-s", {}, { readOnly: true });
  const { tui } = s;
  await tui.see("shop_web");
  for (const key of ["s", "U", "b", "r", "d"]) {
    await tui.press(key);
    await tui.see("This is read-only: nothing can be changed from here");
  }
});

Deno.test("runTui() keeps nothing of a swarm when it goes to another engine", async () => {
  const other = createEngine(new SimTransport(new SimEngine({ world: "none" })));
  const manager = createEngine(new SimTransport(new SimEngine({ swarm: 3 })));
  let engine = manager;
  const hosts = {
    list: () => Promise.resolve([{ context: "other" }]),
    use: () => {
      engine = other;
      return Promise.resolve({ label: "other", readOnly: false });
    },
  };
  const tui = driveTui({ engine: () => Promise.resolve(engine), hosts, columns: 80, rows: 24 });
  try {
    await tui.until(() => tui.model.link.state === "live", () => "the engine");
    await tui.press("M-s");
    await tui.see("shop_web");
    await tui.press("H", "enter");
    await tui.until(() => tui.model.host === "other", () => "the other");
    await tui.press("M-s");
    await tui.see("This engine is in no swarm");
    await tui.see("shop_web", false);
  } finally {
    await tui[Symbol.asyncDispose]();
    await manager[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  }
});
