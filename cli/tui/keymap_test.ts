import assert from "node:assert/strict";
import { Keymap } from "./keymap.ts";
import { DETAILS, LISTS } from "./model.ts";

Deno.test("Keymap has no two meanings for a key in any pane", () => {
  assert.deepEqual(new Keymap().problems, []);
});

Deno.test("Keymap lets the keys of a pane go before those that work everywhere", () => {
  const keymap = new Keymap();
  assert.equal(keymap.find("containers", "s")?.id, "containers.stop");
  assert.equal(keymap.find("logs", "n")?.id, "logs.next");
  assert.equal(keymap.find("stats", "q")?.id, "quit");
  for (const pane of [...LISTS, ...DETAILS]) {
    assert.equal(keymap.find(pane, "?")?.id, "help.open", pane);
  }
});

Deno.test("Keymap takes other keys and reports what cannot be", () => {
  const keymap = new Keymap({ "containers.stop": ["Z"], "quit": ["Q"] });
  assert.equal(keymap.find("containers", "Z")?.id, "containers.stop");
  assert.equal(keymap.find("containers", "s"), undefined);
  assert.equal(keymap.find("images", "Q")?.id, "quit");
  assert.deepEqual(keymap.problems, []);
  const broken = new Keymap({ "containers.stop": ["r"], "containers.fly": ["F"] });
  assert.deepEqual(broken.problems, [
    'There is no action "containers.fly" to give a key',
    'Key "r" means both "containers.stop" and "containers.restart" in containers',
    'Key "r" means both "containers.stop" and "containers.restart" in projects',
  ]);
});
