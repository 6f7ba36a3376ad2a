/** The screen stands hostile text, floods, other themes and odd terminals. */
import assert from "node:assert/strict";
import { LOG_LINES } from "../../cli/tui/panes/logs/buffer.ts";
import { openDisplay } from "../../cli/tui/blessed/display.ts";
import { span } from "../../cli/tui/text/block.ts";
import { fill } from "../../cli/tui/text/width.ts";
import { none } from "../../cli/tui/screen/theme.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";
import { VirtualScreen } from "../driver/screen.ts";

Deno.test("runTui() shows hostile names and lines as text and obeys none of them", async () => {
  await using demo = await driveDemo({ sim: { hostile: true } });
  const { tui } = demo;
  const count = tui.model.containers.length;
  for (let i = 0; i < count; i++) {
    await tui.press("j");
    await tui.until(() => !tui.model.logs.loading, () => "the log");
  }
  await tui.press("i");
  for (const pane of ["5", "6", "7", "8", "x"]) await tui.press(pane);
  // The virtual screen throws at sequences that it does not know, which would have ended it all.
  assert.equal(tui.screen.clipboard, "");
  assert.ok(tui.screen.alternate);
  for (const row of tui.screen.text().split("\n")) {
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(row, /[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
  }
});

Deno.test("runTui() takes the mouse: a press selects and focuses, the wheel scrolls below it", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  const y = tui.screen.text().split("\n").findIndex((row) => row.includes("web-2"));
  await tui.type(`\x1b[<0;6;${y + 1}M\x1b[<0;6;${y + 1}m`);
  await tui.see("Logs  web-2");
  assert.match(tui.screen.row(y), /▶ {2}web-2/);
  await tui.until(() => tui.model.logs.buffer.lines > 100, () => "the log");
  await tui.type("\x1b[<64;90;10M");
  await tui.see("paused");
  assert.equal(tui.model.focus, "containers");
  await tui.type("\x1b[<65;90;10M");
  await tui.see("following");
  await tui.type("\x1b[<0;90;10M\x1b[<0;90;10m");
  assert.equal(tui.model.focus, "logs");
});

Deno.test("runTui() copies by OSC 52, and takes a paste as text", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.press("y", "enter");
  assert.equal(tui.screen.clipboard, "web-1");
  await tui.press("/");
  await tui.type("\x1b[200~web-\nq\x1b[201~");
  assert.equal(tui.model.lists.containers.filter, "web- q");
  assert.equal(tui.model.quit, false);
});

Deno.test("runTui() takes a long paste, and says so where it takes none", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  const paste = (text: string) => tui.type(`\x1b[200~${text}\x1b[201~`);
  await paste("nowhere to go");
  await tui.see("Nothing here takes a pasted text");
  await tui.press(":");
  await paste("run " + "-e A=1 ".repeat(1000) + "alpine the-end");
  assert.equal(tui.model.line.edit.text.length, 4 + 7000 + 14);
  await tui.see("the-end");
  await paste("x".repeat(90_000));
  await tui.see("90,000 characters, 65,536 fit");
  assert.equal(tui.model.line.edit.text.length, 4 + 7000 + 14);
  await tui.press("C-c", "/");
  await paste("x".repeat(65_537));
  await tui.see("65,537 characters");
  assert.equal(tui.model.lists.containers.filter, "");
});

Deno.test("runTui() keeps a log that is scrolled back on show when its lines fall out", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.until(() => tui.model.logs.buffer.lines > 100, () => "the log");
  await tui.press("3", "pageup", "pageup");
  const line = (n: number) => ({ source: 0, stream: "stdout" as const, text: `flood ${n}` });
  const { key } = tui.model.logs;
  for (let n = 0; n < LOG_LINES * 1.2; n += 5000) {
    const lines = Array.from({ length: 5000 }, (_, i) => line(n + i));
    await tui.send({ type: "log", key, lines });
  }
  const { dropped } = tui.model.logs.buffer;
  await tui.see(`${dropped.toLocaleString("en-US")} older gone`);
  await tui.see("new");
  const first = dropped - (tui.model.logs.buffer.dropped + tui.model.logs.buffer.lines - 60_000);
  await tui.see(`flood ${first}`);
  // It goes on from there.
  await tui.press("j");
  await tui.see(`flood ${first + 1}`);
});

Deno.test("runTui() says what all of a log is, and switches a log that is alone not off", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.press("3", "A");
  await tui.see("of more than 50,000 lines the newest stay");
  await tui.press("z", "1");
  assert.equal(tui.model.logs.muted.size, 0);
  assert.equal(tui.model.focus, "containers");
});

Deno.test("runTui() takes no answer of the terminal for keys", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.type("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
  await tui.type("\x1bP>|xterm spr\x1b\\");
  await tui.type("\x1b]11;rgb:ffff");
  await new Promise((done) => setTimeout(done, 200));
  await tui.type("/ffff/ffff\x07");
  await tui.type("\x1b");
  await new Promise((done) => setTimeout(done, 200));
  await tui.type("]4;1;rgb:cdcd/0000/0000\x1b\\");
  assert.deepEqual(tui.model.pending, {});
  assert.deepEqual(tui.model.messages, []);
  await tui.press("j");
  await tui.see("Logs  web-2");
});

Deno.test("runTui() keeps a flood within its bound, and says what it left out", async () => {
  await using demo = await driveDemo({ sim: { logRate: 20_000, logEntries: 100 } });
  const { tui, clock } = demo;
  await selectRow(tui, "flood");
  await tui.until(() => !tui.model.logs.loading, () => "the log");
  for (let i = 0; i < 60; i++) {
    await clock.advance(100);
    await tui.idle();
  }
  await tui.until(() => tui.model.logs.buffer.dropped > 0, () => "lines to be dropped");
  assert.ok(tui.model.logs.buffer.lines <= LOG_LINES + 1024);
  await tui.see("older gone");
});

Deno.test("runTui() leaves colours out for NO_COLOR, and follows the theme", async () => {
  await using plain = await driveDemo({ env: { TERM: "xterm-256color", NO_COLOR: "1" } });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(plain.tui.written, /\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7])(?:;\d+)*m/);
  await using light = await driveDemo({ theme: "light" });
  // The focused border: palette 25 on a light ground, 81 on a dark one.
  assert.equal(light.tui.screen.styleOf("╭"), "1;38;5;25");
  await using dark = await driveDemo();
  assert.equal(dark.tui.screen.styleOf("╭"), "1;38;5;81");
});

Deno.test("openDisplay() keeps its columns on a terminal that thinks otherwise of widths", () => {
  const screen = new VirtualScreen(20, 4);
  screen.thinks = (char) => ({ "🫠": 1, "\ua9c1": 0, "☺": 2, "ش": 2 } as const)[char];
  const display = openDisplay({
    write: (text) => screen.write(text),
    size: { columns: 20, rows: 4 },
    theme: none,
    env: { TERM: "xterm-256color" },
  });
  const rows = (texts: string[]) => texts.map((t) => [span("│"), span(fill(t, 18)), span("│")]);
  display.paint(rows(["first words here", "🫠🫠 and more", "\ua9c1\ua9c1 ☺☺ ش words"]));
  display.paint(rows(["🫠 \ua9c1 ☺ ش", "other words here", "plain"]));
  for (let y = 0; y < 3; y++) assert.match(screen.row(y), /^│.*│$/, screen.text());
  assert.ok([...screen.row(0)].every((c) => !/[a-z]/.test(c)), screen.row(0));
  assert.equal(screen.row(1), "│other words here  │");
  assert.equal(screen.row(2), "│plain             │");
  display.close();
});

Deno.test("runTui() takes the terminal's own layout of right-to-left text off, and gives it back", async () => {
  const demo = await driveDemo();
  const { tui } = demo;
  assert.ok(tui.written.includes("\x1b[8l"));
  assert.ok(!tui.written.includes("\x1b[8h"));
  await tui.press("q");
  assert.equal(await tui.ended, 0);
  assert.ok(tui.written.lastIndexOf("\x1b[8h") > tui.written.lastIndexOf("\x1b[8l"));
  await demo[Symbol.asyncDispose]();
});
