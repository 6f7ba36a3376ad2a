/** What setPlugin() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("setPlugin() sends a list", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.plugins.set("a/b", ["A=1"]),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/plugins/a/b/set",
    op: "set plugin",
    json: ["A=1"],
    minApi: "1.25",
  }]);
  assert.deepEqual(result, undefined);
});
