/** What inspectService() and inspectServiceText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectService() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.services.inspect("web"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/services/web", op: "inspect service" }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectServiceText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded({ body }, (engine) => engine.services.inspectText("web"));
  assert.equal(result, body);
  assert.equal(sent[0].path, "/services/web");
});
