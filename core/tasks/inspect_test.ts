/** What inspectTask() and inspectTaskText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectTask() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.tasks.inspect("t1"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/tasks/t1", op: "inspect task" }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectTaskText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded({ body }, (engine) => engine.tasks.inspectText("t1"));
  assert.equal(result, body);
  assert.equal(sent[0].path, "/tasks/t1");
});
