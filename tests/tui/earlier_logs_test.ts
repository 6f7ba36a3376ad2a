/** Logs that page back to earlier lines. */
import assert from "node:assert/strict";
import { driveDemo, selectRow } from "../driver/demo.ts";

Deno.test("runTui() pages back in a log without a jump, to its first line", async () => {
  const lines = 9000;
  await using demo = await driveDemo({
    sim: { logRate: 1000, logEntries: lines },
  });
  const { tui, clock } = demo;
  await selectRow(tui, "flood");
  await clock.advance(12_000);
  await tui.until(() => tui.model.logs.buffer.lines >= 1000, () => "the tail");
  // Opened anew the log begins with its tail.
  await selectRow(tui, "db");
  await tui.until(() => tui.model.logs.sources[0]?.name === "db", () => "db");
  await selectRow(tui, "flood");
  await tui.until(() => tui.model.logs.buffer.lines === 1000, () => "the tail alone");
  await tui.press("3", "z", "g");
  const at = tui.screen.row(20);
  await tui.until(() => tui.model.logs.buffer.lines === 3000, () => "earlier lines");
  await tui.idle();
  assert.equal(tui.screen.row(20), at);
  for (let n = 0; n < 20 && tui.model.logs.earlier !== "none"; n++) {
    await tui.press("g");
    await tui.until(() => tui.model.logs.earlier !== "asked", () => "an answer");
  }
  assert.equal(tui.model.logs.earlier, "none");
  assert.equal(tui.model.logs.buffer.lines, lines);
  const all = tui.model.logs.buffer.chunks.flat();
  assert.ok(all.every((l, i) => i === 0 || l.time! >= all[i - 1].time!));
  assert.equal(new Set(all.map((l) => l.seq)).size, lines);
});

Deno.test("runTui() shows no line of a log twice when another pane had the whole screen", async () => {
  await using demo = await driveDemo();
  const { tui, engine } = demo;
  await selectRow(tui, "migrate");
  await tui.see("ERROR: relation");
  const texts = () => tui.model.logs.buffer.chunks.flat().map((l) => l.text);
  await tui.until(() => texts().length === 5, () => `its four lines and its end: ${texts()}`);
  await tui.press("1", "z");
  await tui.see("ERROR: relation", false);
  // What comes meanwhile is there when the log is seen again.
  await engine.containers.start("migrate");
  await demo.clock.advance(5_000);
  await tui.press("z");
  await tui.until(() => texts().length >= 10, () => `the second run: ${texts()}`);
  await tui.idle();
  const wanted = texts().filter((t) => t.startsWith("ERROR: relation"));
  assert.deepEqual([wanted.length, new Set(texts().filter((t) => t.includes("stopped"))).size], [
    2,
    1,
  ]);
});
