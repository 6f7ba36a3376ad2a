/** What installPlugin() and pluginPrivileges() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { items, recorded } from "../testing/_recorded.ts";

Deno.test("installPlugin() sends the privileges", async () => {
  const { result, sent } = await recorded(
    { body: '{"status":"x"}' },
    (engine) => items(engine.plugins.install("b:2", { name: "a", privileges: [] })),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/plugins/pull",
    op: "install plugin",
    query: { remote: "b:2", name: "a" },
    headers: { "x-registry-auth": "e30=" },
    json: [],
    kind: "stream",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, [{ status: "x" }]);
});

Deno.test("pluginPrivileges() has no nulls", async () => {
  const { result, sent } = await recorded(
    { json: null },
    (engine) => engine.plugins.privileges("b:2"),
  );
  assert.deepEqual(result, []);
  assert.deepEqual([sent[0].path, sent[0].query], ["/plugins/privileges", { remote: "b:2" }]);
});
