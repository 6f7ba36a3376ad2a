/** Projects on the screen: started and stopped in the order of what depends on what. */
import assert from "node:assert/strict";
import { createEngine } from "../../core/mod.ts";
import { ManualClock } from "../../core/sim/clock.ts";
import { SimEngine } from "../../core/sim/engine.ts";
import { SimTransport } from "../../core/sim/transport.ts";
import { driveDemo } from "../driver/demo.ts";
import { driveTui } from "../driver/tui.ts";

Deno.test("runTui() starts a project in the order of depends_on, and not what has finished", async () => {
  const clock = new ManualClock();
  await using engine = createEngine(new SimTransport(new SimEngine({ clock }), "demo://"));
  const did: string[] = [];
  const names = new Map<string, string>();
  const list: typeof engine.containers.list = async (options) =>
    (await engine.containers.list(options)).map((c) => {
      const service = c.labels["com.docker.compose.service"];
      names.set(c.id, service ?? c.name);
      const needs: Record<string, string> = {
        web: "worker:service_started:false,migrate:service_completed_successfully:false",
        worker: "db:service_started:true",
      };
      const label = needs[service ?? ""];
      const labels = label === undefined
        ? c.labels
        : { ...c.labels, "com.docker.compose.depends_on": label };
      if (service !== "migrate") {
        return { ...c, labels, state: "exited", status: "Exited (1) 2 hours ago" };
      }
      return { ...c, labels, state: "exited", status: "Exited (0) 2 hours ago" };
    });
  const containers: typeof engine.containers = {
    ...engine.containers,
    list,
    async start(id) {
      did.push(`+${names.get(id)}`);
      await new Promise((done) => setTimeout(done, 20));
      did.push(`-${names.get(id)}`);
      return true;
    },
  };
  await using tui = driveTui({
    host: "demo",
    now: () => clock.now(),
    engine: { ...engine, containers },
  });
  await tui.until(() => tui.model.link.state === "live", () => "the engine");
  // What the engine lists, with the labels that compose gives.
  await tui.send({
    type: "objects",
    containers: (await list({ all: true })).map((c) => ({ ...c, asOf: new Date(clock.now()) })),
    listed: tui.model.listed,
    refused: {},
  } as never);
  await tui.press("7");
  await tui.press("j", "S");
  await tui.see(/started \d+ containers/);
  const before = (a: string, b: string) =>
    assert.ok(did.indexOf(a) < did.indexOf(b), did.join(" "));
  before("-db", "+worker");
  before("-worker", "+web");
  assert.ok(did.includes("+web") && !did.includes("+migrate"), did.join(" "));
});

Deno.test("runTui() shows what the containers of the selected project use", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await tui.press("7");
  await tui.see(/Stats +blog/);
  await tui.see(/api +.*\n.*logger|logger +.*\n.*api/);
  await tui.see("2 containers");
  await tui.press("j");
  await tui.see(/Stats +shop/);
});

Deno.test("runTui() tells how far projects are from their files, on this machine alone", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/compose.yaml`;
  const write = (level: number) =>
    Deno.writeTextFile(
      file,
      `services: {web: {image: busybox, command: [sleep, "1000"], environment: {L: "${level}"}}}\n`,
    );
  try {
    for (const [endpoint, told] of [["unix:///x", true], ["tcp://10.0.0.1:2375", false]] as const) {
      await write(1);
      const clock = new ManualClock();
      await using engine = createEngine(new SimTransport(new SimEngine({ clock }), endpoint));
      for (const name of ["p", "q"]) {
        await engine.containers.create({
          Image: "busybox",
          Cmd: ["sleep", "1000"],
          Env: ["L=1"],
          Labels: {
            "com.docker.compose.project": name,
            "com.docker.compose.service": "web",
            "com.docker.compose.container-number": "1",
            "com.docker.compose.project.config_files": file,
            "com.docker.compose.project.working_dir": folder,
          },
        }, { name: `${name}-web-1` });
      }
      await write(2);
      await using tui = driveTui({ host: "x", now: () => clock.now(), engine });
      await tui.until(() => tui.model.link.state === "live", () => "the engine");
      await tui.press("7", "j");
      await tui.see(/DRIFT/);
      await tui.until(() => tui.model.lists.projects?.selected === "p", () => "a selection");
      await tui.see(told ? /▶ +p +.*\d steps/ : /▶ +p +.*elsewhere/);
      // The one beside it, without being selected.
      await tui.see(told ? /[^▶] +q +.*\d steps/ : /[^▶] +q +.*elsewhere/);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
