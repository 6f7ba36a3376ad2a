/** What createSecret() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createSecret() sends the document and gives the id", async () => {
  const spec = { Name: "web", Data: btoa("hello") };
  const { result, sent } = await recorded(
    { json: { ID: "x1" } },
    (engine) => engine.secrets.create(spec),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/secrets/create",
    json: spec,
    op: "create secret",
  }]);
  assert.deepEqual(result, { id: "x1" });
});
