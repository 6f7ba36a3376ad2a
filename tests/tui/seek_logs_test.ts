/** Searches in logs that go beyond the lines that are held. */
import assert from "node:assert/strict";
import { type DemoTui, driveDemo, selectRow } from "../driver/demo.ts";

const LINES = 9000;

/** The log of 9,000 lines opened with its last 1,000. */
async function flood(demo: DemoTui): Promise<void> {
  const { tui, clock } = demo;
  await selectRow(tui, "flood");
  await clock.advance(12_000);
  await tui.until(() => tui.model.logs.buffer.lines >= 1000, () => "the tail");
  await selectRow(tui, "db");
  await tui.until(() => tui.model.logs.sources[0]?.name === "db", () => "db");
  await selectRow(tui, "flood");
  await tui.until(() => tui.model.logs.buffer.lines === 1000, () => "the tail alone");
  await tui.press("3", "z");
}

const matched = ({ tui }: DemoTui) => {
  const { match, buffer } = tui.model.logs;
  return buffer.chunks.flat().find((l) => l.seq === match)?.text;
};

Deno.test("runTui() searches a log beyond its buffer, back and on, and says where it ends", async () => {
  await using demo = await driveDemo({ sim: { logRate: 1000, logEntries: LINES } });
  const { tui } = demo;
  await flood(demo);
  const shows = (text: string) =>
    tui.until(() => matched(demo)?.startsWith(text) ?? false, () => `${text}: ${matched(demo)}`);
  await tui.press("/");
  await tui.type("line 8000 ");
  await tui.press("enter");
  await shows("line 8000 ");
  await tui.see("f follows");
  assert.ok(tui.model.logs.buffer.lines < 5000);
  await tui.press("N");
  // The engine keeps the lines from 7,300 on.
  await tui.see('no "line 8000 " in');
  await tui.see("N goes on from its end");
  await tui.press("N");
  await shows("line 8000 ");
  await tui.press("/");
  await tui.type("line 16000 ");
  await tui.press("enter");
  await tui.see('no "line 16000 " in');
  await tui.press("n");
  await shows("line 16000 ");
  await tui.press("n");
  await tui.see(/no "line 16000 " in [\d,]+ later lines/);
  // From the start of the whole log, which is not held: all before the one line is looked at.
  await tui.press("n");
  await tui.see("on from the start of the log");
  await tui.until(() => tui.model.logs.seek === undefined, () => "the end of the search");
  await shows("line 16000 ");
});
