/** How the columns of a table are set. */
import assert from "node:assert/strict";
import { naturalCompare } from "./natural.ts";
import { goQuote } from "./quote.ts";
import { alignTabs, table } from "./table.ts";
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
