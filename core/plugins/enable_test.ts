/** What enablePlugin() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("enablePlugin() gives it 30 s", async () => {
  const { result, sent } = await recorded({}, (engine) => engine.plugins.enable("a/b:1"));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/plugins/a/b:1/enable",
    op: "enable plugin",
    query: { timeout: 30 },
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, undefined);
});
