/** What the screen shows first. */
import assert from "node:assert/strict";
import type { HostChoice, HostSwitch } from "../../cli/tui/mod.ts";
import { EngineError } from "../../core/mod.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";
import { driveTui } from "../driver/tui.ts";

Deno.test("runTui() shows containers, and the log of the selected one", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  assert.match(tui.screen.row(0), /dockerctl .* demo {2}Docker 28\.5\.2 {3}9 running/);
  await selectRow(tui, "migrate");
  await tui.see("ERROR: relation");
  await selectRow(tui, "old-db");
  await tui.see("checkpoint starting");
  await tui.see("ERROR: relation", false);
});

Deno.test("runTui() shortens a long host before it leaves out the engine's version", async () => {
  await using demo = await driveDemo({ host: "/run/user/1000/a/rather/long/way/docker.sock" });
  const { tui } = demo;
  await tui.resize(120, 40);
  assert.match(tui.screen.row(0), /▪ …way\/docker\.sock {2}Docker 28\.5\.2 {3}9 running/);
  await tui.resize(200, 50);
  assert.match(tui.screen.row(0), /▪ \/run\/user\/.*docker\.sock {2}Docker 28\.5\.2 {3}9 running/);
});

Deno.test("runTui() stops, starts and removes by key, and shows what the engine made of it", async () => {
  await using demo = await driveDemo();
  const { tui, clock, engine } = demo;
  await selectRow(tui, "web-1");
  await tui.press("s");
  await clock.advance(15_000);
  await tui.see(/web-1\s+○ exit/);
  await tui.see("stopped web-1 in");
  await tui.see("docker stop web-1");

  await tui.press("S");
  await clock.advance(2_000);
  await tui.see(/web-1\s+● up/);

  await tui.press("d");
  await tui.see("web-1 is running: stop it first (s), or force it (D)");
  await tui.press("D");
  await tui.see("Force remove container web-1?");
  await tui.press("n");
  await tui.see("Force remove", false);
  await tui.press("D", "y");
  await clock.advance(15_000);
  await tui.until(
    () => !tui.model.containers.some((c) => c.name === "web-1"),
    () => "web-1 to go",
  );
  const left = await engine.containers.list({ all: true });
  assert.ok(!left.some((c) => c.name === "web-1"));
});

Deno.test("runTui() keeps what it answers right after the machine slept", async () => {
  await using demo = await driveDemo();
  const { tui, clock } = demo;
  await selectRow(tui, "web-1");
  await clock.advance(60_000);
  // The next tick of a real second comes before anybody could read it.
  await tui.send({ type: "key", key: "d" }, { type: "tick", now: clock.now() });
  assert.match(tui.screen.text(), /web-1 is running: stop it first/);
});

Deno.test("runTui() asks for nothing in read-only mode, and says why", async () => {
  await using demo = await driveDemo({ readOnly: true });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  for (const key of ["s", "S", "r", "D", "K", "p", "P", "e"]) {
    await tui.press(key);
    assert.match(tui.screen.text(), /read-only: nothing can be (changed|removed)/, key);
    assert.equal(tui.model.overlay, undefined);
  }
});

Deno.test("runTui() shows the keys of the place, from the key table", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await tui.press("?");
  await tui.see("Keys of this place");
  await tui.see("mark a range");
  await tui.press("escape");
  await tui.press("3", "?");
  await tui.see("next match");
  await tui.press("q");
  await tui.see("Keys of this place", false);
});

Deno.test("runTui() gives the terminal back when it is left", async () => {
  const demo = await driveDemo();
  const { tui } = demo;
  assert.ok(tui.screen.alternate);
  assert.ok(tui.input.raw);
  await tui.press("q");
  assert.equal(await tui.ended, 0);
  assert.equal(tui.screen.alternate, false);
  assert.ok(tui.screen.cursorShown);
  assert.deepEqual([...tui.screen.modes].filter((m) => m !== "25"), []);
  assert.equal(tui.input.raw, false);
  await demo[Symbol.asyncDispose]();
});

Deno.test("runTui() gives the terminal back when a signal or a hang-up ends it", async () => {
  for (const how of ["signal", "hangUp"] as const) {
    const demo = await driveDemo();
    const { tui } = demo;
    if (how === "signal") {
      tui.abort(new Error("received SIGTERM"));
      await assert.rejects(tui.ended, /received SIGTERM/);
    } else {
      tui.input.hangUp();
      await tui.ended;
    }
    assert.equal(tui.screen.alternate, false);
    assert.equal(tui.input.raw, false);
    await demo[Symbol.asyncDispose]();
  }
});

Deno.test("runTui() says that a window is too small, and recovers", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await tui.resize(52, 12);
  await tui.see("Make the window at least 60x15 (now 52x12)");
  await tui.resize(80, 24);
  await tui.see("1 Containers");
  for (let i = 0; i < 30; i++) await tui.resize(20 + i * 7, 5 + i * 2);
  await tui.see("1 Containers");
});

Deno.test("runTui() opens without an engine, says what is wrong, and heals", async () => {
  await using demo = await driveDemo();
  let up = false;
  await using tui = driveTui({
    engine: () => {
      if (up) return Promise.resolve(demo.engine);
      const error = new EngineError("unix:///var/run/docker.sock is not there", {
        code: "unreachable",
        op: "connect",
        hint: "Start the engine",
      });
      return Promise.reject(error);
    },
  });
  await tui.see("No Docker Engine answers");
  await tui.see("unix:///var/run/docker.sock is not there");
  await tui.see("Start the engine");
  up = true;
  await tui.press("r");
  await tui.see("web-1");
});

Deno.test("runTui() without an engine heals by itself", async () => {
  await using demo = await driveDemo();
  let tries = 0;
  await using tui = driveTui({
    engine: () => tries++ < 2 ? Promise.reject(new Error("nobody")) : Promise.resolve(demo.engine),
  });
  await tui.see("No Docker Engine answers");
  await tui.see(/retrying in \d+ s|trying …/);
  await tui.see("web-1");
});

Deno.test("runTui() goes to the demo, to a context and to a typed host", async () => {
  await using demo = await driveDemo();
  let used: HostChoice | undefined;
  const hosts: HostSwitch = {
    list: () => Promise.resolve([{ context: "default" }, { context: "build", detail: "ssh://b" }]),
    use(choice) {
      if (choice.host?.startsWith("bad")) return Promise.reject(new Error("bad is no scheme"));
      used = choice;
      return Promise.resolve({ label: choice.context ?? choice.host!, readOnly: true });
    },
  };
  await using tui = driveTui({
    hosts,
    engine: () => {
      if (used !== undefined) return Promise.resolve(demo.engine);
      return Promise.reject(new EngineError("nobody", { code: "unreachable", op: "connect" }));
    },
  });
  await tui.see("demo with sample containers");
  await tui.press("h");
  await tui.see("another host …");
  await tui.see("ssh://b");
  await tui.press("escape", "d");
  await tui.see("web-1");
  assert.deepEqual(used, { host: "demo://" });
  assert.match(tui.screen.row(0), /demo:\/\/ .*read-only/);

  await tui.press("H");
  await tui.see("Choose an engine");
  await tui.press("down", "enter");
  await tui.until(() => used?.context === "build", () => "the context");
  await tui.see(/dockerctl +▪ build .*9 running/);

  await tui.press("H");
  await tui.type("another");
  await tui.press("enter");
  await tui.see("Host (ssh://");
  await tui.type("bad://x");
  await tui.press("enter");
  await tui.see("bad is no scheme");
  assert.equal(tui.model.host, "build");
  await tui.press("H", "up", "down", "down", "enter");
  await tui.type("ssh://me@there");
  await tui.press("enter");
  await tui.until(() => tui.model.host === "ssh://me@there", () => "the host");
});
