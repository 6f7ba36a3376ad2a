/** Tests of settings.ts: dockerctl's own settings. */
import assert from "node:assert/strict";
import { loadSettings, readSettings } from "./settings.ts";

Deno.test("readSettings() takes what is right and tells what is wrong", () => {
  const { tui, problems } = readSettings({
    tui: {
      theme: "light",
      keys: { "containers.stop": "Z", quit: ["Q", "C-q"], bad: 3 },
      readOnly: ["prod"],
      colour: "red",
    },
  }, "F");
  assert.deepEqual(tui, {
    theme: "light",
    keys: { "containers.stop": ["Z"], quit: ["Q", "C-q"] },
    readOnly: ["prod"],
  });
  assert.deepEqual(problems, [
    '"keys.bad" in F must be a key or a list of keys',
    'F has no setting "tui.colour"',
  ]);
  assert.deepEqual(readSettings([], "F").problems, ["F must hold an object"]);
  assert.match(readSettings({ tui: { theme: "pink" } }, "F").problems[0], /must be "dark"/);
  assert.deepEqual(readSettings({ tui: { readOnly: true } }, "F").tui.readOnly, ["*"]);
});

Deno.test("loadSettings() does without a file, and says when one is broken", async () => {
  const dir = await Deno.makeTempDir();
  try {
    assert.deepEqual(await loadSettings({ XDG_CONFIG_HOME: dir }), { tui: {}, problems: [] });
    await Deno.mkdir(`${dir}/dockerctl`);
    await Deno.writeTextFile(`${dir}/dockerctl/config.json`, "{");
    const { problems } = await loadSettings({ XDG_CONFIG_HOME: dir });
    assert.match(problems[0], /config\.json is no JSON/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
