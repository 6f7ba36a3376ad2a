/** What inspectPlugin() and inspectPluginText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectPlugin() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.plugins.inspect("a/b:1"),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/plugins/a/b:1/json",
    op: "inspect plugin",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectPluginText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded(
    { body },
    (engine) => engine.plugins.inspectText("a/b:1"),
  );
  assert.equal(result, body);
  assert.equal(sent[0].path, "/plugins/a/b:1/json");
});
