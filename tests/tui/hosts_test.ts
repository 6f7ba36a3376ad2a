/** From one engine to another and back, while everything of the screen is at work. */
import assert from "node:assert/strict";
import { createEngine, type Engine } from "../../core/mod.ts";
import { ManualClock } from "../../core/sim/clock.ts";
import { SimEngine } from "../../core/sim/engine.ts";
import { SimTransport } from "../../core/sim/transport.ts";
import type { HostChoice, HostSwitch } from "../../cli/tui/mod.ts";
import { driveTui } from "../driver/tui.ts";

/** Engines by address; the one that is left is closed, as the screen's owner does. */
function engines() {
  const clock = new ManualClock();
  const open = (host: string): Engine =>
    createEngine(new SimTransport(new SimEngine({ clock }), host));
  let host = "demo://one";
  let now = open(host);
  const asked: string[] = [];
  const hosts: HostSwitch = {
    list: () => Promise.resolve([{ host: "demo://one" }, { host: "demo://two" }]),
    use: async (choice: HostChoice) => {
      const before = now;
      host = choice.host!;
      // Until here the engine that is left may still be asked.
      asked.length = 0;
      now = open(host);
      await before[Symbol.asyncDispose]();
      return { label: host, readOnly: false };
    },
  };
  const engine = () => {
    asked.push(host);
    return Promise.resolve(now);
  };
  return { clock, hosts, engine, asked, close: () => now[Symbol.asyncDispose]() };
}

Deno.test("runTui() goes to another engine and back, and shows what that one has", async () => {
  const { clock, hosts, engine, asked, close } = engines();
  await using tui = driveTui({ engine, hosts, host: "demo://one", now: () => clock.now() });
  await tui.until(() => tui.model.link.state === "live", () => "the first engine");
  for (const wanted of ["demo://two", "demo://one", "demo://two"]) {
    await tui.press("H");
    await tui.see("Choose an engine");
    await tui.type(wanted);
    await tui.press("enter");
    await tui.until(
      () => tui.model.host === wanted && tui.model.link.state === "live" && tui.model.loaded,
      () => `${wanted} on\n${tui.screen.text()}`,
    );
    assert.ok(tui.model.containers.length > 5);
    await tui.see(`on ${wanted} now`);
    assert.ok(asked.length > 0 && asked.every((h) => h === wanted), asked.join());
    // The newest that runs has said nothing yet; the last one has.
    await tui.press("G");
    await tui.until(
      () => tui.model.logs.buffer.lines > 0,
      () => `a log of the new engine on\n${tui.screen.text()}`,
    );
    assert.deepEqual(tui.model.messages.filter((m) => m.kind === "bad"), []);
  }
  await close();
});
