/** What inspectNode() and inspectNodeText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectNode() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.nodes.inspect("n1"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/nodes/n1", op: "inspect node" }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectNodeText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded({ body }, (engine) => engine.nodes.inspectText("n1"));
  assert.equal(result, body);
  assert.equal(sent[0].path, "/nodes/n1");
});
