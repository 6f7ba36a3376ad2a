/** What pushPlugin() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("pushPlugin() never goes without the header", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) => items(engine.plugins.push("a/b:1")),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/plugins/a/b:1/push",
    op: "push plugin",
    headers: { "x-registry-auth": "e30=" },
    kind: "stream",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, []);
});
