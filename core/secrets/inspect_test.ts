/** What inspectSecret() and inspectSecretText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectSecret() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { ID: "x1" } },
    (engine) => engine.secrets.inspect("web"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/secrets/web", op: "inspect secret" }]);
  assert.deepEqual(result, { ID: "x1" });
});

Deno.test("inspectSecretText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded({ body }, (engine) => engine.secrets.inspectText("web"));
  assert.equal(result, body);
  assert.equal(sent[0].path, "/secrets/web");
});
