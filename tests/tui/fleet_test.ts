/** The screen over three simulated hosts: whose rows are whose, and what happens to one alone. */
import assert from "node:assert/strict";
import type { HostSpec } from "../../core/fleet/hosts.ts";
import { fleetTransport } from "../../core/fleet/fleet_transport.ts";
import { createEngine } from "../../core/mod.ts";
import { createTransport } from "../../core/transport/create.ts";
import { driveTui } from "../driver/tui.ts";
import { type FakeEngine, startFakeEngine } from "../fake_engine/mod.ts";

/** Hosts `a`, `b` and the read-only `c`, each with the sample containers. */
async function ground() {
  const fakes: FakeEngine[] = [];
  for (let n = 0; n < 3; n++) fakes.push(await startFakeEngine({ seed: n + 1 }));
  const hosts: HostSpec[] = fakes.map((fake, n) => ({
    name: "abc"[n],
    host: fake.host,
    groups: [],
    readOnly: n === 2,
    filter: [],
  }));
  const engine = createEngine(fleetTransport({
    hosts,
    connect: (host, wrap) => Promise.resolve({ transport: wrap(createTransport(host.host!)) }),
  }));
  return {
    fakes,
    engine,
    tui: driveTui({ engine: () => Promise.resolve(engine), host: "hosts all" }),
    async [Symbol.asyncDispose]() {
      await this.tui[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
      for (const fake of fakes) await fake[Symbol.asyncDispose]();
    },
  };
}

const statusOf = (fake: FakeEngine, name: string) =>
  [...fake.sim.containers.values()].find((c) => c.name === name)?.status;

Deno.test("runTui() over hosts: a column, a filter, actions on one, a pane of hosts", async () => {
  await using g = await ground();
  const { tui, fakes } = g;
  await tui.until(() => tui.model.containers.length === 36, () => "all of them");
  await tui.see("HOST");
  await tui.press("/");
  await tui.type("host:b api");
  await tui.press("enter");
  await tui.until(
    () => tui.model.lists.containers.selected?.endsWith("@b") ?? false,
    () => tui.screen.text(),
  );
  await tui.see("Logs  b/api");
  await tui.until(() => tui.model.logs.buffer.lines > 0, () => "its log");
  // The log stays open over the end and the return of its host.
  await fakes[1].down();
  await tui.press("W");
  await tui.see("down");
  const stale = tui.model.containers.filter((c) => "stale" in c);
  assert.equal(stale.length, 12);
  assert.ok(stale.every((c) => c.name.startsWith("b/")));
  fakes[1].up();
  await tui.press("R");
  await tui.until(() => !tui.model.containers.some((c) => "stale" in c), () => tui.screen.text());
  const lines = tui.model.logs.buffer.lines;
  await tui.until(() => tui.model.logs.buffer.lines > lines, () => "more of its log");
  await tui.press("1", "s");
  await tui.until(() => statusOf(fakes[1], "api") === "exited", () => tui.screen.text());
  assert.equal(statusOf(fakes[0], "api"), "running");
});

Deno.test("runTui() over hosts: a host that is read-only refuses, and says so", async () => {
  await using g = await ground();
  const { tui, fakes } = g;
  await tui.until(() => tui.model.containers.length === 36, () => "all of them");
  await tui.press("/");
  await tui.type("host:c api");
  await tui.press("enter");
  await tui.press("s");
  await tui.until(
    () => tui.model.messages.some((m) => /c is read-only/.test(m.text)),
    () => tui.screen.text(),
  );
  assert.equal(statusOf(fakes[2], "api"), "running");
});

Deno.test("runTui() over hosts: the panes of a swarm say whose it is to be, and change nothing", async () => {
  await using g = await ground();
  const { tui } = g;
  await tui.until(() => tui.model.containers.length === 36, () => "all of them");
  for (const pane of ["M-s", "M-k", "M-n", "M-c"]) {
    await tui.press(pane);
    await tui.see("Several hosts are shown");
    await tui.press("*", "d");
    assert.equal(tui.model.overlay, undefined);
  }
  await tui.press("M-s", "s");
  await tui.see("Nothing is selected");
});
