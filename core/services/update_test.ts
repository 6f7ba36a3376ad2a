/** What updateService() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("updateService() names the version", async () => {
  const { result, sent } = await recorded(
    { json: { Warnings: null } },
    (engine) =>
      engine.services.update("web", 7, { TaskTemplate: {} }, {
        registryAuthFrom: "previous-spec",
        rollback: true,
      }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/services/web/update",
    op: "update service",
    query: { version: 7, registryAuthFrom: "previous-spec", rollback: "previous" },
    json: { TaskTemplate: {} },
    kind: "wait",
  }]);
  assert.deepEqual(result, { warnings: [] });
});
