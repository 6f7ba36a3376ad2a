/** Tests of screen_state.ts: what the full screen remembers. */
import assert from "node:assert/strict";
import { keepOrders, loadOrders, screenStateFile } from "./screen_state.ts";

Deno.test("keepOrders() is read back by loadOrders(), and nothing else in the file is", async () => {
  const env = { XDG_STATE_HOME: await Deno.makeTempDir({ prefix: "screen-state-" }) };
  try {
    assert.deepEqual(loadOrders(env), {});
    const orders = { containers: { column: "cpu", down: true } };
    keepOrders(env, orders);
    assert.deepEqual(loadOrders(env), orders);
    assert.equal(Deno.statSync(screenStateFile(env)).mode! & 0o777, 0o600);
    for (const text of ["{", "[]", "null", '{"orders":7}', '{"orders":{"containers":null}}']) {
      await Deno.writeTextFile(screenStateFile(env), text);
      assert.deepEqual(loadOrders(env), {}, text);
    }
  } finally {
    await Deno.remove(env.XDG_STATE_HOME, { recursive: true });
  }
});
