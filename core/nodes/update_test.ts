/** What updateNode() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("updateNode() names the version", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.nodes.update("n1", 7, { Role: "worker", Availability: "drain" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/nodes/n1/update",
    op: "update node",
    query: { version: 7 },
    json: { Role: "worker", Availability: "drain" },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
