/** What renameContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("renameContainer() sends the name", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.rename("web", "front"),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/rename",
    op: "rename container",
    query: { name: "front" },
  }]);
  assert.deepEqual(result, undefined);
});
