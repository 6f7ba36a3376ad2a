/** What removeNode() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removeNode() takes force", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.nodes.remove("n1", { force: true }),
  );
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/nodes/n1",
    op: "remove node",
    query: { force: true },
    kind: "wait",
  }]);
  assert.deepEqual(result, undefined);
});
