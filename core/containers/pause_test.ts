/** What pauseContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("pauseContainer() is a POST without a body", async () => {
  const { result, sent } = await recorded(
    { status: 204 },
    (engine) => engine.containers.pause("web"),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/pause",
    op: "pause container",
  }]);
  assert.deepEqual(result, undefined);
});
