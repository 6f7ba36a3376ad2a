/** Tests of blocks of styled text. */
import assert from "node:assert/strict";
import { blockText, fitLine, frame, type Line, lineWidth, overlay, span, spread } from "./block.ts";

const line: Line = [span("one ", "ok"), span("日本"), span(" three")];

Deno.test("fitLine() gives exactly the columns that are asked for", () => {
  for (let columns = 0; columns < 24; columns++) {
    assert.equal(lineWidth(fitLine(line, columns)), columns, String(columns));
    assert.equal(lineWidth(fitLine(line, columns, false)), columns, String(columns));
  }
});

Deno.test("fitLine() shows with an ellipsis that something was cut", () => {
  assert.equal(blockText([fitLine(line, 7)]), "one 日…");
  assert.equal(blockText([fitLine([span("ab"), span("c")], 2)]), "a…");
});

Deno.test("spread() keeps the right end whole", () => {
  assert.equal(blockText([spread([span("left left")], [span("right")], 10)]), "left…right");
});

Deno.test("frame() has the size it is given, whatever is inside", () => {
  for (const columns of [2, 10, 30]) {
    const block = frame([[span("日".repeat(40))], [span("x")]], { columns, rows: 4 }, {
      title: [span("A long title")],
      note: [span("note")],
      foot: [span("foot")],
      focused: true,
    });
    assert.equal(block.length, 4);
    for (const row of block) assert.equal(lineWidth(row), columns);
  }
});

Deno.test("overlay() leaves the rest of the rows where it was", () => {
  const under = [[span("abcdefgh")], [span("日本日本")], [span("12345678")]];
  const over = [[span("XX")], [span("YY")]];
  assert.equal(blockText(overlay(under, over, 3, 1)), "abcdefgh\n日 XX 本\n123YY678");
});
