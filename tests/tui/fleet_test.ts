/** The screen over three simulated hosts: whose rows are whose, and what happens to one alone. */
import assert from "node:assert/strict";
import type { CommandHost } from "../../cli/tui/line/commands.ts";
import type { HostSpec } from "../../core/fleet/hosts.ts";
import { fleetTransport } from "../../core/fleet/fleet_transport.ts";
import { createEngine } from "../../core/mod.ts";
import { createTransport } from "../../core/transport/create.ts";
import { driveTui } from "../driver/tui.ts";
import { type FakeEngine, startFakeEngine } from "../fake_engine/mod.ts";

/** Hosts `a`, `b` and the read-only `c`, each with the sample containers. */
async function ground(commands?: CommandHost) {
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
    tui: driveTui({ engine: () => Promise.resolve(engine), host: "hosts all", commands }),
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

/** The prune plan that lies over the panes, once it is there. */
async function planned(tui: Awaited<ReturnType<typeof ground>>["tui"]) {
  const overlay = () => tui.model.overlay?.kind === "plan" ? tui.model.overlay : undefined;
  await tui.until(() => overlay()?.items !== undefined, () => tui.screen.text());
  return overlay()!;
}

Deno.test("runTui() over hosts: a prune shows whose things go, spares read-only hosts, and removes", async () => {
  await using g = await ground();
  const { tui, fakes } = g;
  await tui.until(() => tui.model.containers.length === 36, () => "all of them");
  const before = fakes.map((f) => f.sim.containers.size);
  await tui.press("P");
  const { items, left } = await planned(tui);
  assert.deepEqual(left, ["c is read-only"]);
  await tui.see("left out: c is read-only");
  assert.deepEqual([...new Set(items!.map((i) => i.host))], ["a", "b"]);
  for (const i of items!) assert.ok(i.name.startsWith(`${i.host}/`), i.name);
  assert.ok(!items!.some((i) => /\/(bridge|host|none)$/.test(i.name)), "built-in networks");
  assert.ok(!fakes.some((f) => f.requests.some((r) => r.method === "DELETE")), "only a plan");
  const going = (host: string) =>
    items!.filter((i) => i.host === host && i.ticked && i.kind === "container").length;
  assert.ok(going("a") > 0 && going("b") > 0);
  await tui.press("enter");
  await tui.until(
    () => tui.model.messages.some((m) => /^removed /.test(m.text)),
    () => tui.screen.text(),
  );
  assert.deepEqual(
    fakes.map((f) => f.sim.containers.size),
    [before[0] - going("a"), before[1] - going("b"), before[2]],
  );
  assert.equal(
    fakes[2].requests.filter((r) => r.method !== "GET" && r.method !== "HEAD").length,
    0,
  );
  const said = tui.model.messages.find((m) => /^removed /.test(m.text))!;
  assert.match(said.command!, /^dockerctl rm --hosts a /);
  assert.match(said.command!, / && dockerctl rm --hosts b /);
});

Deno.test("runTui() over hosts: a prune leaves a host alone that goes away meanwhile, and says so once", async () => {
  await using g = await ground();
  const { tui, fakes } = g;
  await tui.until(() => tui.model.containers.length === 36, () => "all of them");
  await tui.press("P");
  const { items } = await planned(tui);
  await tui.press("a");
  await fakes[1].down();
  await tui.press("enter");
  await tui.until(
    () => tui.model.messages.some((m) => /^removed /.test(m.text)),
    () => tui.screen.text(),
  );
  const ofB = items!.filter((i) => i.host === "b").length;
  const bad = tui.model.messages.filter((m) => m.text.startsWith("b: "));
  assert.equal(bad.length, 1, JSON.stringify(bad));
  assert.match(bad[0].text, new RegExp(`^b: ${ofB} things left: `));
});

Deno.test("runTui() over hosts: a container is run on the host of its image, or another that is named", async () => {
  const ran: string[][] = [];
  const commands: CommandHost = {
    run(argv) {
      ran.push([...argv]);
      return Promise.resolve(0);
    },
    interactive: () => Promise.resolve(false),
  };
  await using g = await ground(commands);
  const { tui } = g;
  await tui.until(() => tui.model.containers.length === 36, () => "all of them");
  await tui.press("2");
  await tui.until(() => tui.model.images.length > 0, () => "images");
  const choose = async (host: string) => {
    await tui.press("/", "C-u");
    await tui.type(`host:${host} nginx`);
    await tui.press("enter");
    await tui.until(
      () => tui.model.lists.images.selected?.endsWith(`@${host}`) ?? false,
      () => tui.screen.text(),
    );
  };
  await choose("b");
  await tui.press("r");
  await tui.see(/on host +b/);
  await tui.see("dockerctl run --hosts b -it --rm nginx");
  await tui.press("enter");
  await tui.until(() => ran.length === 1, () => tui.screen.text());
  assert.deepEqual(ran[0].slice(0, 5), ["run", "--hosts", "b", "-it", "--rm"]);
  assert.match(ran[0][5], /^nginx/);
  await tui.press("escape", "r", "up", "C-u");
  await tui.type("a");
  await tui.press("enter");
  await tui.until(() => ran.length === 2, () => tui.screen.text());
  assert.deepEqual(ran[1].slice(0, 3), ["run", "--hosts", "a"]);
  await tui.press("escape");
  await choose("c");
  await tui.press("r");
  await tui.see("c is read-only: nothing is run there");
  assert.equal(tui.model.overlay, undefined);
});

Deno.test("runTui() over hosts: an image is removed from its host alone, under all its names", async () => {
  await using g = await ground();
  const { tui, fakes } = g;
  await tui.until(() => tui.model.containers.length === 36, () => "all of them");
  const of = (fake: FakeEngine) =>
    fake.requests.filter((r) => r.route.startsWith("DELETE /images/"));
  await tui.press("2", "/");
  await tui.type("host:b busybox");
  await tui.press("enter");
  await tui.until(
    () => tui.model.lists.images.selected?.endsWith("@b") ?? false,
    () => tui.screen.text(),
  );
  await tui.press("d", "y");
  await tui.until(
    () => of(fakes[1]).length > 0,
    () => JSON.stringify([tui.model.messages, fakes[1].requests.map((r) => r.route).slice(-5)]),
  );
  assert.deepEqual([of(fakes[0]).length, of(fakes[2]).length], [0, 0]);
});
