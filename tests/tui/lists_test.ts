/** Lists on the screen: their order, their filter, what is left out, and how wide names are. */
import assert from "node:assert/strict";
import type { Arrangement } from "../../cli/tui/mod.ts";
import { isUp } from "../../cli/tui/model/objects.ts";
import { containersList } from "../../cli/tui/panes/lists/containers.ts";
import { rowsOf } from "../../cli/tui/panes/lists/list.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";
import type { DrivenTui } from "../driver/tui.ts";

const rows = (tui: DrivenTui) => rowsOf(tui.model, containersList).items;
const names = (tui: DrivenTui) => rows(tui).map((c) => c.name);

Deno.test("runTui() lists what runs first, then the newest", async () => {
  await using demo = await driveDemo();
  const up = rows(demo.tui).map(isUp);
  assert.deepEqual(up, up.toSorted((a, b) => Number(b) - Number(a)));
  for (const some of [rows(demo.tui).filter(isUp), rows(demo.tui).filter((c) => !isUp(c))]) {
    const made = some.map((c) => c.created.getTime());
    assert.deepEqual(made, made.toSorted((a, b) => b - a));
  }
});

Deno.test("runTui() begins as it was arranged, and has each change of that kept", async () => {
  const kept: Arrangement[] = [];
  const arrangement = {
    orders: { containers: { column: "name", down: false } },
    hidden: { containers: ["image"] },
    without: ["containers"],
    tab: "env",
  };
  await using demo = await driveDemo({ arrangement, keepArrangement: (a) => void kept.push(a) });
  const { tui } = demo;
  assert.deepEqual(names(tui), names(tui).toSorted());
  assert.ok(rows(tui).every(isUp));
  await tui.see("running only");
  await tui.press("o");
  await tui.type("name");
  await tui.press("enter");
  assert.deepEqual(kept, [{
    ...arrangement,
    orders: { containers: { column: "name", down: true } },
  }]);
  await tui.press("o", "enter", ".");
  assert.deepEqual(kept.at(-1), { ...arrangement, orders: {}, without: [] });
  await tui.press("c");
  await tui.type("image");
  await tui.press("enter", "escape");
  assert.deepEqual(kept.at(-1)!.hidden, {});
  await tui.press("9", "]");
  assert.equal(kept.at(-1)!.tab, "mounts");
});

Deno.test("runTui() leaves the stopped out at a key, unless a state is looked for", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  const all = names(tui).length;
  await tui.press(".");
  assert.ok(rows(tui).every(isUp) && names(tui).length < all);
  await tui.see("running only");
  await tui.press("/");
  await tui.type("status:exited");
  await tui.press("enter");
  assert.ok(names(tui).includes("old-db"));
  await tui.press("escape", ".");
  assert.equal(names(tui).length, all);
});

Deno.test("runTui() has a new filter take the place of the old one, which Esc puts back", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await tui.press("/");
  await tui.type("web");
  await tui.press("enter", "/");
  await tui.type("db");
  assert.equal(tui.model.lists.containers.filter, "db");
  await tui.press("escape");
  assert.equal(tui.model.lists.containers.filter, "web");
});

Deno.test("runTui() says nothing of a log where nothing is selected", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await tui.press("/");
  await tui.type("matches-nothing");
  await tui.press("enter");
  await tui.until(() => tui.model.logs.sources.length === 0, () => "no log");
  await tui.see("from the record", false);
});

Deno.test("runTui() finds by name before it finds by image or command", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await tui.press("/");
  await tui.type("app");
  await tui.press("enter");
  const { name } = rows(tui)[0];
  await demo.engine.containers.create(
    { Image: "nginx:1.27" } as never,
    { name: "zz-app" } as never,
  );
  await tui.until(() => names(tui).includes("zz-app"), () => "the new one");
  assert.notEqual(name, "zz-app");
  assert.equal(names(tui)[0], "zz-app");
});

for (const [columns, lines] of [[120, 40], [200, 60]]) {
  Deno.test(`runTui() shows names and states in full at ${columns}x${lines}`, async () => {
    await using demo = await driveDemo({ columns, rows: lines });
    const { tui, engine } = demo;
    const long = "a-rather-long-container-name";
    const { id } = tui.model.containers.find((c) => c.name === "worker")!;
    await engine.containers.rename(id, long);
    await tui.see(new RegExp(`${long} `));
    await tui.see(/○ exit 137 OOM, 9d/);
  });
}

Deno.test("runTui() keeps a log whose container is removed, until one moves on", async () => {
  await using demo = await driveDemo();
  const { tui, engine } = demo;
  await selectRow(tui, "migrate");
  await tui.see('relation "legacy" does not exist');
  for (const name of ["migrate", tui.model.containers[0].name]) {
    const { id } = tui.model.containers.find((c) => c.name === name) ?? { id: "" };
    if (id === "") continue;
    await engine.containers.remove(id, { force: true });
    await tui.until(() => !tui.model.containers.some((c) => c.id === id), () => `${name} to go`);
    await tui.see("migrate was removed");
    await tui.see('relation "legacy" does not exist');
    await tui.see(/Logs +migrate removed/);
  }
  await tui.press("g", "j");
  await tui.see(/Logs +migrate/, false);
});

Deno.test("runTui() offers at the bottom of an empty list no key that needs a row", async () => {
  await using demo = await driveDemo({ columns: 80, rows: 24, sim: { world: "none" } });
  const { tui } = demo;
  const offered = () => tui.screen.row(23);
  assert.match(offered(), / : command .* \/ filter /);
  assert.doesNotMatch(offered(), /logs|inspect|mark/);
  for (const key of ["i", "L", "t", "space", "v"]) {
    await tui.press(key);
    await tui.see("Nothing is selected");
    assert.equal(tui.model.focus, "containers");
    assert.equal(tui.model.lists.containers.rangeFrom, undefined);
  }
});

Deno.test("runTui() says at 80 columns what is with a container of a long name", async () => {
  await using demo = await driveDemo({ columns: 80, rows: 24 });
  const { tui } = demo;
  const name = "z".repeat(90);
  const image = tui.model.containers[0].image;
  const { id } = await demo.engine.containers.create({ Image: image }, { name });
  await tui.until(() => tui.model.containers.some((c) => c.id === id), () => "the container");
  await selectRow(tui, name);
  await tui.press("4");
  await tui.see("… is not running, so it uses nothing");
});
