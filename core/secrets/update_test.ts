/** What updateSecret() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("updateSecret() names the version", async () => {
  const spec = { Name: "web", Labels: { a: "b" } };
  const { sent } = await recorded({}, (engine) => engine.secrets.update("x1", 7, spec));
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/secrets/x1/update",
    op: "update secret",
    query: { version: 7 },
    json: spec,
    kind: "wait",
  }]);
});
