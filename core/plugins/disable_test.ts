/** What disablePlugin() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("disablePlugin() takes force", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.plugins.disable("a", { force: true }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/plugins/a/disable",
    op: "disable plugin",
    query: { force: true },
    kind: "wait",
    minApi: "1.25",
  }]);
  assert.deepEqual(result, undefined);
});
