/** What resizeExec() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("resizeExec() sends rows and columns", async () => {
  const { result, sent } = await recorded(
    {},
    (engine) => engine.exec.resize("e1", { width: 80, height: 24 }),
  );
  assert.deepEqual(sent, [{
    method: "POST",
    path: "/exec/e1/resize",
    op: "resize exec",
    query: { h: 24, w: 80 },
  }]);
  assert.deepEqual(result, undefined);
});
