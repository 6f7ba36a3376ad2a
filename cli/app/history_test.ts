/** Tests of history.ts: the history of command lines. */
import assert from "node:assert/strict";
import { History, HISTORY_LINES, historyFile } from "./history.ts";

Deno.test("History.add() keeps lines over runs, for the owner alone", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const history = new History(`${dir}/state/history`);
    assert.deepEqual(await history.load(), []);
    for (const line of ["ps -a", "ps -a", " secret", "", "rm x\ny"]) await history.add(line);
    assert.deepEqual(await new History(history.file).load(), ["ps -a", "rm x y"]);
    assert.equal((await Deno.stat(history.file)).mode! & 0o777, 0o600);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("History.add() keeps to its bound", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const history = new History(`${dir}/history`);
    const many = Array.from({ length: HISTORY_LINES }, (_, i) => `line ${i}\n`).join("");
    await Deno.writeTextFile(history.file, many);
    await history.add("newest");
    const lines = await history.load();
    assert.equal(lines.length, HISTORY_LINES / 2 + 1);
    assert.equal(lines.at(-1), "newest");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("History.add() is silent where nothing can be written", async () => {
  await new History("/proc/nowhere/history").add("ps");
});

Deno.test("historyFile() follows the XDG base directories", () => {
  assert.equal(historyFile({ HOME: "/h" }), "/h/.local/state/dockerctl/history");
  assert.equal(historyFile({ HOME: "/h", XDG_STATE_HOME: "/s" }), "/s/dockerctl/history");
});
