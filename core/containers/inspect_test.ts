/** What inspectContainer() and inspectContainerText() send, and what they make of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("inspectContainer() gives the document", async () => {
  const { result, sent } = await recorded(
    { json: { Id: "1" } },
    (engine) => engine.containers.inspect("/web"),
  );
  assert.deepEqual(sent, [{
    method: "GET",
    path: "/containers/web/json",
    op: "inspect container",
  }]);
  assert.deepEqual(result, { Id: "1" });
});

Deno.test("inspectContainerText() gives the engine's own bytes", async () => {
  const body = '{ "Big": 9223372036854771712 }\n';
  const { result, sent } = await recorded(
    { body },
    (engine) => engine.containers.inspectText("/web"),
  );
  assert.equal(result, body);
  assert.equal(sent[0].path, "/containers/web/json");
});

Deno.test("inspectContainer() asks for sizes only when told", async () => {
  const { sent } = await recorded(
    { json: {} },
    (engine) => engine.containers.inspect("web", { size: true }),
  );
  assert.deepEqual(sent[0].query, { size: true });
});
