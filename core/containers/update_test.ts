/** What updateContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("updateContainer() sends what changes", async () => {
  const { result, sent } = await recorded(
    { json: { Warnings: null } },
    (engine) => engine.containers.update("web", { Memory: 1 }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/update",
    op: "update container",
    json: { Memory: 1 },
  }]);
  assert.deepEqual(result, { warnings: [] });
});
