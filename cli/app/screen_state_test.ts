/** Tests of screen_state.ts: what the full screen remembers. */
import assert from "node:assert/strict";
import { keepArrangement, loadArrangement, screenStateFile } from "./screen_state.ts";

Deno.test("keepArrangement() is read back, and nothing else in the file is", async () => {
  const env = { XDG_STATE_HOME: await Deno.makeTempDir({ prefix: "screen-state-" }) };
  const nothing = { orders: {}, hidden: {}, without: [] };
  try {
    assert.deepEqual(loadArrangement(env), nothing);
    const arrangement = {
      orders: { containers: { column: "cpu", down: true } },
      hidden: { images: ["size", "use"] },
      without: ["containers"],
      tab: "mounts",
    };
    keepArrangement(env, arrangement);
    assert.deepEqual(loadArrangement(env), arrangement);
    assert.equal(Deno.statSync(screenStateFile(env)).mode! & 0o777, 0o600);
    for (
      const text of [
        "[]",
        "null",
        '{"orders":7,"hidden":[],"without":{},"tab":8}',
        '{"orders":{"containers":null},"hidden":{"images":7},"without":[1,null]}',
      ]
    ) {
      await Deno.writeTextFile(screenStateFile(env), text);
      assert.deepEqual(loadArrangement(env), nothing, text);
    }
    await Deno.writeTextFile(screenStateFile(env), "{");
    assert.deepEqual(loadArrangement(env), {});
  } finally {
    await Deno.remove(env.XDG_STATE_HOME, { recursive: true });
  }
});
