/** What inspectImage() and inspectImageText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectImage() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.images.inspect("a/b:1"),
  );
  assert.deepEqual(sent, [{ method: "GET", path: "/images/a/b:1/json", op: "inspect image" }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectImageText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded({ body }, (engine) => engine.images.inspectText("a/b:1"));
  assert.equal(result, body);
  assert.equal(sent[0].path, "/images/a/b:1/json");
});
