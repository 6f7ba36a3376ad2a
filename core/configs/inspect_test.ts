/** What inspectConfig() and inspectConfigText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectConfig() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { ID: "x1" } },
    (engine) => engine.configs.inspect("web"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/configs/web", op: "inspect config" }]);
  assert.deepEqual(result, { ID: "x1" });
});

Deno.test("inspectConfigText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded({ body }, (engine) => engine.configs.inspectText("web"));
  assert.equal(result, body);
  assert.equal(sent[0].path, "/configs/web");
});
