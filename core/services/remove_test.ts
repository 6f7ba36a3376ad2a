/** What removeService() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeService() is a DELETE", async () => {
  const { result, sent } = await recorded({}, (engine) => engine.services.remove("web"));
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/services/web",
    op: "remove service",
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
