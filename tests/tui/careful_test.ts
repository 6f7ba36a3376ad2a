/** Keys that interrupt what runs, and stray ones. */
import assert from "node:assert/strict";
import { driveDemo, selectRow } from "../driver/demo.ts";

Deno.test("runTui() waits before it stops what runs, and Escape takes it back", async () => {
  await using demo = await driveDemo({ careful: "undo" });
  const { tui, clock } = demo;
  const time = setInterval(() => void clock.advance(500), 20);
  using _ = { [Symbol.dispose]: () => clearInterval(time) };
  await selectRow(tui, "web-1");
  for (const [key, doing] of [["s", "stopping"], ["r", "restarting"], ["p", "pausing"]]) {
    await tui.press(key);
    await tui.see(`${doing} web-1 in 2 s: Esc takes it back`);
    await tui.see(`… ${doing} soon`);
    await tui.press("escape");
    await tui.see("taken back: web-1 was left alone");
    assert.deepEqual(tui.model.waiting, []);
    assert.deepEqual(tui.model.pending, {});
  }
  await tui.press("s");
  await tui.until(
    () => tui.model.messages.some((m) => m.text.startsWith("stopped web-1")),
    () => "it",
  );
  const web = () => tui.model.containers.find((c) => c.name === "web-1")!;
  await tui.until(() => web().state === "exited", () => "its end");
  // What is down is not interrupted.
  await tui.press("r");
  assert.deepEqual(tui.model.waiting, []);
});

Deno.test("runTui() asks first, or acts at once, as it is told", async () => {
  {
    await using demo = await driveDemo({ careful: "ask" });
    await selectRow(demo.tui, "web-1");
    await demo.tui.press("s");
    await demo.tui.see("Stop container web-1?");
    await demo.tui.press("n");
    assert.deepEqual(demo.tui.model.pending, {});
  }
  await using demo = await driveDemo({ careful: "no" });
  await selectRow(demo.tui, "web-1");
  await demo.tui.press("s");
  await demo.tui.see(/stopping|stopped web-1/);
  assert.deepEqual(demo.tui.model.waiting, []);
});

Deno.test("runTui() does nothing on a window that is too small to see it, but leaves", async () => {
  await using demo = await driveDemo({ careful: "no" });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.resize(20, 5);
  await tui.press("1", "g", "s", "r", "p", "K", "y", ":", "x", "enter");
  await tui.type("\x1b[200~stop web-1\x1b[201~\r");
  await tui.type("\x1b[<0;6;3M");
  assert.deepEqual(tui.model.pending, {});
  assert.deepEqual(tui.model.messages, []);
  assert.equal(tui.model.line.open, false);
  assert.equal(tui.model.overlay, undefined);
  await tui.resize(120, 40);
  await tui.see("▶  web-1");
  await tui.resize(20, 5);
  await tui.press("q");
  assert.equal(await tui.ended, 0);
});
