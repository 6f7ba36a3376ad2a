/** What upgradePlugin() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("upgradePlugin() sends the privileges", async () => {
  const { result, sent } = await recorded(
    { body: "" },
    (engine) =>
      items(engine.plugins.upgrade("a", "b:2", { privileges: [{ Name: "n", Value: null }] })),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/plugins/a/upgrade",
    op: "upgrade plugin",
    query: { remote: "b:2" },
    headers: { "x-registry-auth": "e30=" },
    json: [{ Name: "n", Value: null }],
    kind: "stream",
    minApi: "1.26",
  }]);
  assert.deepEqual(result, []);
});
