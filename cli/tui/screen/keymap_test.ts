/** Tests of the keys: each in one place, and as the config wants them. */
import assert from "node:assert/strict";
import { type Binding, Keymap } from "./keymap.ts";
import { ownPanes } from "../panes/mod.ts";

Deno.test("Keymap has no two meanings for a key in any pane", () => {
  assert.deepEqual(new Keymap().problems, []);
});

Deno.test("Keymap lets the keys of a pane go before those that work everywhere", () => {
  const keymap = new Keymap();
  assert.equal(keymap.find("containers", "s")?.id, "containers.stop");
  assert.equal(keymap.find("logs", "n")?.id, "logs.next");
  assert.equal(keymap.find("stats", "q")?.id, "quit");
  for (const { id: pane } of ownPanes) {
    assert.equal(keymap.find(pane, "?")?.id, "help.open", pane);
  }
});

Deno.test("Keymap takes other keys and reports what cannot be", () => {
  const keymap = new Keymap({ "containers.stop": ["f8"], "quit": ["Q"] });
  assert.equal(keymap.find("containers", "f8")?.id, "containers.stop");
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

Deno.test("Keymap lets the keys of plugins stand back behind others, unless they were wished for", () => {
  const binding = (id: string, ...keys: string[]): Binding => ({
    keys,
    id,
    label: id,
    group: "Act",
    msg: () => ({ type: "back" }),
  });
  const pane = (plugin: string, id: string) =>
    ({ plugin, id, title: id, every: 1000, pane: `plugin:${plugin}/${id}` }) as const;
  const added = {
    panes: [pane("a", "notes"), pane("b", "more")],
    actions: { containers: [binding("plugin.a.open", "O"), binding("plugin.a.halt", "s", "M-1")] },
  };
  const keymap = new Keymap({ "screen.theme": ["M-2"] }, added);
  assert.equal(keymap.find("containers", "O")?.id, "plugin.a.open");
  assert.equal(keymap.find("images", "O"), undefined);
  assert.equal(keymap.find("containers", "s")?.id, "containers.stop");
  assert.equal(keymap.find("logs", "M-1")?.id, "pane.a.notes");
  assert.equal(keymap.leadsTo("plugin:a/notes"), "M-1");
  assert.equal(keymap.leadsTo("plugin:b/more"), "");
  assert.deepEqual(keymap.problems, [
    'Key "M-2" of "pane.b.more" is taken by "screen.theme"; "tui.keys" can give it another',
    'Key "s" of "plugin.a.halt" is taken by "containers.stop"; "tui.keys" can give it another',
    'Key "M-1" of "plugin.a.halt" is taken by "pane.a.notes"; "tui.keys" can give it another',
  ]);

  const wished = new Keymap({ "plugin.a.halt": ["f8"], "pane.b.more": ["M-3"] }, added);
  assert.deepEqual(wished.problems, []);
  assert.equal(wished.find("containers", "f8")?.id, "plugin.a.halt");
  assert.equal(wished.leadsTo("plugin:b/more"), "M-3");
  assert.deepEqual(new Keymap({ "plugin.a.halt": ["s"] }, { ...added, panes: [] }).problems, [
    'Key "s" means both "containers.stop" and "plugin.a.halt" in containers',
  ]);
});
