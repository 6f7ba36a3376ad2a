/** What resizeContainer() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("resizeContainer() sends rows and columns", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.containers.resize("web", { width: 80, height: 24 }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/containers/web/resize",
    op: "resize container",
    query: { h: 24, w: 80 },
  }]);
  assert.deepEqual(result, undefined);
});
