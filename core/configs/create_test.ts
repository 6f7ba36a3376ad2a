/** What createConfig() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createConfig() sends the document and gives the id", async () => {
  const spec = { Name: "web", Data: btoa("hello") };
  const { result, sent } = await recorded(
    { json: { ID: "x1" } },
    (engine) => engine.configs.create(spec),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/configs/create",
    json: spec,
    op: "create config",
  }]);
  assert.deepEqual(result, { id: "x1" });
});
