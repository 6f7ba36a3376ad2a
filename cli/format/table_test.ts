/** How the columns of a table are set. */
import assert from "node:assert/strict";
import { naturalCompare } from "./natural.ts";
import { goQuote } from "./quote.ts";
import { alignRows, alignTabs, table } from "./table.ts";
import { ellipsis, tableWidth } from "./width.ts";

Deno.test("table() sets columns at least 10 wide and 3 apart, the last one ragged", () => {
  assert.equal(
    table([
      ["CONTAINER ID", "IMAGE", "NAMES"],
      ["9151119c2b7a", "bb:1", "db"],
      ["x", "a-longer-image:1", ""],
    ]),
    "CONTAINER ID   IMAGE              NAMES\n" +
      "9151119c2b7a   bb:1               db\n" +
      "x              a-longer-image:1   \n",
  );
});

Deno.test("table() counts wide characters twice", () => {
  assert.equal(table([["A", "B"], ["日本語日本語", "x"]]), "A              B\n日本語日本語   x\n");
});

Deno.test("alignTabs() ends a column where a line has no cell", () => {
  assert.equal(
    alignTabs("a\tb\nlonger than ten\tc\nplain\nd\te"),
    "a                 b\nlonger than ten   c\nplain\nd         e",
  );
});

Deno.test("alignRows() aligns as alignTabs() does what the rows are joined to", () => {
  const cells = [
    "",
    "a",
    "longer than ten",
    "cut off…",
    "日本語",
    "é",
    "\x1b[2J",
    "\r",
    "x".repeat(300),
  ];
  for (let size = 1; size <= 4; size++) {
    for (let seed = 0; seed < 50; seed++) {
      const rows = Array.from(
        { length: 1 + seed % 7 },
        (_, row) => Array.from({ length: size }, (_, n) => cells[(seed * 5 + row * 7 + n * 3) % 9]),
      );
      const joined = rows.map((row) => row.join("\t") + "\n").join("");
      assert.equal(alignRows(rows), alignTabs(joined), JSON.stringify(rows));
    }
  }
  const seen = (cell: string) => cell.replaceAll("*", "").length;
  assert.equal(alignRows([["a", "b"], ["*c*\x1b", "d"]], seen), "a         b\n*c*\x1b        d\n");
});

Deno.test("alignRows() leaves cells that would be several", () => {
  for (const cell of ["a\tb", "a\nb"]) {
    assert.equal(alignRows([["A", "B"], [cell, "x"]]), undefined);
    assert.equal(alignRows([["A", "B"], ["x", cell]]), undefined);
  }
});

Deno.test("ellipsis() cuts by columns", () => {
  assert.equal(ellipsis("sh -c 'while true; do echo'", 20), "sh -c 'while true; …");
  assert.equal(ellipsis("short", 20), "short");
  assert.equal(ellipsis("日本語", 4), "日…");
  assert.equal(ellipsis("abc", 1), "a");
  assert.equal(ellipsis("abc", 0), "");
});

Deno.test("tableWidth() knows plain and wide text", () => {
  assert.equal(tableWidth("abc"), 3);
  assert.equal(tableWidth("aé語"), 4);
});

Deno.test("naturalCompare() sorts numbers by value", () => {
  assert.deepEqual(["net10", "net9", "net", "a", "net09"].sort(naturalCompare), [
    "a",
    "net",
    "net9",
    "net09",
    "net10",
  ]);
});

Deno.test("goQuote() escapes as strconv.Quote", () => {
  assert.equal(goQuote('a"b\\\n\x07\x1b é…\u200b\u{1f600}'), '"a\\"b\\\\\\n\\a\\x1b é…\\u200b😀"');
});
