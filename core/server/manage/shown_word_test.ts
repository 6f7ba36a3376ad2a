/** What is copied is what was meant. */
import assert from "node:assert/strict";
import { shownWord } from "./shown_word.ts";

// As a screen does it: breaks become blanks, what turns the direction goes.
const clean = (text: string) =>
  text.replace(/[\n\r]/g, " ").replaceAll("\u202e", "").replaceAll("\x1b", "");

Deno.test("shownWord() writes what a screen would hide so that a shell reads it back", () => {
  assert.equal(shownWord("a b", clean), "'a b'");
  assert.equal(shownWord("K=a\nit's\\", clean), String.raw`$'K=a\nit\'s\\'`);
  assert.equal(shownWord("a\u202eb\x1b[0m", clean), String.raw`$'a\u202eb\u001b[0m'`);
});
