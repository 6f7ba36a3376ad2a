/** Ids of engines outlive a run, for a while, and whatever became of their file. */
import assert from "node:assert/strict";
import { EngineIds } from "./engine_ids.ts";

Deno.test("EngineIds keeps what engines told for an hour, and survives any file", async () => {
  const home = await Deno.makeTempDir();
  const env = { HOME: home };
  const file = `${home}/.local/state/dockerctl/engine_ids.json`;
  try {
    const first = await EngineIds.load(env);
    assert.equal(first.get("tcp://a:1"), undefined);
    first.set("tcp://a:1", "one");
    await first.save();
    assert.equal((await EngineIds.load(env)).get("tcp://a:1"), "one");
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
    const at = Date.now();
    await Deno.writeTextFile(
      file,
      JSON.stringify({
        old: { id: "x", at: at - 3_700_000 },
        coming: { id: "x", at: at + 60_000 },
        wrong: { id: 3, at },
        none: null,
      }),
    );
    for (const text of [undefined, "no JSON", "[]", "x".repeat(600_000)]) {
      if (text !== undefined) await Deno.writeTextFile(file, text);
      const ids = await EngineIds.load(env);
      for (const name of ["old", "coming", "wrong", "none"]) assert.equal(ids.get(name), undefined);
    }
    await Deno.remove(file);
    await Deno.mkdir(file);
    const stuck = await EngineIds.load(env);
    stuck.set("a", "b");
    await stuck.save();
    assert.deepEqual([...Deno.readDirSync(`${home}/.local/state/dockerctl`)].map((e) => e.name), [
      "engine_ids.json",
    ]);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});
