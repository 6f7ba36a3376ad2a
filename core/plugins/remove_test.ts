/** What removePlugin() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("removePlugin() takes force", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.plugins.remove("a", { force: true }),
  );
  assert.deepEqual(sent, [{
    method: "DELETE",
    path: "/plugins/a",
    op: "remove plugin",
    query: { force: true },
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, undefined);
});
