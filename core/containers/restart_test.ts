/** What restartContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("restartContainer() takes the options of stop", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.restart("web", { timeout: 3, stopSignal: "INT" }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/restart",
    op: "restart container",
    query: { t: 3, signal: "INT" },
    kind: "wait",
    minApi: "1.42",
  }]);
  assert.deepEqual(result, undefined);
});
