/** Tests of the `:` line: typing, completion, history. */
import assert from "node:assert/strict";
import { emptyLine, type LineState } from "../model/line.ts";
import { commonStart, ghostOf, lineKey, offerCandidates, openLine, remember } from "./line.ts";

/** The line after these keys, none of which may run or close it. */
function after(line: LineState, ...keys: string[]): LineState {
  return keys.reduce((l, key) => {
    const result = lineKey(l, key);
    assert.equal(result.do, "edit", key);
    return result.line;
  }, line);
}

const candidates = ["start", "stats", "stop"].map((value) => ({ value }));

Deno.test("lineKey() completes: first what all share, then one after the other", () => {
  let line = offerCandidates(openLine(emptyLine, "s"), "s", 0, candidates);
  line = after(line, "tab");
  assert.equal(line.edit.text, "st");
  line = offerCandidates(line, "st", 0, candidates);
  assert.equal(ghostOf(line), "art");
  assert.equal(after(line, "right").edit.text, "start ");
  line = after(line, "tab", "tab", "enter");
  assert.equal(line.edit.text, "stats ");
});

Deno.test("offerCandidates() drops what was found for another text", () => {
  const line = openLine(emptyLine, "sto");
  assert.equal(offerCandidates(line, "st", 0, candidates), line);
});

Deno.test("lineKey() walks the history of what begins alike", () => {
  let line: LineState = emptyLine;
  for (const text of ["ps -a", "stop web", "ps", "stop db"]) line = remember(line, text);
  line = openLine(line, "st");
  assert.equal(after(line, "up").edit.text, "stop db");
  assert.equal(after(line, "up", "up").edit.text, "stop web");
  assert.equal(after(line, "up", "up", "up").edit.text, "stop web");
  assert.equal(after(line, "up", "up", "down", "down").edit.text, "st");
});

Deno.test("lineKey() searches the history backwards", () => {
  let line: LineState = emptyLine;
  for (const text of ["stop web-1", "logs web", "stop web-2"]) line = remember(line, text);
  line = after(openLine(line), "C-r", "s", "t", "o");
  assert.equal(line.edit.text, "stop web-2");
  assert.equal(after(line, "C-r").edit.text, "stop web-1");
  const run = lineKey(after(line, "C-r"), "enter");
  assert.deepEqual([run.do, run.do === "run" && run.text], ["run", "stop web-1"]);
});

Deno.test("remember() keeps no repetition", () => {
  const line = remember(remember(emptyLine, "ps"), "ps");
  assert.deepEqual(line.history, ["ps"]);
});

Deno.test("commonStart() is empty where nothing is shared", () => {
  assert.equal(commonStart(["ab", "ac"]), "a");
  assert.equal(commonStart(["x", "y"]), "");
  assert.equal(commonStart([]), "");
});
