/** What commands of the `:` line print: a few lines in the message area, more in a pane. */
import assert from "node:assert/strict";
import type { CommandHost } from "../../cli/tui/mod.ts";
import { driveDemo } from "../driver/demo.ts";

const commands: CommandHost = {
  async run([lines, code = "0"], streams) {
    for (let i = 1; i <= Number(lines); i++) {
      await streams.stdout.write(`\x1b[1mprinted\x1b[m ${i}\n`);
    }
    return Number(code);
  },
  interactive: () => Promise.resolve(false),
  complete: () => Promise.resolve({ from: 0, candidates: [] }),
};

Deno.test("runTui() shows up to three lines of a command in the message area, more in a pane", async () => {
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  const run = async (line: string) => {
    await tui.press(":");
    await tui.type(line);
    await tui.press("enter");
  };
  const rows = tui.screen.text().split("\n").length;
  const at = (fromBottom: number) => tui.screen.row(rows - 1 - fromBottom);
  await run("3");
  await tui.see("printed 3");
  const overlay = () => tui.model.overlay?.kind;
  assert.equal(overlay(), undefined);
  assert.match(at(3), /^ ✓ printed 1/);
  assert.match(at(2), /^ {3}printed 2/);
  assert.match(at(1), /^ {3}printed 3 +3$/);
  await run("1 7");
  await tui.see("exit code 7");
  assert.match(at(2), /^ ✗ printed 1/);
  await run("0");
  await tui.see("✓ ended well");
  // More has a pane, of the size that it needs.
  await run("5");
  await tui.see("5 lines");
  assert.equal(overlay(), "output");
  const shown = tui.screen.text().split("\n");
  const top = shown.findIndex((row) => row.includes(": 5"));
  const bottom = shown.findIndex((row) => row.includes("5 lines"));
  assert.equal(bottom - top, 6);
  await tui.press("q");
  assert.equal(overlay(), undefined);
});
