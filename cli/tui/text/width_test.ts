/** Tests of how many columns a text takes. */
import assert from "node:assert/strict";
import { cellsOf, displayWidth, dropColumns, fill, fit, takeColumns } from "./width.ts";

Deno.test("displayWidth() counts columns as terminals do", () => {
  const table: [string, number][] = [
    ["", 0],
    ["abc", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["日本", 4],
    ["🎉", 2],
    ["→│●…", 4],
    ["ｱ", 1],
    ["\u200d", 0],
    ["שלום", 4],
  ];
  for (const [text, width] of table) assert.equal(displayWidth(text), width, text);
});

Deno.test("cellsOf() keeps marks on their letter and drops what has nothing to stand on", () => {
  assert.deepEqual(cellsOf("e\u0301x"), [{ char: "e\u0301", width: 1 }, { char: "x", width: 1 }]);
  assert.deepEqual(cellsOf("\u0301a"), [{ char: "a", width: 1 }]);
  assert.equal(cellsOf("a" + "\u0301".repeat(50))[0].char.length, 4);
  assert.deepEqual(cellsOf("👩\u200d💻").map((c) => c.char), ["👩", "💻"]);
});

Deno.test("fit() and fill() never give another width than asked for", () => {
  for (
    const text of ["", "a", "hello world", "日本語テキスト", "a日b本c", "e\u0301e\u0301e\u0301"]
  ) {
    for (let columns = 0; columns < 12; columns++) {
      assert.ok(displayWidth(fit(text, columns)) <= columns, `${text} ${columns}`);
      assert.equal(displayWidth(fill(text, columns)), columns, `${text} ${columns}`);
      assert.equal(displayWidth(fill(text, columns, "right")), columns);
      const rest = displayWidth(dropColumns(text, columns));
      assert.equal(rest, Math.max(0, displayWidth(text) - columns), `${text} ${columns}`);
      assert.ok(text.startsWith(takeColumns(text, columns)));
    }
  }
});
